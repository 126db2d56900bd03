import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { normalizeAxis, sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import type { AxisAttributes } from '../families/alongAxis';
import { joinBlocks, sameSpecs } from '../families/blocks';
import { defineOp } from '../op';
import { unstack } from './unstack';
import { joinWgsl } from '../wgsl/move';

/**
 * n tensors `[…]` → one with a new axis of size n at `axis`. Throws unless all have one shape and
 * dtype.
 */
export const stack = defineOp(
  {
    name: 'stack',
    tf: { names: ['tf.stack'], signature: [{ name: 'values' }, { name: 'axis', default: 0 }] },
    doc: 'Lays tensors of one shape side by side along a new axis.',
    inputs: ['u…'],
    formula: String.raw`y_i = u_i`,
    derivatives: [String.raw`\frac{\partial L}{\partial u_i} = \left(\frac{\partial L}{\partial y}\right)_{\!i}`],
    derivativeText: () => '1',
    elementwise: false,
    infer: (inputs, { axis }: AxisAttributes) => {
      const { shape, dtype } = sameSpecs('stack', inputs);
      const at = normalizeAxis('stack', axis, shape.length + 1);
      return [{ shape: [...shape.slice(0, at), inputs.length, ...shape.slice(at)], dtype }];
    },
    cpu: (inputs: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis }: AxisAttributes) => {
      const at = axis < 0 ? axis + y.shape.length : axis;
      const block = sizeOf(y.shape.slice(at + 1));
      joinBlocks(
        inputs.map((one) => one.storage),
        inputs.map(() => block),
        y.storage,
      );
    },
    wgsl: (inputs, [y], { axis }) => {
      const block = sizeOf(y.shape.slice((axis < 0 ? axis + y.shape.length : axis) + 1));
      return joinWgsl(
        inputs,
        inputs.map(() => block),
        y.dtype,
      );
    },
    gradient: ([dy], { attributes: { axis } }): Tensor[] => unstack(dy!, { axis }),
    samples: () => [
      { inputs: [{ shape: [] }, { shape: [] }], attributes: { axis: 0 } },
      { inputs: [{ shape: [2, 3] }, { shape: [2, 3] }, { shape: [2, 3] }], attributes: { axis: 1 } },
      { inputs: [{ shape: [2, 3] }, { shape: [2, 3] }], attributes: { axis: -1 } },
    ],
  },
  (run) =>
    (values: readonly TensorLike[], { axis = 0 }: { axis?: number } = {}) =>
      run(values, { axis }),
);
