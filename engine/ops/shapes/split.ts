import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { formatShape, normalizeAxis, sizeOf } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { concat } from './concat';
import { cutBlocks } from '../families/blocks';
import { fillLike } from './fill';
import { defineOp, execute } from '../op';
import { cutWgsl } from '../wgsl/move';

type SplitAttributes = { readonly parts: number | readonly number[]; readonly axis: number };

/** `[…, n, …]` → `parts` equal tensors, or one for each given length. Throws where they do not add up to n; one length may be −1. */
export const split = defineOp(
  {
    name: 'split',
    tf: {
      names: ['tf.split'],
      signature: [{ name: 'value' }, { name: 'num_or_size_splits' }, { name: 'axis', default: 0 }],
    },
    doc: 'Cuts a tensor into pieces along an axis.',
    inputs: ['u'],
    formula: String.raw`[y_1, y_2, \dots] = u`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = \left[\frac{\partial L}{\partial y_1}, \frac{\partial L}{\partial y_2}, \dots\right]`,
    ],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], attributes: SplitAttributes) => {
      const at = normalizeAxis('split', attributes.axis, x.shape.length);
      return lengths(x, attributes.parts, at).map((length) => ({
        shape: x.shape.map((size, axis) => (axis === at ? length : size)),
        dtype: x.dtype,
      }));
    },
    cpu: ([x]: readonly CpuOperand[], outputs: readonly CpuOperand[], { axis }: SplitAttributes) => {
      const at = axis < 0 ? axis + x.shape.length : axis;
      cutBlocks(
        x.storage,
        outputs.map((one) => sizeOf(one.shape.slice(at))),
        outputs.map((one) => one.storage),
      );
    },
    wgsl: ([x], outputs, { axis }) => {
      const at = axis < 0 ? axis + x.shape.length : axis;
      return cutWgsl(
        outputs,
        outputs.map((one) => sizeOf(one.shape.slice(at))),
        x.dtype,
      );
    },
    gradient: (upstream, { outputs, attributes: { axis } }): Tensor[] => [
      concat(
        upstream.map((one, i) => one ?? fillLike(outputs[i], 0)),
        axis,
      ),
    ],
    samples: () => [
      { inputs: [{ shape: [6] }], attributes: { parts: 3, axis: 0 } },
      { inputs: [{ shape: [2, 5] }], attributes: { parts: [1, 4], axis: -1 } },
      { inputs: [{ shape: [2, 4, 2] }], attributes: { parts: [-1, 1], axis: 1 } },
    ],
  },
  (_, op) =>
    (
      value: TensorLike,
      numOrSizeSplits: number | readonly number[],
      { axis = 0 }: { axis?: number } = {},
    ): Tensor[] => [...execute(op, [convert(value)], { parts: numOrSizeSplits, axis })],
);

function lengths({ shape }: TensorSpec, parts: SplitAttributes['parts'], at: number): readonly number[] {
  const size = shape[at];
  const list = typeof parts === 'number' ? new Array<number>(parts).fill(size / parts) : parts;
  const known = list.reduce((sum, one) => (one === -1 ? sum : sum + one), 0);
  const open = list.filter((one) => one === -1).length;
  const whole = list.map((one) => (one === -1 ? size - known : one));
  const fine = whole.every((one) => Number.isInteger(one) && one >= 0) && open <= 1 && (open === 1 || known === size);
  if (fine && list.length > 0) return whole;
  const wanted = typeof parts === 'number' ? `${parts} equal parts` : `parts of ${formatShape(parts)}`;
  throw new ShapeError(`split: ${formatShape(shape)} does not split into ${wanted} along axis ${at}`);
}
