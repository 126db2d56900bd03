/**
 * What a strided slice cuts: TensorFlow's rules (`core/util/strided_slice_op.cc`), from entries with
 * masks to a start, a step and a number of places for each axis of the input.
 */
import { ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, type Shape, stridesOf } from '../../tensor/shape';
import type { Walk } from '../families/strided';

export type StridedSliceAttributes = {
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly strides: readonly number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
};

export interface Cut {
  /** For each axis of the input. */
  readonly starts: number[];
  readonly steps: number[];
  readonly counts: number[];
  /** The result's: without the axes that go away, with the new ones. */
  readonly shape: number[];
}

/** Throws for what does not fit `shape`; see `stridedSlice`. */
export function cutOf(op: string, shape: Shape, attributes: StridedSliceAttributes): Cut {
  demandEntries(op, attributes);
  const { begin, ellipsisMask, newAxisMask } = attributes;
  const has = (mask: number, entry: number) => ((mask >>> entry) & 1) === 1;
  const isNew = (entry: number) => has(newAxisMask, entry) && !has(ellipsisMask, entry);
  const named = begin.filter((_, entry) => !has(ellipsisMask, entry) && !isNew(entry)).length;
  if (named > shape.length) {
    throw new ShapeError(`${op}: ${named} axes are named, but ${formatShape(shape)} has ${shape.length}`);
  }
  const cut: Cut = { starts: [], steps: [], counts: [], shape: [] };
  const whole = (count: number) => {
    for (let i = 0; i < count; i++) addRange(cut, 0, 1, shape[cut.starts.length]);
  };
  begin.forEach((_, entry) => {
    if (has(ellipsisMask, entry)) whole(shape.length - named);
    else if (isNew(entry)) cut.shape.push(1);
    else addEntry(op, cut, shape, attributes, entry);
  });
  whole(shape.length - cut.starts.length);
  return cut;
}

/** The walk over the input that meets the elements of the cut. */
export function readAs(shape: Shape, { starts, steps }: Cut): Walk {
  const strides = stridesOf(shape);
  return {
    start: starts.reduce((sum, start, axis) => sum + start * strides[axis], 0),
    strides: strides.map((stride, axis) => stride * steps[axis]),
  };
}

function addEntry(op: string, cut: Cut, shape: Shape, attributes: StridedSliceAttributes, entry: number): void {
  const { begin, end, strides, beginMask, endMask, shrinkAxisMask } = attributes;
  const axis = cut.starts.length;
  const n = shape[axis];
  const step = strides[entry];
  if (((shrinkAxisMask >>> entry) & 1) === 1) {
    const place = begin[entry] < 0 ? begin[entry] + n : begin[entry];
    if (step < 0) throw new ValueError(`${op}: only stride 1 goes with one place (entry ${entry}), got ${step}`);
    if (place < 0 || place >= n) {
      throw new ValueError(`${op}: index ${begin[entry]} is out of range for axis ${axis} of ${formatShape(shape)}`);
    }
    addPlace(cut, place);
    return;
  }
  // Going backwards the last place is −1, before the first element.
  const [first, last] = step > 0 ? [0, n] : [-1, n - 1];
  const place = (at: number, mask: number, open: number) => {
    if (((mask >>> entry) & 1) === 1) return open;
    return Math.min(Math.max(at < 0 ? at + n : at, first), last);
  };
  const start = place(begin[entry], beginMask, step > 0 ? first : last);
  const stop = place(end[entry], endMask, step > 0 ? last : first);
  addRange(cut, start, step, Math.max(0, Math.ceil((stop - start) / step)));
}

function addPlace(cut: Cut, place: number): void {
  cut.starts.push(place);
  cut.steps.push(1);
  cut.counts.push(1);
}

function addRange(cut: Cut, start: number, step: number, count: number): void {
  cut.starts.push(start);
  cut.steps.push(step);
  cut.counts.push(count);
  cut.shape.push(count);
}

function demandEntries(op: string, { begin, end, strides, ellipsisMask }: StridedSliceAttributes): void {
  const whole = [begin, end, strides].every((list) => Array.isArray(list) && list.every(Number.isInteger));
  if (!whole || begin.length !== end.length || begin.length !== strides.length || begin.length > 32) {
    const got = [begin, end, strides].map((list) => formatShape([list].flat())).join(', ');
    throw new ShapeError(`${op}: expected begin, end and strides of whole numbers and one length, got ${got}`);
  }
  const still = strides.indexOf(0);
  if (still >= 0) throw new ValueError(`${op}: strides[${still}] must not be 0`);
  const ellipses = ellipsisMask & (2 ** begin.length - 1);
  if ((ellipses & (ellipses - 1)) !== 0) throw new ValueError(`${op}: more than one ellipsis (mask ${ellipsisMask})`);
}
