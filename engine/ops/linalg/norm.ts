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
import { squeeze } from '../shapes/squeeze';

export type NormOrder = 'euclidean' | 'fro' | number;

export interface NormOptions {
  /** `euclidean`, a positive number or Infinity; of matrices `euclidean`, `fro`, 1 or Infinity. */
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
 * column, Infinity that of a row. The spectral norm (`ord: 2` of matrices) needs singular values, which
 * are not among the ops; it throws. The gradient of a Euclidean norm at 0 is NaN, as in TensorFlow.
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
  if (ord === 2) throw new ValueError('norm: the spectral norm (ord 2 of matrices) is not available');
  if (ord !== 1 && ord !== Infinity) {
    throw new ValueError(`norm: expected the ord of a matrix: euclidean, fro, 1 or Infinity, got ${ord}`);
  }
  const [summed, chosen] = ord === 1 ? [rows, columns] : [columns, rows];
  return reduceMax(reduceSum(abs(x), { axis: summed, keepdims: true }), { axis: chosen, keepdims: true });
}

function euclidean(x: Tensor, axis: number | readonly number[] | null): Tensor {
  return sqrt(reduceSum(multiply(x, x), { axis, keepdims: true }));
}
