import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { inferFloat } from '../families/unary';
import { numberText } from '../families/numberText';
import { greater } from '../elementwise/greater';
import { multiply } from '../elementwise/multiply';
import { defineOp } from '../op';
import { where } from '../elementwise/where';
import { elementwiseWgsl } from '../wgsl/elementwise';

type LeakyAttributes = { readonly alpha: number };

/** Floats of any shape. At 0 the gradient is `alpha`, as in TensorFlow. */
export const leakyRelu = defineOp(
  {
    name: 'leakyRelu',
    tf: { names: ['tf.nn.leaky_relu'], signature: [{ name: 'features' }, { name: 'alpha', default: 0.2 }] },
    doc: 'Every element that is positive, a share alpha of the rest.',
    inputs: ['u'],
    formula: String.raw`y = \begin{cases} u & u > 0 \\ \alpha u & u \le 0 \end{cases}`,
    derivatives: [String.raw`\frac{dy}{du} = \begin{cases} 1 & u > 0 \\ \alpha & u \le 0 \end{cases}`],
    derivativeText: (_, [u], _y, { alpha }: LeakyAttributes) => (u > 0 ? '1' : numberText(alpha)),
    elementwise: true,
    infer: ([x], _: LeakyAttributes) => inferFloat('leakyRelu', x),
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { alpha }: LeakyAttributes) => {
      const { storage: u } = x;
      const { storage: out } = y;
      for (let i = 0; i < out.length; i++) out[i] = u[i] > 0 ? u[i] : alpha * u[i];
    },
    lanes: (b, [x], { alpha }: LeakyAttributes) => b.select(b.greater(x, 0), x, b.single(b.mul(b.double(x), alpha))),
    wgsl: ([x], outputs, { alpha }) =>
      elementwiseWgsl({
        name: 'leakyRelu',
        inputs: [['x', x]],
        outputs,
        values: ['select(alpha * x, x, x > 0.0)'],
        floats: [['alpha', alpha]],
      }),
    gradient: ([dy], { inputs: [x], attributes: { alpha } }) => [where(greater(x, 0), dy!, multiply(dy!, alpha))],
    samples: () => [
      { inputs: [{ shape: [5] }], attributes: { alpha: 0.2 } },
      { inputs: [{ shape: [2, 3] }], attributes: { alpha: 0.01 } },
    ],
  },
  (run) =>
    (features: TensorLike, { alpha = 0.2 }: { alpha?: number } = {}) =>
      run([features], { alpha }),
);
