import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { eigh } from './eigh';

/** Symmetric floats `[…, n, n]` → `[…, n]`, rising. Only the lower triangle is read. */
export const eigvalsh = defineComposite(
  {
    name: 'eigvalsh',
    tf: { names: ['tf.linalg.eigvalsh'], signature: [{ name: 'tensor' }] },
    doc: 'The eigenvalues of symmetric matrices.',
    formula: String.raw`\det(u - y_i) = 0`,
    differentiable: true,
    evaluate: ([x]: readonly Tensor[]) => eigh(x)[0],
    samples: () => [
      { inputs: [{ shape: [3, 3], values: [1, 0.5, -0.3, 0.5, 4, 0.7, -0.3, 0.7, -3] }], attributes: {} },
    ],
  },
  (run) => (tensor: TensorLike) => run([tensor], {}),
);
