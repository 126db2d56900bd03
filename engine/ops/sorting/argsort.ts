import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { DTypeError, ValueError } from '../../tensor/errors';
import { formatShape, normalizeAxis } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { axisLines } from '../families/alongAxis';
import { type Direction, orderedPlaces } from '../families/order';
import { defineOp } from '../op';
import { orderWgsl } from '../wgsl/order';

export type SortAttributes = { readonly axis: number; readonly direction: Direction };

export interface SortOptions {
  /** The axis to sort along; the last one where not said. */
  axis?: number;
  direction?: Direction;
}

export interface ArgsortOptions extends SortOptions {
  /** Equal elements keep their order in any case. */
  stable?: boolean;
}

/**
 * `[…, n, …]` → int32 of the same shape. Stable: equal elements keep their order, in both directions; NaN
 * counts as the largest. Throws for bool, another direction, and an axis that is not there.
 */
export const argsort = defineOp(
  {
    name: 'argsort',
    tf: {
      names: ['tf.argsort'],
      signature: [
        { name: 'values' },
        { name: 'axis', default: -1 },
        { name: 'direction', default: 'ASCENDING' },
        { name: 'stable', default: false },
      ],
    },
    doc: 'The places of the elements along an axis, in the order of the elements.',
    inputs: ['u'],
    formula: String.raw`u_{y_1} \le u_{y_2} \le \dots`,
    derivatives: [null],
    elementwise: false,
    infer: ([x], attributes: SortAttributes) => {
      demandSortable('argsort', x, attributes);
      return [{ shape: x.shape, dtype: 'int32' }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis, direction }: SortAttributes) =>
      axisLines(x.shape, axis, (start, stride, n) => {
        const places = orderedPlaces(x.storage, start, stride, n, direction, n);
        for (let i = 0, p = start; i < n; i++, p += stride) y.storage[p] = places[i];
      }),
    wgsl: ([x], _, { axis, direction }) => {
      const at = normalizeAxis('argsort', axis, x.shape.length);
      return orderWgsl(x, at, direction, x.shape[at], false);
    },
    gradient: null,
    samples: () => [
      { inputs: [{ shape: [7] }], attributes: { axis: -1, direction: 'ASCENDING' as const } },
      {
        inputs: [{ shape: [2, 4], values: [1, 3, 3, 1, -2, 0, -0, 5] }],
        attributes: { axis: -1, direction: 'DESCENDING' as const },
      },
      {
        inputs: [{ shape: [2, 3, 2], dtype: 'int32', range: [-3, 3] }],
        attributes: { axis: 1, direction: 'ASCENDING' as const },
      },
      {
        inputs: [{ shape: [6], values: [NaN, 1, -Infinity, NaN, Infinity, -1] }],
        attributes: { axis: 0, direction: 'DESCENDING' as const },
      },
    ],
  },
  (run) =>
    (values: TensorLike, { axis = -1, direction = 'ASCENDING' }: ArgsortOptions = {}) =>
      run([values], { axis, direction }),
);

export function demandSortable(op: string, { shape, dtype }: TensorSpec, { axis, direction }: SortAttributes): void {
  if (dtype === 'bool') throw new DTypeError(`${op}: expected a number dtype, got bool ${formatShape(shape)}`);
  if (direction !== 'ASCENDING' && direction !== 'DESCENDING') {
    throw new ValueError(`${op}: expected the direction ASCENDING or DESCENDING, got ${JSON.stringify(direction)}`);
  }
  normalizeAxis(op, axis, shape.length);
}
