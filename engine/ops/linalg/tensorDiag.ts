import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { reshape } from '../shapes/reshape';
import { diag } from './diag';

/** `[…s]` → `[…s, …s]`. */
export const tensorDiag = defineComposite(
  {
    name: 'tensorDiag',
    tf: { names: ['tf.linalg.tensor_diag'], signature: [{ name: 'diagonal' }] },
    doc: 'A tensor with the given one on its diagonal: where both halves of its indices are equal.',
    formula: String.raw`y_{ij} = [i = j]\,u_i`,
    differentiable: true,
    evaluate: ([x]: readonly Tensor[]) => reshape(diag(reshape(x, [x.size])), [...x.shape, ...x.shape]),
    samples: () => [
      { inputs: [{ shape: [3] }], attributes: {} },
      { inputs: [{ shape: [2, 3] }], attributes: {} },
    ],
  },
  (run) => (diagonal: TensorLike) => run([diagonal], {}),
);
