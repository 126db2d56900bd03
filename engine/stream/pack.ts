/**
 * How a batch of items crosses to the engine worker: one array of 32-bit words, which is handed over
 * and not copied, and beside it what is no word. `unpack.ts` is the other end. Ids, records and
 * lines are one word each; what repeats is interned; what rarely does goes along as it is.
 */
import type { TypedArray } from '../tensor/dtype';
import { Interner, type Internable } from './intern';
import type { StreamItem } from './items';

export interface PackedBatch {
  readonly words: Int32Array<ArrayBuffer>;
  /** Interned values that are new, in the order of their numbers. */
  readonly fresh: readonly Internable[];
  /** Data of uploads, printed text, tunables, models, outputs, epochs: in the order of their items. */
  readonly extras: readonly Extra[];
  /** Interned values are counted from 0 again. */
  readonly anew: boolean;
}

export type Extra = TypedArray | string | Extract<StreamItem, { t: 'tunable' | 'model' | 'output' | 'epochMeasured' }>;

/** The first word of each item. */
export const KIND = {
  upload: 0,
  op: 1,
  alias: 2,
  free: 3,
  recordingStarted: 4,
  recordingEnded: 5,
  taped: 6,
  backwardStarted: 7,
  seeded: 8,
  visited: 9,
  contributed: 10,
  backwardEnded: 11,
  variableCreated: 12,
  variableChanged: 13,
  tunable: 14,
  label: 15,
  printed: 16,
  model: 17,
  slot: 18,
  optimizerStepped: 19,
  output: 20,
  batchMeasured: 21,
  epochMeasured: 22,
} as const satisfies Record<StreamItem['t'], number>;

/** Stands for null where an id, a line or an interned value may be missing; none of them is negative. */
export const NULL_WORD = -1;

/** Packs items as they come; `take` gives the batch. Ids must fit 31 bits. */
export class Packer {
  /** Items since the last batch. */
  items = 0;
  /** Bytes of uploads since the last batch. */
  bytes = 0;
  private words = new Int32Array(4096);
  private at = 0;
  private extras: Extra[] = [];
  private anew = true;
  private readonly interner = new Interner();

  add(item: StreamItem): void {
    this.items++;
    this.word(KIND[item.t]);
    this.write(item);
  }

  take(): PackedBatch {
    const { extras, anew } = this;
    const batch = { words: this.words.slice(0, this.at), fresh: this.interner.takeFresh(), extras, anew };
    this.at = 0;
    this.items = 0;
    this.bytes = 0;
    this.extras = [];
    this.anew = this.interner.isFull;
    if (this.anew) this.interner.clear();
    return batch;
  }

  private write(item: StreamItem): void {
    switch (item.t) {
      case 'upload':
        this.word(item.id);
        this.plain(item.shape);
        this.string(item.dtype);
        this.nullable(item.line);
        this.bytes += item.data.byteLength;
        this.extras.push(alone(item.data));
        return;
      case 'op':
        this.string(item.op);
        this.ids(item.inputs);
        this.ids(item.outputs);
        this.plain(item.attributes);
        return this.nullable(item.line);
      case 'alias':
        this.word(item.source);
        this.word(item.target);
        this.plain(item.shape);
        return this.string(item.dtype);
      case 'free':
        return this.word(item.id);
      case 'recordingStarted':
        return this.nullable(item.line);
      case 'recordingEnded':
        return;
      case 'taped':
        this.word(item.record);
        this.string(item.op);
        this.ids(item.inputs);
        this.ids(item.outputs);
        this.plain(item.attributes);
        this.string(item.scope);
        this.nullable(item.line);
        if (item.followed === undefined) this.word(NULL_WORD);
        else this.plain(item.followed);
        return;
      case 'backwardStarted':
        this.ids(item.targets);
        this.ids(item.sources);
        return this.nullable(item.line);
      case 'seeded':
        this.word(item.target);
        return this.word(item.gradient);
      case 'visited':
        this.word(item.record);
        return this.nullableIds(item.upstream);
      case 'contributed':
        this.word(item.record);
        this.word(item.inputIndex);
        this.word(item.contribution);
        return this.word(item.sum);
      case 'backwardEnded':
        this.ids(item.sources);
        return this.nullableIds(item.gradients);
      case 'variableCreated':
        this.word(item.variable);
        this.string(item.path);
        this.word(item.trainable ? 1 : 0);
        this.word(item.tensor);
        return this.nullable(item.line);
      case 'variableChanged':
        return this.change(item);
      case 'label':
        this.nullable(item.tensor);
        this.nullable(item.variable);
        return this.string(item.name);
      case 'slot':
        this.word(item.slot);
        this.string(item.path);
        return this.word(item.tensor);
      case 'optimizerStepped':
        this.string(item.name);
        return this.word(item.steps);
      case 'batchMeasured':
        this.nullable(item.epoch);
        this.ids(item.tensors);
        for (const name of item.names) this.string(name);
        return;
      case 'tunable':
      case 'model':
      case 'output':
      case 'epochMeasured':
        this.extras.push(item);
        return;
      case 'printed':
        this.nullable(item.line);
        this.extras.push(item.text);
        return;
    }
  }

  private change(item: Extract<StreamItem, { t: 'variableChanged' }>): void {
    const { variable, before, after, update, line } = item;
    this.word(variable);
    this.word(before);
    this.word(after);
    this.nullable(line);
    if (update === null) return this.word(NULL_WORD);
    this.word(update.gradient);
    this.string(update.rule);
    this.string(update.formula);
    this.plain(update.hyperparameters);
  }

  private ids(ids: readonly number[]): void {
    this.word(ids.length);
    for (let i = 0; i < ids.length; i++) this.word(ids[i]);
  }

  private nullableIds(ids: readonly (number | null)[]): void {
    this.word(ids.length);
    for (let i = 0; i < ids.length; i++) this.nullable(ids[i]);
  }

  private nullable(value: number | null): void {
    this.word(value ?? NULL_WORD);
  }

  private string(text: string): void {
    this.word(this.interner.string(text));
  }

  private plain(value: Exclude<Internable, string>): void {
    this.word(this.interner.plain(value));
  }

  private word(value: number): void {
    if (this.at === this.words.length) {
      const larger = new Int32Array(this.words.length * 2);
      larger.set(this.words);
      this.words = larger;
    }
    this.words[this.at++] = value;
  }
}

/** A view of a larger buffer would be sent with all of it. */
function alone(data: TypedArray): TypedArray {
  return data.byteLength === data.buffer.byteLength ? data : data.slice();
}
