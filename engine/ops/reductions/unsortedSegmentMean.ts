import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { divide } from '../elementwise/divide';
import { maximum } from '../elementwise/maximum';
import { asSegmentIds, type SegmentAttributes } from '../families/segments';
import { fill } from '../shapes/fill';
import { reshape } from '../shapes/reshape';
import { demandFloat } from './reduceVariance';
import { segmentSums, unsortedSamples } from './unsortedSegmentSum';

/** As `unsortedSegmentSum`, floats only; the mean of no slices is 0. */
export const unsortedSegmentMean = defineComposite(
  {
    name: 'unsortedSegmentMean',
    tf: {
      names: ['tf.math.unsorted_segment_mean'],
      signature: [{ name: 'data' }, { name: 'segment_ids' }, { name: 'num_segments' }],
    },
    doc: 'Averages the slices that have the same segment id.',
    formula: String.raw`y_s = \frac{1}{\#\{i : k_i = s\}} \sum_{i :\, k_i = s} u_i`,
    differentiable: true,
    evaluate: ([data, ids]: readonly Tensor[], attributes: SegmentAttributes) =>
      segmentMeans('unsortedSegmentMean', data, ids, attributes),
    samples: unsortedSamples,
  },
  (run) => (data: TensorLike, segmentIds: TensorLike, numSegments: number) =>
    run(
      [convert(data, undefined, 'unsortedSegmentMean'), asSegmentIds('unsortedSegmentMean', segmentIds, numSegments)],
      { numSegments },
    ),
);

export function segmentMeans(op: string, data: Tensor, ids: Tensor, attributes: SegmentAttributes): Tensor {
  demandFloat(op, data);
  const sums = segmentSums(op, data, ids, attributes);
  const counts = segmentSums(op, fill(ids.shape, 1, { dtype: data.dtype }), ids, attributes);
  return divide(
    sums,
    reshape(
      maximum(counts, 1),
      sums.shape.map((size, axis) => (axis === 0 ? size : 1)),
    ),
  );
}
