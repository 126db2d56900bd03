import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import { formatShape, normalizeAxes, type Shape, stridesOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { copyStrided } from '../families/strided';
import { demandList } from '../families/options';
import { defineOp } from '../op';
import { stridedWgsl } from '../wgsl/move';

export type TransposeAttributes = { readonly perm: readonly number[] | null };

export const transpose = defineOp(
  {
    name: 'transpose',
    tf: {
      names: ['tf.transpose', 'tf.linalg.transpose'],
      signature: [{ name: 'a' }, { name: 'perm', default: null }],
    },
    doc: 'Puts the axes in another order; reverses them when none is given.',
    inputs: ['u'],
    formula: String.raw`y = u^{\top}`,
    derivatives: [String.raw`\frac{\partial L}{\partial u} = \left(\frac{\partial L}{\partial y}\right)^{\!\top}`],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], { perm }: TransposeAttributes) => [
      { shape: permutation(x.shape, perm).map((axis) => x.shape[axis]), dtype: x.dtype },
    ],
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { perm }: TransposeAttributes) => {
      const strides = stridesOf(x.shape);
      const from = { start: 0, strides: permutation(x.shape, perm).map((axis) => strides[axis]) };
      copyStrided(x.storage, from, y.storage, { start: 0, strides: stridesOf(y.shape) }, y.shape);
    },
    wgsl: ([x], [y], { perm }) => {
      const strides = stridesOf(x.shape);
      return stridedWgsl(
        x.dtype,
        y.shape,
        permutation(x.shape, perm).map((axis) => strides[axis]),
      );
    },
    gradient: ([dy], { inputs: [x], attributes: { perm } }): Tensor[] => [
      transpose(dy!, perm === null ? {} : { perm: inverse(permutation(x.shape, perm)) }),
    ],
    samples: () => [
      { inputs: [{ shape: [2, 3] }], attributes: { perm: null } },
      { inputs: [{ shape: [2, 3, 4] }], attributes: { perm: [1, 2, 0] } },
      { inputs: [{ shape: [2, 3, 4] }], attributes: { perm: [0, 2, 1] } },
    ],
  },
  (run) =>
    (a: TensorLike, { perm = null }: { perm?: readonly number[] | null } = {}) =>
      run([a], { perm }),
);

/** Which axis of the input each axis of the result is. Throws `ValueError` unless `perm` names every axis once. */
export function permutation(shape: Shape, perm: readonly number[] | null): readonly number[] {
  if (perm === null) return shape.map((_, axis) => shape.length - 1 - axis);
  demandList('transpose', 'perm', perm);
  if (perm.length !== shape.length || normalizeAxes('transpose', perm, shape.length).some((axis, i) => axis !== i)) {
    throw new ValueError(`transpose: perm ${formatShape(perm)} does not name each axis of ${formatShape(shape)} once`);
  }
  return perm.map((axis) => (axis < 0 ? axis + shape.length : axis));
}

function inverse(perm: readonly number[]): number[] {
  const out = new Array<number>(perm.length);
  perm.forEach((axis, i) => (out[axis] = i));
  return out;
}
