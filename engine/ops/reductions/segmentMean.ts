import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { asSortedIds, type SegmentAttributes } from '../families/segments';
import { sortedSamples } from './segmentSum';
import { segmentMeans } from './unsortedSegmentMean';

/** As `segmentSum`, floats only; the mean of no slices is 0. */
export const segmentMean = defineComposite(
  {
    name: 'segmentMean',
    tf: { names: ['tf.math.segment_mean'], signature: [{ name: 'data' }, { name: 'segment_ids' }] },
    doc: 'Averages neighbouring slices that have the same segment id.',
    formula: String.raw`y_s = \frac{1}{\#\{i : k_i = s\}} \sum_{i :\, k_i = s} u_i`,
    differentiable: true,
    evaluate: ([data, ids]: readonly Tensor[], attributes: SegmentAttributes) =>
      segmentMeans('segmentMean', data, ids, attributes),
    samples: sortedSamples,
  },
  (run) => (data: TensorLike, segmentIds: TensorLike) => {
    const { ids, numSegments } = asSortedIds('segmentMean', segmentIds);
    return run([convert(data, undefined, 'segmentMean'), ids], { numSegments });
  },
);
