import type { TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import { normalizeAxes } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { abs } from '../elementwise/abs';
import { multiply } from '../elementwise/multiply';
import { pow } from '../elementwise/pow';
import { sqrt } from '../elementwise/sqrt';
import { reduceMax } from '../reductions/reduceMax';
import { reduceSum } from '../reductions/reduceSum';
import { demandFloat } from '../reductions/reduceVariance';
import { reshape } from '../shapes/reshape';
import { squeeze } from '../shapes/squeeze';
import { transpose } from '../shapes/transpose';
import { eigvalsh } from './eigvalsh';
import { matmul } from './matmul';

export type NormOrder = 'euclidean' | 'fro' | number;

export interface NormOptions {
  /** `euclidean`, a positive number or Infinity; of matrices `euclidean`, `fro`, 1, 2 or Infinity. */
  ord?: NormOrder;
  /** A number: norms of vectors along it. A pair: norms of matrices with these rows and columns. Null: of all elements as one vector. */
  axis?: number | readonly number[] | null;
  keepdims?: boolean | null;
}

type NormAttributes = {
  readonly ord: NormOrder;
  readonly axis: number | readonly number[] | null;
  readonly keepdims: boolean;
};

/**
 * Floats `[…]` → `[…]` without `axis`, or with size 1 there. The matrix norm 1 is the largest sum of a
 * column, Infinity that of a row, 2 the largest singular value. The gradient of a Euclidean norm at 0 is
 * NaN, as in TensorFlow.
 */
export const norm = defineComposite(
  {
    name: 'norm',
    tf: {
      names: ['tf.norm', 'tf.linalg.norm'],
      signature: [
        { name: 'tensor' },
        { name: 'ord', default: 'euclidean' },
        { name: 'axis', default: null },
        { name: 'keepdims', default: null },
      ],
    },
    doc: 'The length of vectors, or a norm of matrices.',
    formula: String.raw`y = \Big(\sum_i |u_i|^p\Big)^{1/p}`,
    differentiable: true,
    evaluate: ([x], { ord, axis, keepdims }: NormAttributes) => {
      demandFloat('norm', x);
      const kept = Array.isArray(axis) ? matrixNorm(x, ord, axis) : vectorNorm(x, ord, axis as number | null);
      return keepdims ? kept : squeeze(kept, { axis: normalizeAxes('norm', axis, x.rank) });
    },
    samples: () => [
      { inputs: [{ shape: [5] }], attributes: { ord: 'euclidean' as const, axis: null, keepdims: false } },
      { inputs: [{ shape: [2, 3] }], attributes: { ord: 'euclidean' as const, axis: null, keepdims: true } },
      { inputs: [{ shape: [2, 3] }], attributes: { ord: 1, axis: 0, keepdims: false } },
      { inputs: [{ shape: [2, 3] }], attributes: { ord: 3, axis: -1, keepdims: true } },
      { inputs: [{ shape: [2, 3] }], attributes: { ord: Infinity, axis: 1, keepdims: false } },
      { inputs: [{ shape: [2, 3, 4] }], attributes: { ord: 'fro' as const, axis: [0, 2], keepdims: false } },
      { inputs: [{ shape: [2, 3, 4] }], attributes: { ord: 1, axis: [-2, -1], keepdims: true } },
      { inputs: [{ shape: [2, 3, 4] }], attributes: { ord: Infinity, axis: [2, 0], keepdims: false } },
      { inputs: [{ shape: [2, 3] }], attributes: { ord: 2, axis: [0, 1], keepdims: false } },
      { inputs: [{ shape: [3, 2, 2] }], attributes: { ord: 2, axis: [0, -1], keepdims: true } },
    ],
  },
  (run) =>
    (tensor: TensorLike, { ord = 'euclidean', axis = null, keepdims }: NormOptions = {}) =>
      run([tensor], { ord, axis, keepdims: keepdims ?? false }),
);

function vectorNorm(x: Tensor, ord: NormOrder, axis: number | null): Tensor {
  const along = { axis, keepdims: true };
  if (ord === 'euclidean' || ord === 2) return euclidean(x, axis);
  if (typeof ord !== 'number' || !(ord > 0)) {
    throw new ValueError(`norm: expected the ord of a vector: euclidean, Infinity or a positive number, got ${ord}`);
  }
  const sizes = abs(x);
  if (ord === Infinity) return reduceMax(sizes, along);
  if (ord === 1) return reduceSum(sizes, along);
  return pow(reduceSum(pow(sizes, ord), along), 1 / ord);
}

function matrixNorm(x: Tensor, ord: NormOrder, axis: readonly number[]): Tensor {
  if (axis.length !== 2) throw new ValueError(`norm: expected null, a number or two axes, got [${axis.join(', ')}]`);
  if (ord === 'euclidean' || ord === 'fro') return euclidean(x, axis);
  // Throws for an axis that is named twice, whatever its sign.
  normalizeAxes('norm', axis, x.rank);
  const [rows, columns] = axis;
  if (ord === 2) return spectralNorm(x, rows, columns);
  if (ord !== 1 && ord !== Infinity) {
    throw new ValueError(`norm: expected the ord of a matrix: euclidean, fro, 1, 2 or Infinity, got ${ord}`);
  }
  const [summed, chosen] = ord === 1 ? [rows, columns] : [columns, rows];
  return reduceMax(reduceSum(abs(x), { axis: summed, keepdims: true }), { axis: chosen, keepdims: true });
}

function euclidean(x: Tensor, axis: number | readonly number[] | null): Tensor {
  return sqrt(reduceSum(multiply(x, x), { axis, keepdims: true }));
}

/** The largest singular value of x: the root of the largest eigenvalue of x xᵀ, or of xᵀ x where that is smaller. */
function spectralNorm(x: Tensor, rows: number, columns: number): Tensor {
  const matrix = normalizeAxes('norm', [rows, columns], x.rank);
  const rest = x.shape.map((_, axis) => axis).filter((axis) => !matrix.includes(axis));
  const moved = transpose(x, { perm: [...rest, ...matrix] });
  const wide = x.shape[matrix[0]] < x.shape[matrix[1]];
  const largest = reduceMax(eigvalsh(matmul(moved, moved, { transposeA: !wide, transposeB: wide })), { axis: -1 });
  const kept = x.shape.map((size, axis) => (matrix.includes(axis) ? 1 : size));
  return reshape(sqrt(largest), kept);
}
