import type { TensorLike } from '../../tensor/convert';
import { defineOp } from '../op';
import type { Tensor } from '../../tensor/tensor';

export const identity = defineOp(
  {
    name: 'identity',
    tf: { names: ['tf.identity'], signature: [{ name: 'input' }] },
    doc: 'The same tensor under a new identity.',
    inputs: ['u'],
    formula: 'y = u',
    derivatives: [String.raw`\frac{dy}{du} = 1`],
    derivativeText: () => '1',
    elementwise: true,
    infer: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
    aliases: true,
    cpu: () => {},
    wgsl: null,
    gradient: ([dy]): (Tensor | null)[] => [dy],
    samples: () => [
      { inputs: [{ shape: [] }], attributes: {} },
      { inputs: [{ shape: [2, 3] }], attributes: {} },
    ],
  },
  (run) => (input: TensorLike) => run([input], {}),
);
