import { drawNormal } from '../../random/draw';
import { NORMAL_HELPERS } from '../wgsl/random';
import { normalOp } from './draws';

/** Box and Muller (1958): two uniform numbers give one normal one. */
export const randomNormal = normalOp({
  name: 'randomNormal',
  tfName: 'tf.random.normal',
  doc: 'Random numbers of a normal distribution.',
  formula: String.raw`y_i \sim \mathcal{N}(\mu, \sigma^2)`,
  fill: drawNormal,
  wgsl: {
    perThread: 2,
    values: ['fma(stddev, boxMuller(w.x, w.y), mean)', 'fma(stddev, boxMuller(w.z, w.w), mean)'],
    helpers: NORMAL_HELPERS,
  },
});
