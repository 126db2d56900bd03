import type { Program } from './program';

/**
 * The script's tensor ids of a step, by place. In a loop that repeats, ids made in the step grow by
 * one stride each time and ids from before it stay (constants) or grow too (variables), so a
 * repetition is one number.
 */
export type StepIds = readonly number[] | { readonly pattern: IdPattern; readonly base: number };

interface IdPattern {
  readonly reference: readonly number[];
  /** 1 where the id moves with the base, 0 where it stays. */
  readonly moves: Uint8Array;
}

const patterns = new WeakMap<Program, IdPattern>();
/** Ids of the last step that no pattern covered: what the next repetition is compared with. */
const latest = new WeakMap<Program, readonly number[]>();

export function packIds(program: Program, ids: readonly number[]): StepIds {
  const pattern = patterns.get(program);
  if (pattern !== undefined && ids.length > 0) {
    const base = baseOf(pattern, ids);
    if (base !== null) return { pattern, base };
  }
  const before = latest.get(program);
  latest.set(program, ids);
  const found = before && findPattern(before, ids);
  if (!found) return ids;
  patterns.set(program, found);
  return { pattern: found, base: baseOf(found, ids) ?? 0 };
}

export function unpackIds(ids: StepIds): readonly number[] {
  if (!('pattern' in ids)) return ids;
  const { reference, moves } = ids.pattern;
  return reference.map((id, place) => (moves[place] === 1 ? id + ids.base : id));
}

function baseOf({ reference, moves }: IdPattern, ids: readonly number[]): number | null {
  const moving = moves.indexOf(1);
  const base = moving < 0 ? 0 : ids[moving] - reference[moving];
  for (let place = 0; place < ids.length; place++) {
    if (ids[place] !== reference[place] + (moves[place] === 1 ? base : 0)) return null;
  }
  return base;
}

function findPattern(before: readonly number[], ids: readonly number[]): IdPattern | null {
  const moves = new Uint8Array(ids.length);
  let stride = 0;
  for (let place = 0; place < ids.length; place++) {
    const step = ids[place] - before[place];
    if (step === 0) continue;
    if (stride === 0) stride = step;
    if (step !== stride) return null;
    moves[place] = 1;
  }
  return { reference: before, moves };
}
