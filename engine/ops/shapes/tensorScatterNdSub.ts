import { convert, type TensorLike } from '../../tensor/convert';
import { negative } from '../elementwise/negative';
import { defineComposite } from '../composite';
import { asRows } from './rows';
import { tensorScatterNdAdd } from './tensorScatterNdAdd';

const NAME = 'tensorScatterNdSub';

/** tensor `[…]`, indices int32 `[…rows, depth]`, updates `[…rows, …slice]` → the tensor less the updates, duplicates all of them. */
export const tensorScatterNdSub = defineComposite(
  {
    name: NAME,
    tf: {
      names: ['tf.tensor_scatter_nd_sub'],
      signature: [{ name: 'tensor' }, { name: 'indices' }, { name: 'updates' }],
    },
    doc: 'Subtracts from the slices that rows of coordinates name.',
    formula: String.raw`y_{k_i} = u_{k_i} - v_i`,
    differentiable: true,
    evaluate: ([tensor, indices, updates]) => tensorScatterNdAdd(tensor, indices, negative(updates)),
    samples: () => [
      {
        inputs: [{ shape: [4] }, { shape: [2, 1], values: [3, 0], dtype: 'int32' }, { shape: [2] }],
        attributes: {},
      },
      {
        inputs: [{ shape: [3, 2] }, { shape: [1, 2, 1], values: [2, 0], dtype: 'int32' }, { shape: [1, 2, 2] }],
        attributes: {},
      },
    ],
  },
  (run) => (tensor: TensorLike, indices: TensorLike, updates: TensorLike) => {
    const x = convert(tensor, undefined, NAME);
    return run([x, asRows(NAME, indices, x.shape), updates], {});
  },
);
