import { allocate } from '../../../tensor/dtype';
import { heap, RESIDENT_FROM } from '../heap';
import type { Value } from './value';

/** What one step of a run makes and needs; every value is made once. */
export interface Use {
  readonly makes: readonly Value[];
  readonly needs: readonly Value[];
}

interface Range {
  start: number;
  end: number;
}

/**
 * Lays values out in one block of the heap, so that no two that are needed at one time overlap: in
 * order of the steps, each into the first gap that is large enough. The block ends with the last of
 * them. Without room in the heap every value gets an array of its own, and so does one that is not
 * float32.
 */
export function layOut(steps: readonly Use[]): void {
  const places = new Map<Value, number>();
  const size = lay(steps, places);
  const block = size === 0 ? null : heap().allocate(Math.max(size, RESIDENT_FROM));
  for (const value of new Set(steps.flatMap(({ makes }) => makes))) {
    const at = places.get(value);
    if (at === undefined || block === null) value.place(allocate(value.dtype, value.size));
    else value.lieIn(block, at);
  }
}

/** Where each float32 value begins, in elements; gives how many there are. */
function lay(steps: readonly Use[], places: Map<Value, number>): number {
  const lastUse = new Map<Value, number>();
  steps.forEach(({ makes, needs }, i) => [...makes, ...needs].forEach((value) => lastUse.set(value, i)));
  const endings = steps.map((): Value[] => []);
  for (const [value, i] of lastUse) endings[i].push(value);
  const gaps: Range[] = [];
  let total = 0;
  steps.forEach(({ makes }, i) => {
    for (const value of makes) {
      if (value.dtype !== 'float32') continue;
      const length = roomFor(value);
      const gap = gaps.find(({ start, end }) => end - start >= length);
      places.set(value, gap?.start ?? total);
      if (gap === undefined) total += length;
      else gap.start += length;
    }
    for (const value of endings[i]) {
      const start = places.get(value);
      if (start !== undefined) addGap(gaps, { start, end: start + roomFor(value) });
    }
  });
  return total;
}

/** Whole cache lines, one of them free: loops read up to 16 bytes beyond an array's end. */
function roomFor({ size }: Value): number {
  return ((size + 15) & ~15) + 16;
}

function addGap(gaps: Range[], added: Range): void {
  const touching = gaps.filter(({ start, end }) => start === added.end || end === added.start);
  for (const one of touching) {
    gaps.splice(gaps.indexOf(one), 1);
    added.start = Math.min(added.start, one.start);
    added.end = Math.max(added.end, one.end);
  }
  gaps.push(added);
  gaps.sort((a, b) => a.start - b.start);
}
