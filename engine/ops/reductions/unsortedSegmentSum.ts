import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { asSegmentIds, demandSegments, type SegmentAttributes } from '../families/segments';
import { gatherGradient } from '../shapes/gatherGradient';

/**
 * Data `[…i, …s]`, ids int32 `[…i]` in any order → `[numSegments, …s]`. A segment without slices is 0; a
 * negative id leaves its slice out. An id that is too large throws where it is a plain number, and in a
 * tensor leaves its slice out, as TensorFlow does on a GPU. Sums have one order on every backend.
 */
export const unsortedSegmentSum = defineComposite(
  {
    name: 'unsortedSegmentSum',
    tf: {
      names: ['tf.math.unsorted_segment_sum'],
      signature: [{ name: 'data' }, { name: 'segment_ids' }, { name: 'num_segments' }],
    },
    doc: 'Adds up the slices that have the same segment id.',
    formula: String.raw`y_s = \sum_{i :\, k_i = s} u_i`,
    differentiable: true,
    evaluate: ([data, ids]: readonly Tensor[], attributes: SegmentAttributes) =>
      segmentSums('unsortedSegmentSum', data, ids, attributes),
    samples: unsortedSamples,
  },
  (run) => (data: TensorLike, segmentIds: TensorLike, numSegments: number) =>
    run([convert(data, undefined, 'unsortedSegmentSum'), asSegmentIds('unsortedSegmentSum', segmentIds, numSegments)], {
      numSegments,
    }),
);

/** What gather's gradient does: slices are added up at the index they belong to. */
export function segmentSums(op: string, data: Tensor, ids: Tensor, attributes: SegmentAttributes): Tensor {
  demandSegments(op, data, ids, attributes);
  return gatherGradient(data, ids, 0, attributes.numSegments);
}

export function unsortedSamples() {
  const ids = (shape: number[], values: number[]) => ({ shape, values, dtype: 'int32' as const });
  return [
    { inputs: [{ shape: [4] }, ids([4], [2, 0, 2, -1])], attributes: { numSegments: 3 } },
    { inputs: [{ shape: [3, 2] }, ids([3], [1, 1, 0])], attributes: { numSegments: 2 } },
    { inputs: [{ shape: [2, 2, 3] }, ids([2, 2], [0, 3, 3, 1])], attributes: { numSegments: 4 } },
  ];
}
