import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { divide } from './divide';
import { sinh } from './sinh';
import { ARC_HYPERBOLIC } from '../wgsl/trigonometry';

/** NaN below 1. */
export const acosh = unary({
  name: 'acosh',
  tfNames: ['tf.acosh', 'tf.math.acosh'],
  doc: 'The number, not negative, whose hyperbolic cosine every element is.',
  formula: String.raw`y = \operatorname{arcosh} u = \ln\bigl(u + \sqrt{u^2 - 1}\bigr)`,
  derivative: String.raw`\frac{dy}{du} = \frac{1}{\sinh y} = \frac{1}{\sqrt{u^2 - 1}}`,
  derivativeText: (u) => `1 / √${numberText(u * u - 1)}`,
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = Math.acosh(x[i]);
  },
  wgsl: 'acoshF(x)',
  wgslHelpers: ARC_HYPERBOLIC,
  range: [1.4, 4],
  gradient: (dy, _, y) => divide(dy, sinh(y)),
});
