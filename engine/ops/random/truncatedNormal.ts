import { drawTruncatedNormal } from '../../random/draw';
import { TRUNCATED_HELPERS } from '../wgsl/random';
import { normalOp } from './draws';

/** A number that lies more than two deviations from the mean is drawn again. */
export const truncatedNormal = normalOp({
  name: 'truncatedNormal',
  tfName: 'tf.random.truncated_normal',
  doc: 'Random numbers of a normal distribution, none more than two deviations from its mean.',
  formula: String.raw`y_i \sim \mathcal{N}(\mu, \sigma^2),\ |y_i - \mu| \le 2\sigma`,
  fill: drawTruncatedNormal,
  wgsl: { perThread: 1, values: ['fma(stddev, truncatedNormal(i), mean)'], helpers: TRUNCATED_HELPERS },
});
