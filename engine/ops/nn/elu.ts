import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { add } from '../elementwise/add';
import { less } from '../elementwise/less';
import { multiply } from '../elementwise/multiply';
import { where } from '../elementwise/where';
import { EXP } from '../wgsl/math';

export const elu = unary({
  name: 'elu',
  tfNames: ['tf.nn.elu'],
  parameter: 'features',
  doc: 'Positive elements as they are, eᵘ − 1 for the rest.',
  formula: String.raw`y = \begin{cases} u & u > 0 \\ e^u - 1 & u \le 0 \end{cases}`,
  derivative: String.raw`\frac{dy}{du} = \begin{cases} 1 & u > 0 \\ e^u & u \le 0 \end{cases}`,
  derivativeText: (u) => (u > 0 ? '1' : numberText(Math.exp(u))),
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = x[i] > 0 ? x[i] : Math.expm1(x[i]);
  },
  lanes: (b, x) => b.select(b.greater(x, 0), x, b.expm1(x)),
  wgsl: 'select(expm1F(x), x, x > 0.0)',
  wgslHelpers: EXP,
  gradient: (dy, _, y) => where(less(y, 0), multiply(dy, add(y, 1)), dy),
});
