import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { formatShape, type Shape, stridesOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { copyStrided } from '../families/strided';
import { demandList } from '../families/options';
import { defineOp } from '../op';
import { reduceSum } from '../reductions/reduceSum';
import { reshape } from './reshape';
import { stridedWgsl } from '../wgsl/move';

export type TileAttributes = { readonly multiples: readonly number[] };

/** `[s₀, …]` → `[m₀ · s₀, …]`. Throws unless there is a whole number, not below 0, for each axis. */
export const tile = defineOp(
  {
    name: 'tile',
    tf: { names: ['tf.tile'], signature: [{ name: 'input' }, { name: 'multiples' }] },
    doc: 'Repeats a tensor along its axes.',
    inputs: ['u'],
    formula: String.raw`y = [u, u, \dots]`,
    derivatives: [String.raw`\frac{\partial L}{\partial u} = \sum_{\mathrm{copies}} \frac{\partial L}{\partial y}`],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], { multiples }: TileAttributes) => {
      demandList('tile', 'multiples', multiples);
      if (multiples.length !== x.shape.length || !multiples.every((one) => Number.isInteger(one) && one >= 0)) {
        throw new ShapeError(
          `tile: expected one multiple for each axis of ${formatShape(x.shape)}, got ${formatShape(multiples)}`,
        );
      }
      return [{ shape: x.shape.map((size, axis) => size * multiples[axis]), dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { multiples }: TileAttributes) => {
      const shape = copies(x.shape, multiples);
      const strides = stridesOf(x.shape).flatMap((stride) => [0, stride]);
      copyStrided(x.storage, { start: 0, strides }, y.storage, { start: 0, strides: stridesOf(shape) }, shape);
    },
    wgsl: ([x], _, { multiples }) =>
      stridedWgsl(
        x.dtype,
        copies(x.shape, multiples),
        stridesOf(x.shape).flatMap((stride) => [0, stride]),
      ),
    gradient: ([dy], { inputs: [x], attributes: { multiples } }): Tensor[] => [
      reduceSum(reshape(dy!, copies(x.shape, multiples)), { axis: x.shape.map((_, axis) => 2 * axis) }),
    ],
    samples: () => [
      { inputs: [{ shape: [3] }], attributes: { multiples: [2] } },
      { inputs: [{ shape: [2, 3] }], attributes: { multiples: [2, 3] } },
      { inputs: [{ shape: [2, 1, 2] }], attributes: { multiples: [1, 3, 1] } },
    ],
  },
  (run) => (input: TensorLike, multiples: Shape) => run([input], { multiples }),
);

/** The result's shape with every axis taken apart into copies and elements: `[m₀, s₀, m₁, s₁, …]`. */
export function copies(shape: Shape, multiples: readonly number[]): number[] {
  return shape.flatMap((size, axis) => [multiples[axis], size]);
}
