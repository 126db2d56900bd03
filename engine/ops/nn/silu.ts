import { factorText, numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { add } from '../elementwise/add';
import { multiply } from '../elementwise/multiply';
import { sigmoid } from '../elementwise/sigmoid';
import { subtract } from '../elementwise/subtract';
import { EXP, SIGMOID } from '../wgsl/math';

export const silu = unary({
  name: 'silu',
  tfNames: ['tf.nn.silu', 'tf.nn.swish'],
  parameter: 'features',
  doc: 'Every element times its own logistic function; also called swish.',
  formula: String.raw`y = u\,\sigma(u)`,
  derivative: String.raw`\frac{dy}{du} = \sigma(u)\,\bigl(1 + u\,(1 - \sigma(u))\bigr)`,
  derivativeText: (u) => {
    const s = 1 / (1 + Math.exp(-u));
    return `${numberText(s)} · (1 + ${factorText(u)} · (1 − ${numberText(s)}))`;
  },
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = x[i] / (1 + Math.exp(-x[i]));
  },
  wgsl: 'x * sigmoidF(x)',
  wgslHelpers: EXP + SIGMOID,
  gradient: (dy, x) => {
    const s = sigmoid(x);
    return multiply(dy, multiply(s, add(1, multiply(x, subtract(1, s)))));
  },
});
