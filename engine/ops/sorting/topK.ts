import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import { DTypeError, ShapeError, ValueError } from '../../tensor/errors';
import { formatShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { orderedPlaces } from '../families/order';
import { defineOp, execute } from '../op';
import { orderWgsl } from '../wgsl/order';
import { putAlong } from './putAlong';

type TopKAttributes = { readonly k: number; readonly sorted: boolean };

export interface TopKOptions {
  /** How many. */
  k?: number;
  /** Largest first. They are in any case: without it, TensorFlow leaves the order open. */
  sorted?: boolean;
}

/**
 * `[…, n]` → values `[…, k]` and their places, int32 `[…, k]`, along the last axis. Of equal elements the
 * first ones; NaN counts as the largest. Throws for a scalar, for bool, and for k above n.
 */
export const topK = defineOp(
  {
    name: 'topK',
    tf: {
      names: ['tf.math.top_k', 'tf.nn.top_k'],
      signature: [{ name: 'input' }, { name: 'k', default: 1 }, { name: 'sorted', default: true }],
    },
    doc: 'The k largest elements along the last axis, and where they are.',
    inputs: ['u'],
    formula: String.raw`y_1 \ge y_2 \ge \dots \ge y_k`,
    derivatives: [String.raw`\frac{\partial L}{\partial u_j} = \sum_{i :\, y_i = u_j} \frac{\partial L}{\partial y_i}`],
    elementwise: false,
    infer: ([{ shape, dtype }], { k }: TopKAttributes) => {
      if (dtype === 'bool') throw new DTypeError(`topK: expected a number dtype, got bool ${formatShape(shape)}`);
      if (shape.length === 0) throw new ShapeError('topK: expected at least one axis, got a scalar');
      const n = shape[shape.length - 1];
      if (!Number.isInteger(k) || k < 0 || k > n) {
        throw new ValueError(`topK: expected a whole k from 0 to ${n} for shape ${formatShape(shape)}, got ${k}`);
      }
      const picked = [...shape.slice(0, -1), k];
      return [
        { shape: picked, dtype },
        { shape: picked, dtype: 'int32' },
      ];
    },
    cpu: ([x]: readonly CpuOperand[], [values, indices]: readonly CpuOperand[], { k }: TopKAttributes) => {
      const n = x.shape[x.shape.length - 1];
      for (let from = 0, to = 0; to < values.size; from += n, to += k) {
        const places = orderedPlaces(x.storage, from, 1, n, 'DESCENDING', k);
        for (let i = 0; i < k; i++) {
          values.storage[to + i] = x.storage[from + places[i]];
          indices.storage[to + i] = places[i];
        }
      }
    },
    wgsl: ([x], _, { k }) => orderWgsl(x, x.shape.length - 1, 'DESCENDING', k, true),
    gradient: ([dy], { inputs: [x], outputs: [, indices] }): (Tensor | null)[] => [
      dy && putAlong(dy, indices, x.rank - 1, x.shape[x.rank - 1]),
    ],
    samples: () => [
      { inputs: [{ shape: [5] }], attributes: { k: 1, sorted: true } },
      { inputs: [{ shape: [2, 5] }], attributes: { k: 3, sorted: true } },
      { inputs: [{ shape: [2, 2, 20] }], attributes: { k: 2, sorted: false } },
    ],
  },
  (_, op) =>
    (input: TensorLike, { k = 1, sorted = true }: TopKOptions = {}): { values: Tensor; indices: Tensor } => {
      const [values, indices] = execute(op, [convert(input, undefined, 'topK')], { k, sorted });
      return { values, indices };
    },
);
