import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { normalizeAxes, type Shape, stridesOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { copyStrided, type Walk } from '../families/strided';
import { defineOp } from '../op';
import { stridedWgsl } from '../wgsl/move';

export type ReverseAttributes = { readonly axis: readonly number[] };

/** `[…]` → the same shape. Throws for an axis that is not there or named twice. */
export const reverse = defineOp(
  {
    name: 'reverse',
    tf: { names: ['tf.reverse'], signature: [{ name: 'tensor' }, { name: 'axis' }] },
    doc: 'Turns the order of the elements along the given axes.',
    inputs: ['u'],
    formula: String.raw`y_i = u_{n - 1 - i}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = \mathrm{reverse}\!\left(\frac{\partial L}{\partial y}\right)`,
    ],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], { axis }: ReverseAttributes) => {
      normalizeAxes('reverse', axis, x.shape.length);
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis }: ReverseAttributes) =>
      copyStrided(x.storage, backwards(x.shape, axis), y.storage, { start: 0, strides: stridesOf(y.shape) }, y.shape),
    wgsl: ([x], [y], { axis }) => {
      const { start, strides } = backwards(x.shape, axis);
      return stridedWgsl(x.dtype, y.shape, strides, start);
    },
    gradient: ([dy], { attributes: { axis } }): Tensor[] => [reverse(dy!, axis)],
    samples: () => [
      { inputs: [{ shape: [4] }], attributes: { axis: [0] } },
      { inputs: [{ shape: [2, 3] }], attributes: { axis: [-1] } },
      { inputs: [{ shape: [2, 3, 2] }], attributes: { axis: [0, 2] } },
    ],
  },
  (run) => (tensor: TensorLike, axis: readonly number[]) => run([tensor], { axis }),
);

/** Where the walk over the reversed tensor starts, and its strides: negative along `axis`. */
export function backwards(shape: Shape, axis: readonly number[]): Walk {
  const strides = stridesOf(shape);
  let start = 0;
  for (const one of normalizeAxes('reverse', axis, shape.length)) {
    start += Math.max(0, shape[one] - 1) * strides[one];
    strides[one] = -strides[one];
  }
  return { start, strides };
}
