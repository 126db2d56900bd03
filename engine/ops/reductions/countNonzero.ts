import type { TensorLike } from '../../tensor/convert';
import { cast } from '../elementwise/cast';
import { notEqual } from '../elementwise/notEqual';
import { defineComposite } from '../composite';
import { reduceSum } from './reduceSum';

export interface CountNonzeroOptions {
  axis?: number | readonly number[] | null;
  keepdims?: boolean;
}

/** `[…]` → int32 of the shape without the axes. NaN counts, as it is not 0. Any dtype. */
export const countNonzero = defineComposite(
  {
    name: 'countNonzero',
    tf: {
      names: ['tf.math.count_nonzero'],
      signature: [
        { name: 'input' },
        { name: 'axis', default: null },
        { name: 'keepdims', default: null },
        { name: 'dtype', default: 'int64' },
      ],
    },
    doc: 'How many elements are not 0.',
    formula: String.raw`y = \sum_i [u_i \neq 0]`,
    differentiable: false,
    evaluate: ([input], { axis, keepdims }: Required<CountNonzeroOptions>) =>
      reduceSum(cast(notEqual(input, input.dtype === 'bool' ? false : 0), 'int32'), { axis, keepdims }),
    samples: () => [
      {
        inputs: [{ shape: [2, 3], values: [0, 1, 0, -2, 0.5, 0] }],
        attributes: { axis: null, keepdims: false },
      },
      {
        inputs: [{ shape: [2, 2], values: [0, 1, 0, 2], dtype: 'int32' }],
        attributes: { axis: [0], keepdims: true },
      },
      { inputs: [{ shape: [4], values: [0, 1, 0, 1], dtype: 'bool' }], attributes: { axis: null, keepdims: false } },
    ],
  },
  (run) =>
    (input: TensorLike, { axis = null, keepdims = false }: CountNonzeroOptions = {}) =>
      run([input], { axis, keepdims }),
);
