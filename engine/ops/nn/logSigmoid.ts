import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from '../elementwise/multiply';
import { negative } from '../elementwise/negative';
import { sigmoid } from '../elementwise/sigmoid';
import { EXP, LOG, SOFTPLUS } from '../wgsl/math';

export const logSigmoid = unary({
  name: 'logSigmoid',
  tfNames: ['tf.math.log_sigmoid'],
  doc: 'The logarithm of the logistic function; underflows nowhere.',
  formula: String.raw`y = \ln \sigma(u)`,
  derivative: String.raw`\frac{dy}{du} = \sigma(-u)`,
  derivativeText: (u) => `σ(${numberText(-u)})`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.min(x[i], 0) - Math.log1p(Math.exp(-Math.abs(x[i])));
  },
  lanes: (b, x) => b.neg(b.softplus(b.neg(x))),
  wgsl: '-softplusF(-x)',
  wgslHelpers: EXP + LOG + SOFTPLUS,
  gradient: (dy, x) => multiply(dy, sigmoid(negative(x))),
});
