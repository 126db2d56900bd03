import type { DType, TypedArray } from '../tensor/dtype';
import type { Attributes } from '../tensor/backend';
import type { TensorSpec } from '../tensor/tensor';
import type { StreamItem } from '../stream/items';

type Item<T extends StreamItem['t']> = Extract<StreamItem, { t: T }>;

/**
 * An item of a training step with everything taken out that differs from one repetition to the
 * next: tensor and record ids are places (numbered by first appearance in the step), variables are
 * ordinals, and numbers lie in the step's payload.
 */
export type LocalItem =
  | { readonly t: 'upload'; readonly id: number; readonly shape: readonly number[]; readonly dtype: DType }
  | {
      readonly t: 'op';
      readonly op: string;
      readonly inputs: readonly number[];
      readonly outputs: readonly number[];
      readonly specs: readonly TensorSpec[];
      readonly line: number | null;
      /** Whether the payload has an entry for its attributes; without one they are empty. */
      readonly attributed: boolean;
    }
  | Item<'alias'>
  | Item<'recordingStarted'>
  | Item<'recordingEnded'>
  | Item<'taped'>
  | Item<'backwardStarted'>
  | Item<'seeded'>
  | Item<'visited'>
  | Item<'contributed'>
  | Item<'backwardEnded'>
  | Item<'variableCreated'>
  | {
      readonly t: 'variableChanged';
      readonly variable: number;
      readonly before: number;
      readonly after: number;
      readonly update: { readonly rule: string; readonly formula: string; readonly gradient: number } | null;
      readonly line: number | null;
    }
  | { readonly t: 'label'; readonly tensor: number; readonly name: string }
  | { readonly t: 'printed'; readonly line: number | null }
  | { readonly t: 'failed'; readonly line: number | null };

/** A tensor that a step uses and did not make. */
export interface External {
  readonly place: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly label: string | null;
  readonly line: number | null;
  readonly variable: number | null;
}

/** What changes from step to step, in the order of the items: data of uploads, attributes of ops (Adam's rate), hyperparameters of updates. */
export type PayloadEntry = TypedArray | Attributes;

/** The structure of a training step, shared by every step that repeats it. */
export interface Program {
  readonly items: readonly LocalItem[];
  readonly externals: readonly External[];
  /** How many tensors the step touches. */
  readonly places: number;
  /** The payload of the step that was first; a step with the same numbers shares it. */
  readonly payload: readonly PayloadEntry[];
  /** Lines of the uploads by place: where constants of the script stand. */
  readonly lines: ReadonlyMap<number, number | null>;
  /** Places of the targets of the step's last backward pass: the loss. */
  readonly targets: readonly number[];
}

/** Whether an item has an entry in the payload. */
export function takesEntry(item: LocalItem): boolean {
  return (
    item.t === 'upload' ||
    (item.t === 'op' && item.attributed) ||
    (item.t === 'variableChanged' && item.update !== null)
  );
}

/** Whether two plain values are equal in depth; numbers as by `Object.is`. */
export function samePlain(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!samePlain(a[i], b[i])) return false;
    return true;
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  let keys = 0;
  for (const key in left) {
    keys++;
    if (!samePlain(left[key], right[key])) return false;
  }
  for (const _ in right) keys--;
  return keys === 0;
}

/** Bit for bit, but for the payload of a NaN. */
export function sameEntry(a: PayloadEntry, b: PayloadEntry): boolean {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return samePlain(a, b);
  const left = a as TypedArray;
  const right = b as TypedArray;
  if (left.length !== right.length || left.constructor !== right.constructor) return false;
  for (let i = 0; i < left.length; i++) if (!Object.is(left[i], right[i])) return false;
  return true;
}

export function entryBytes(entry: PayloadEntry): number {
  return ArrayBuffer.isView(entry) ? entry.byteLength + 100 : 100;
}
