import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { formatShape, normalizeAxis, type Shape, stridesOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { copyByTables } from '../families/tables';
import { defineOp } from '../op';
import { rollWgsl } from '../wgsl/place';

export type RollAttributes = { readonly shift: readonly number[]; readonly axis: readonly number[] };

/**
 * `[…]` → the same shape, each element `shift` places on along `axis`, from the end back to the start.
 * Shifts may be negative or longer than the axis; several for one axis add up. Throws unless there are as
 * many shifts as axes, and for an axis that is not there.
 */
export const roll = defineOp(
  {
    name: 'roll',
    tf: { names: ['tf.roll'], signature: [{ name: 'input' }, { name: 'shift' }, { name: 'axis' }] },
    doc: 'Moves the elements on along axes, those that leave at one end entering at the other.',
    inputs: ['u'],
    formula: String.raw`y_i = u_{(i - s) \bmod n}`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = \mathrm{roll}\!\left(\frac{\partial L}{\partial y}, -s\right)`,
    ],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], attributes: RollAttributes) => {
      shiftsOf(x.shape, attributes);
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: RollAttributes) => {
      const strides = stridesOf(x.shape);
      const tables = shiftsOf(x.shape, attributes).map((shift, axis) =>
        Int32Array.from(
          { length: x.shape[axis] },
          (_, k) => ((k + x.shape[axis] - shift) % x.shape[axis]) * strides[axis],
        ),
      );
      copyByTables(x.storage, y.storage, y.shape, tables);
    },
    wgsl: ([x], _, attributes) => rollWgsl(x, shiftsOf(x.shape, attributes)),
    gradient: ([dy], { attributes: { shift, axis } }): Tensor[] => [
      roll(
        dy!,
        shift.map((one) => -one),
        axis,
      ),
    ],
    samples: () => [
      { inputs: [{ shape: [5] }], attributes: { shift: [2], axis: [0] } },
      { inputs: [{ shape: [3, 4] }], attributes: { shift: [-1, 6], axis: [0, -1] } },
      { inputs: [{ shape: [2, 3, 2] }], attributes: { shift: [1, 1], axis: [1, 1] } },
    ],
  },
  (run) => (input: TensorLike, shift: number | readonly number[], axis: number | readonly number[]) =>
    run([input], { shift: [shift].flat(), axis: [axis].flat() }),
);

/** The shift of every axis, from 0 to below its size. */
function shiftsOf(shape: Shape, { shift, axis }: RollAttributes): number[] {
  if (shift.length !== axis.length || !shift.every(Number.isInteger)) {
    throw new ShapeError(
      `roll: expected a whole shift for each axis of ${formatShape(axis)}, got ${formatShape(shift)}`,
    );
  }
  const shifts = shape.map(() => 0);
  axis.forEach((one, i) => {
    const at = normalizeAxis('roll', one, shape.length);
    const n = Math.max(1, shape[at]);
    shifts[at] = (((shifts[at] + shift[i]) % n) + n) % n;
  });
  return shifts;
}
