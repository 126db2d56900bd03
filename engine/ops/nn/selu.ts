import { numberText } from '../families/numberText';
import { unary } from '../families/unary';
import { add } from '../elementwise/add';
import { less } from '../elementwise/less';
import { multiply } from '../elementwise/multiply';
import { where } from '../elementwise/where';
import { EXP } from '../wgsl/math';

const SCALE = 1.0507009873554804934193349852946;
const SCALE_ALPHA = 1.7580993408473768599402175208123;

/** The scale λ = 1.0507 and λα = 1.7581 of Klambauer et al., 2017 (arXiv 1706.02515), which keep mean 0 and variance 1. */
export const selu = unary({
  name: 'selu',
  tfNames: ['tf.nn.selu'],
  parameter: 'features',
  doc: 'A scaled elu that keeps normally distributed elements so.',
  formula: String.raw`y = \lambda \begin{cases} u & u \ge 0 \\ \alpha (e^u - 1) & u < 0 \end{cases}`,
  derivative: String.raw`\frac{dy}{du} = \lambda \begin{cases} 1 & u \ge 0 \\ \alpha e^u & u < 0 \end{cases}`,
  derivativeText: (u) => numberText(u < 0 ? SCALE_ALPHA * Math.exp(u) : SCALE),
  loop: (x, y) => {
    for (let i = 0; i < y.length; i++) y[i] = x[i] < 0 ? SCALE_ALPHA * Math.expm1(x[i]) : SCALE * x[i];
  },
  lanes: (b, x) =>
    b.select(b.less(x, 0), b.single(b.mul(b.expm1(b.double(x)), SCALE_ALPHA)), b.single(b.mul(b.double(x), SCALE))),
  wgsl: `select(${SCALE} * x, ${SCALE_ALPHA} * expm1F(x), x < 0.0)`,
  wgslHelpers: EXP,
  gradient: (dy, _, y) => where(less(y, 0), multiply(dy, add(y, SCALE_ALPHA)), multiply(dy, SCALE)),
});
