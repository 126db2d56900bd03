import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { add } from '../elementwise/add';
import { asRows } from './rows';
import { scatterNd } from './scatterNd';

const NAME = 'tensorScatterNdAdd';

/** As `tensorScatterNdUpdate`, but adds to what is there; duplicates add up. */
export const tensorScatterNdAdd = defineComposite(
  {
    name: NAME,
    tf: {
      names: ['tf.tensor_scatter_nd_add'],
      signature: [{ name: 'tensor' }, { name: 'indices' }, { name: 'updates' }],
    },
    doc: 'Adds slices at the places that rows of coordinates name.',
    formula: String.raw`y_j = u_j + \sum_{i :\, k_i = j} v_i`,
    differentiable: true,
    evaluate: ([x, indices, updates]): Tensor => add(x, scatterNd(indices, updates, x.shape)),
    samples: () => [
      {
        inputs: [{ shape: [4] }, { shape: [3, 1], values: [3, 0, 3], dtype: 'int32' }, { shape: [3] }],
        attributes: {},
      },
      {
        inputs: [{ shape: [3, 2] }, { shape: [2, 1], values: [2, 2], dtype: 'int32' }, { shape: [2, 2] }],
        attributes: {},
      },
    ],
  },
  (run) =>
    (tensor: TensorLike, indices: TensorLike, updates: TensorLike): Tensor => {
      const x = convert(tensor, undefined, NAME);
      return run([x, asRows(NAME, indices, x.shape), updates], {});
    },
);
