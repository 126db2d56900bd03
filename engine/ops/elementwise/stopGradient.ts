import type { TensorLike } from '../../tensor/convert';
import { defineOp } from '../op';

export const stopGradient = defineOp(
  {
    name: 'stopGradient',
    tf: { names: ['tf.stop_gradient'], signature: [{ name: 'input' }] },
    doc: 'The same numbers, through which no gradient flows back.',
    inputs: ['u'],
    formula: 'y = u',
    derivatives: [null],
    elementwise: true,
    infer: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
    aliases: true,
    cpu: () => {},
    wgsl: null,
    gradient: null,
    samples: () => [{ inputs: [{ shape: [2, 3] }], attributes: {} }],
  },
  (run) => (input: TensorLike) => run([input], {}),
);
