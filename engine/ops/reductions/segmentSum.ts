import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { asSortedIds, type SegmentAttributes } from '../families/segments';
import { segmentSums } from './unsortedSegmentSum';

/**
 * Data `[n, …s]`, ids int32 `[n]` that never go down → `[last id + 1, …s]`; a segment without slices is 0.
 * The ids set the shape, so they must be known at the call: throws for a tensor on a GPU, for which
 * `unsortedSegmentSum` has the number of segments as an argument.
 */
export const segmentSum = defineComposite(
  {
    name: 'segmentSum',
    tf: { names: ['tf.math.segment_sum'], signature: [{ name: 'data' }, { name: 'segment_ids' }] },
    doc: 'Adds up neighbouring slices that have the same segment id.',
    formula: String.raw`y_s = \sum_{i :\, k_i = s} u_i`,
    differentiable: true,
    evaluate: ([data, ids]: readonly Tensor[], attributes: SegmentAttributes) =>
      segmentSums('segmentSum', data, ids, attributes),
    samples: sortedSamples,
  },
  (run) => (data: TensorLike, segmentIds: TensorLike) => {
    const { ids, numSegments } = asSortedIds('segmentSum', segmentIds);
    return run([convert(data, undefined, 'segmentSum'), ids], { numSegments });
  },
);

export function sortedSamples() {
  const ids = (values: number[]) => ({ shape: [values.length], values, dtype: 'int32' as const });
  return [
    { inputs: [{ shape: [4] }, ids([0, 0, 2, 2])], attributes: { numSegments: 3 } },
    { inputs: [{ shape: [3, 2] }, ids([0, 1, 1])], attributes: { numSegments: 2 } },
  ];
}
