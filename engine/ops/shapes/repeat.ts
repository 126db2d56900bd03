import { fromData, type TensorLike } from '../../tensor/convert';
import { ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, normalizeAxis, type Shape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { expandDims } from './expandDims';
import { gather } from './gather';
import { reshape } from './reshape';
import { tile } from './tile';

type RepeatAttributes = { readonly repeats: number | readonly number[]; readonly axis: number | null };

/**
 * `[…, n, …]` → each element along `axis` as often in a row as `repeats` says: one number, or one for each.
 * Without an axis the tensor is laid out flat. Throws for what is not a whole number of 0 or more, and
 * where there is not one for each element.
 */
export const repeat = defineComposite(
  {
    name: 'repeat',
    tf: {
      names: ['tf.repeat'],
      signature: [{ name: 'input' }, { name: 'repeats' }, { name: 'axis', default: null }],
    },
    doc: 'Repeats the elements along an axis, each on its own.',
    formula: String.raw`y = [u_0, \dots, u_0, u_1, \dots]`,
    differentiable: true,
    evaluate: ([input], { repeats, axis }: RepeatAttributes): Tensor => {
      const x = axis === null ? reshape(input, [input.size]) : input;
      const at = normalizeAxis('repeat', axis ?? 0, x.rank);
      const each = countsOf(repeats, x.shape, at);
      if (typeof each === 'number') return repeatEvenly(x, each, at);
      const order = each.flatMap((count, i) => new Array<number>(count).fill(i));
      return gather(x, fromData(Int32Array.from(order), [order.length], 'int32'), { axis: at });
    },
    samples: () => {
      const of = (shape: Shape, repeats: RepeatAttributes['repeats'], axis: number | null) => ({
        inputs: [{ shape }],
        attributes: { repeats, axis },
      });
      return [
        of([], 3, null),
        of([2, 3], 2, null),
        of([2, 3], 2, 0),
        of([2, 3, 2], 3, -2),
        of([3, 2], [2, 0, 1], 0),
        of([2, 2], [1, 2, 0, 3], null),
        of([2, 2], [2], 1),
        of([2], 0, 0),
      ];
    },
  },
  (run) =>
    (input: TensorLike, repeats: number | readonly number[], { axis = null }: { axis?: number | null } = {}) =>
      run([input], { repeats, axis }),
);

/** One number for all, or one for each element along `axis`. */
function countsOf(repeats: number | readonly number[], shape: Shape, axis: number): number | readonly number[] {
  const list = [repeats].flat();
  const wrong = list.find((count) => !Number.isInteger(count) || count < 0);
  if (wrong !== undefined) throw new ValueError(`repeat: expected whole repeats of 0 or more, got ${String(wrong)}`);
  if (list.length === 1) return list[0];
  if (list.length === shape[axis]) return list;
  throw new ShapeError(
    `repeat: expected one number or ${shape[axis]} for axis ${axis} of ${formatShape(shape)}, got ${list.length} repeats`,
  );
}

function repeatEvenly(x: Tensor, count: number, axis: number): Tensor {
  const copies = [...x.shape, 0].map((_, i) => (i === axis + 1 ? count : 1));
  const shape = x.shape.map((size, i) => (i === axis ? size * count : size));
  return reshape(tile(expandDims(x, axis + 1), copies), shape);
}
