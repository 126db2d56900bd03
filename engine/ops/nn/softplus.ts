import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { multiply } from '../elementwise/multiply';
import { sigmoid } from '../elementwise/sigmoid';
import { EXP, LOG, SOFTPLUS } from '../wgsl/math';

export const softplus = unary({
  name: 'softplus',
  tfNames: ['tf.math.softplus', 'tf.nn.softplus'],
  parameter: 'features',
  doc: 'ln(1 + eᵘ), a smooth relu; overflows nowhere.',
  formula: String.raw`y = \ln(1 + e^u)`,
  derivative: String.raw`\frac{dy}{du} = \sigma(u)`,
  derivativeText: (u) => `σ(${numberText(u)})`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.max(x[i], 0) + Math.log1p(Math.exp(-Math.abs(x[i])));
  },
  lanes: (b, x) => b.softplus(x),
  wgsl: 'softplusF(x)',
  wgslHelpers: EXP + LOG + SOFTPLUS,
  gradient: (dy, x) => multiply(dy, sigmoid(x)),
});
