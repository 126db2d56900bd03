import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, normalizeAxis, sizeOf } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import type { AxisAttributes } from '../families/alongAxis';
import { demandSameDType, joinBlocks } from '../families/blocks';
import { defineOp } from '../op';
import { slice } from './slice';
import { joinWgsl } from '../wgsl/move';

/** Tensors that differ only along `axis` → one, as long there as all of them. Throws where another axis or the dtype differs. */
export const concat = defineOp(
  {
    name: 'concat',
    tf: { names: ['tf.concat'], signature: [{ name: 'values' }, { name: 'axis' }] },
    doc: 'Lays tensors end to end along an axis.',
    inputs: ['u…'],
    formula: String.raw`y = [u_1, u_2, \dots]`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u_i} = \left(\frac{\partial L}{\partial y}\right)_{\!i\text{-th part}}`,
    ],
    derivativeText: () => '1',
    elementwise: false,
    infer: (inputs, { axis }: AxisAttributes) => [inferConcat(inputs, axis)],
    cpu: (inputs: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis }: AxisAttributes) => {
      const at = axis < 0 ? axis + y.shape.length : axis;
      joinBlocks(
        inputs.map((one) => one.storage),
        inputs.map((one) => sizeOf(one.shape.slice(at))),
        y.storage,
      );
    },
    wgsl: (inputs, [y], { axis }) => {
      const at = axis < 0 ? axis + y.shape.length : axis;
      return joinWgsl(
        inputs,
        inputs.map((one) => sizeOf(one.shape.slice(at))),
        y.dtype,
      );
    },
    gradient: ([dy], { inputs, attributes: { axis } }, needs): (Tensor | null)[] => {
      const at = axis < 0 ? axis + dy!.rank : axis;
      let offset = 0;
      return inputs.map((input, i) => {
        const begin = input.shape.map((_, one) => (one === at ? offset : 0));
        offset += input.shape[at];
        return needs[i] ? slice(dy!, begin, input.shape) : null;
      });
    },
    samples: () => [
      { inputs: [{ shape: [2] }, { shape: [3] }], attributes: { axis: 0 } },
      { inputs: [{ shape: [2, 3] }, { shape: [1, 3] }, { shape: [3, 3] }], attributes: { axis: 0 } },
      { inputs: [{ shape: [2, 3] }, { shape: [2, 1] }], attributes: { axis: -1 } },
      { inputs: [{ shape: [2, 1, 2] }, { shape: [2, 3, 2] }], attributes: { axis: 1 } },
    ],
  },
  (run) => (values: readonly TensorLike[], axis: number) => run(values, { axis }),
);

function inferConcat(inputs: readonly TensorSpec[], axis: number): TensorSpec {
  if (inputs.length === 0) throw new ValueError('concat: expected at least one tensor, got none');
  const [first] = inputs;
  const rank = first.shape.length;
  if (rank === 0) throw new ShapeError('concat: scalars have no axis to lay end to end; use stack');
  const at = normalizeAxis('concat', axis, rank);
  for (const one of inputs) {
    demandSameDType('concat', first, one);
    if (one.shape.length !== rank || one.shape.some((size, i) => i !== at && size !== first.shape[i])) {
      throw new ShapeError(
        `concat: shapes differ outside axis ${axis}: ${inputs.map(({ shape }) => formatShape(shape)).join(', ')}`,
      );
    }
  }
  const length = inputs.reduce((sum, { shape }) => sum + shape[at], 0);
  return { shape: first.shape.map((size, i) => (i === at ? length : size)), dtype: first.dtype };
}
