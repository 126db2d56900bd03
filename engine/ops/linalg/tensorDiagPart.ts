import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { formatShape, sameShape, sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { reshape } from '../shapes/reshape';
import { diagPart } from './diagPart';

/** `[…s, …s]` → `[…s]`. Throws where the two halves of the shape differ. */
export const tensorDiagPart = defineComposite(
  {
    name: 'tensorDiagPart',
    tf: { names: ['tf.linalg.tensor_diag_part'], signature: [{ name: 'input' }] },
    doc: 'The diagonal of a tensor: where both halves of its indices are equal.',
    formula: String.raw`y_i = u_{ii}`,
    differentiable: true,
    evaluate: ([x]: readonly Tensor[]) => {
      const half = x.shape.slice(0, x.rank / 2);
      if (x.rank < 2 || !sameShape(half, x.shape.slice(x.rank / 2))) {
        throw new ShapeError(`tensorDiagPart: expected a shape of two equal halves, got ${formatShape(x.shape)}`);
      }
      return reshape(diagPart(reshape(x, [sizeOf(half), sizeOf(half)])), half);
    },
    samples: () => [
      { inputs: [{ shape: [3, 3] }], attributes: {} },
      { inputs: [{ shape: [2, 2, 2, 2] }], attributes: {} },
    ],
  },
  (run) => (input: TensorLike) => run([input], {}),
);
