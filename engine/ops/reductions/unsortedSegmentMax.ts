import { segmentExtreme } from '../families/segmentExtreme';

export const unsortedSegmentMax = segmentExtreme('Max', 'The largest of the slices that have the same segment id.');
