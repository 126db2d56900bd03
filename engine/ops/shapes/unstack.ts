import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { normalizeAxis, sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import type { AxisAttributes } from '../families/alongAxis';
import { cutBlocks } from '../families/blocks';
import { fillLike } from './fill';
import { defineOp, execute } from '../op';
import { stack } from './stack';
import { cutWgsl } from '../wgsl/move';

/** `[…, n, …]` → n tensors without that axis. Throws for a scalar and for an axis that is not there. */
export const unstack = defineOp(
  {
    name: 'unstack',
    tf: {
      names: ['tf.unstack'],
      signature: [{ name: 'value' }, { name: 'num', default: null }, { name: 'axis', default: 0 }],
    },
    doc: 'Takes a tensor apart along one axis, into tensors without it.',
    inputs: ['u'],
    formula: String.raw`y_i = u_i`,
    derivatives: [String.raw`\frac{\partial L}{\partial u_i} = \frac{\partial L}{\partial y_i}`],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], { axis }: AxisAttributes) => {
      if (x.shape.length === 0) throw new ShapeError('unstack: expected at least one axis, got a scalar');
      const at = normalizeAxis('unstack', axis, x.shape.length);
      const spec = { shape: x.shape.filter((_, i) => i !== at), dtype: x.dtype };
      return Array.from({ length: x.shape[at] }, () => spec);
    },
    cpu: ([x]: readonly CpuOperand[], outputs: readonly CpuOperand[], { axis }: AxisAttributes) => {
      const at = axis < 0 ? axis + x.shape.length : axis;
      const block = sizeOf(x.shape.slice(at + 1));
      cutBlocks(
        x.storage,
        outputs.map(() => block),
        outputs.map((one) => one.storage),
      );
    },
    wgsl: ([x], outputs, { axis }) => {
      const block = sizeOf(x.shape.slice((axis < 0 ? axis + x.shape.length : axis) + 1));
      return cutWgsl(
        outputs,
        outputs.map(() => block),
        x.dtype,
      );
    },
    gradient: (upstream, { outputs, attributes: { axis } }): Tensor[] => [
      stack(
        upstream.map((one, i) => one ?? fillLike(outputs[i], 0)),
        { axis },
      ),
    ],
    samples: () => [
      { inputs: [{ shape: [3] }], attributes: { axis: 0 } },
      { inputs: [{ shape: [2, 3, 4] }], attributes: { axis: 1 } },
      { inputs: [{ shape: [2, 3] }], attributes: { axis: -1 } },
    ],
  },
  (_, op) =>
    (value: TensorLike, { axis = 0 }: { axis?: number } = {}): Tensor[] => [...execute(op, [value], { axis })],
);
