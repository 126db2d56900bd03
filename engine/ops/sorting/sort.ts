import type { TensorLike } from '../../tensor/convert';
import { normalizeAxis } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { argsort, demandSortable, type SortAttributes, type SortOptions } from './argsort';
import { takeAlong } from './takeAlong';

/**
 * `[…, n, …]` → the same shape and dtype. NaN counts as the largest. The gradient of each element goes back
 * to where it came from. Throws for bool, another direction, and an axis that is not there.
 */
export const sort = defineComposite(
  {
    name: 'sort',
    tf: {
      names: ['tf.sort'],
      signature: [{ name: 'values' }, { name: 'axis', default: -1 }, { name: 'direction', default: 'ASCENDING' }],
    },
    doc: 'Sorts the elements along an axis.',
    formula: String.raw`y_1 \le y_2 \le \dots`,
    differentiable: true,
    evaluate: ([x]: readonly Tensor[], attributes: SortAttributes) => {
      demandSortable('sort', x, attributes);
      return takeAlong(x, argsort(x, attributes), normalizeAxis('sort', attributes.axis, x.rank));
    },
    samples: () => [
      { inputs: [{ shape: [7] }], attributes: { axis: -1, direction: 'ASCENDING' as const } },
      { inputs: [{ shape: [2, 3, 2] }], attributes: { axis: 1, direction: 'DESCENDING' as const } },
      { inputs: [{ shape: [100], values: scattered }], attributes: { axis: 0, direction: 'ASCENDING' as const } },
    ],
  },
  (run) =>
    (values: TensorLike, { axis = -1, direction = 'ASCENDING' }: SortOptions = {}) =>
      run([values], { axis, direction }),
);

/** Far enough from each other that a small step changes no order. */
const scattered = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) / 50 - 1);
