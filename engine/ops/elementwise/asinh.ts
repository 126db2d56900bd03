import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { cosh } from './cosh';
import { divide } from './divide';
import { ARC_HYPERBOLIC } from '../wgsl/trigonometry';

export const asinh = unary({
  name: 'asinh',
  tfNames: ['tf.asinh', 'tf.math.asinh'],
  doc: 'The number whose hyperbolic sine every element is.',
  formula: String.raw`y = \operatorname{arsinh} u = \ln\bigl(u + \sqrt{u^2 + 1}\bigr)`,
  derivative: String.raw`\frac{dy}{du} = \frac{1}{\cosh y} = \frac{1}{\sqrt{u^2 + 1}}`,
  derivativeText: (u) => `1 / √${numberText(u * u + 1)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.asinh(x[i]);
  },
  wgsl: 'asinhF(x)',
  wgslHelpers: ARC_HYPERBOLIC,
  gradient: (dy, _, y) => divide(dy, cosh(y)),
});
