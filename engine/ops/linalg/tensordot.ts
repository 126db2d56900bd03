import type { TensorLike } from '../../tensor/convert';
import { ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, normalizeAxis, sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { demandList } from '../families/options';
import { defineComposite } from '../composite';
import { reshape } from '../shapes/reshape';
import { transpose } from '../shapes/transpose';
import { matmul } from './matmul';

/** How many of the last axes of `a` meet the first ones of `b`, or which axes of `a` meet which of `b`. */
export type TensordotAxes = number | readonly [a: number | readonly number[], b: number | readonly number[]];

type TensordotAttributes = { readonly axes: TensordotAxes };

/**
 * `[…m, …k]`, `[…k, …n]` → `[…m, …n]`: transposed and reshaped, it is one matrix product. Throws for axes
 * that are not there and for lengths that differ.
 */
export const tensordot = defineComposite(
  {
    name: 'tensordot',
    tf: {
      names: ['tf.tensordot', 'tf.linalg.tensordot'],
      signature: [{ name: 'a' }, { name: 'b' }, { name: 'axes' }],
    },
    doc: 'Sums of products over any axes of two tensors.',
    formula: String.raw`y_{mn} = \sum_k a_{mk}\,b_{kn}`,
    differentiable: true,
    evaluate: ([a, b]: readonly Tensor[], { axes }: TensordotAttributes) => {
      const [inA, inB] = contracted(a, b, axes);
      const [ownA, ownB] = [others(a, inA), others(b, inB)];
      const length = sizeOf(inA.map((axis) => a.shape[axis]));
      const [shapeA, shapeB] = [ownA.map((axis) => a.shape[axis]), ownB.map((axis) => b.shape[axis])];
      const left = reshape(moved(a, [...ownA, ...inA]), [sizeOf(shapeA), length]);
      const right = reshape(moved(b, [...inB, ...ownB]), [length, sizeOf(shapeB)]);
      return reshape(matmul(left, right), [...shapeA, ...shapeB]);
    },
    samples: () => [
      { inputs: [{ shape: [2, 3] }, { shape: [3, 2] }], attributes: { axes: 1 } },
      { inputs: [{ shape: [2] }, { shape: [3] }], attributes: { axes: 0 } },
      { inputs: [{ shape: [2, 3] }, { shape: [2, 3] }], attributes: { axes: 2 } },
      {
        inputs: [{ shape: [2, 3, 4] }, { shape: [4, 2, 2] }],
        attributes: {
          axes: [
            [0, -1],
            [1, 0],
          ] as const,
        },
      },
      { inputs: [{ shape: [2, 3] }, { shape: [2, 2] }], attributes: { axes: [0, 1] as const } },
    ],
  },
  (run) => (a: TensorLike, b: TensorLike, axes: TensordotAxes) => run([a, b], { axes }),
);

function contracted(a: Tensor, b: Tensor, axes: TensordotAxes): [number[], number[]] {
  const shapes = `${formatShape(a.shape)} and ${formatShape(b.shape)}`;
  if (typeof axes !== 'number') demandList('tensordot', 'axes', axes);
  const pair = typeof axes === 'number' ? lastAndFirst(a, b, axes, shapes) : axes.map((one) => [one].flat());
  if (pair.length !== 2) {
    throw new ValueError(`tensordot: expected axes of a and of b, got ${JSON.stringify(axes)}`);
  }
  const [inA, inB] = pair.map((list, i) => list.map((axis) => normalizeAxis('tensordot', axis, [a, b][i].rank)));
  if (inA.length !== inB.length || [inA, inB].some((one) => new Set(one).size !== one.length)) {
    throw new ValueError(`tensordot: expected as many axes of a as of b, each once, got ${JSON.stringify(axes)}`);
  }
  if (inA.some((axis, i) => a.shape[axis] !== b.shape[inB[i]])) {
    throw new ShapeError(`tensordot: axes ${JSON.stringify(axes)} of ${shapes} differ in length`);
  }
  return [inA, inB];
}

function lastAndFirst(a: Tensor, b: Tensor, count: number, shapes: string): [number[], number[]] {
  if (!Number.isInteger(count) || count < 0 || count > Math.min(a.rank, b.rank)) {
    throw new ValueError(`tensordot: expected a number of axes that ${shapes} have, got ${count}`);
  }
  const first = Array.from({ length: count }, (_, i) => i);
  return [first.map((i) => a.rank - count + i), first];
}

function others(x: Tensor, axes: readonly number[]): number[] {
  return x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
}

function moved(x: Tensor, perm: readonly number[]): Tensor {
  return perm.every((axis, at) => axis === at) ? x : transpose(x, { perm });
}
