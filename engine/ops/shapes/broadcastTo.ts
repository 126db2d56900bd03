import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { formatShape, sameShape, type Shape, stridesOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { broadcastStrides } from '../families/broadcast';
import { copyStrided } from '../families/strided';
import { defineOp } from '../op';
import { reshape } from './reshape';
import { sumTo } from '../sumTo';
import { stridedWgsl } from '../wgsl/move';

type BroadcastAttributes = { readonly shape: Shape };

export const broadcastTo = defineOp(
  {
    name: 'broadcastTo',
    tf: { names: ['tf.broadcast_to'], signature: [{ name: 'input' }, { name: 'shape' }] },
    doc: 'Repeats axes of size 1, and missing leading axes, until the tensor has the given shape.',
    inputs: ['u'],
    formula: String.raw`y = \mathrm{broadcast}(u)`,
    derivatives: [String.raw`\frac{\partial L}{\partial u} = \sum_{\mathrm{repeated}} \frac{\partial L}{\partial y}`],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], { shape }: BroadcastAttributes) => {
      demandBroadcast(x.shape, shape);
      return [{ shape, dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[]) => {
      if (x.size === 1) y.storage.fill(x.storage[0]);
      else {
        const from = { start: 0, strides: broadcastStrides(x.shape, y.shape) };
        copyStrided(x.storage, from, y.storage, { start: 0, strides: stridesOf(y.shape) }, y.shape);
      }
    },
    lanes: (_, [x]) => x,
    // A kernel of several ops reads what it broadcasts where it lies.
    wgslValue: { letters: ['x'], expression: 'x', helpers: '' },
    wgsl: ([x], [y]) => stridedWgsl(x.dtype, y.shape, broadcastStrides(x.shape, y.shape)),
    gradient: ([dy], { inputs: [x] }): Tensor[] => [sumTo(dy!, x.shape)],
    samples: () => [
      { inputs: [{ shape: [] }], attributes: { shape: [2, 3] } },
      { inputs: [{ shape: [3] }], attributes: { shape: [2, 3] } },
      { inputs: [{ shape: [2, 1, 3] }], attributes: { shape: [2, 4, 3] } },
      { inputs: [{ shape: [2, 1] }], attributes: { shape: [3, 2, 1] } },
    ],
  },
  (run) => (input: TensorLike, shape: Shape) => run([input], { shape }),
);

/** Inside gradients: `x` itself where the shape is right already, another shape of the same storage where sizes agree. */
export function spread(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const size = shape.reduce((product, one) => product * one, 1);
  return x.size === size ? reshape(x, shape) : broadcastTo(x, shape);
}

function demandBroadcast(from: Shape, to: Shape): void {
  if (!Array.isArray(to) || !to.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new ShapeError(`broadcastTo: expected whole sizes of 0 or more, got ${formatShape([to].flat())}`);
  }
  const offset = to.length - from.length;
  const fine = offset >= 0 && from.every((size, axis) => size === to[offset + axis] || size === 1);
  if (!fine) throw new ShapeError(`broadcastTo: ${formatShape(from)} does not broadcast to ${formatShape(to)}`);
}
