import { segmentExtreme } from '../families/segmentExtreme';

export const unsortedSegmentMin = segmentExtreme('Min', 'The smallest of the slices that have the same segment id.');
