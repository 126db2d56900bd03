/** The receiving end of `pack.ts`. What repeats is one object each time it comes, so it compares by identity. */
import type { Attributes } from '../tensor/backend';
import type { DType, TypedArray } from '../tensor/dtype';
import type { Internable } from './intern';
import type { StreamItem, StreamUpdate } from './items';
import { type Extra, KIND, NULL_WORD, type PackedBatch } from './pack';

const NO_WORDS = new Int32Array(0);

/** Unpacks batches in the order in which one packer made them: what a batch interns holds for those after it. */
export class Unpacker {
  private known: Internable[] = [];
  private words = NO_WORDS;
  private at = 0;
  private extras: readonly Extra[] = [];
  private extra = 0;

  /** Throws for words that no packer wrote. */
  items({ words, fresh, extras, anew }: PackedBatch): StreamItem[] {
    if (anew) this.known = [];
    for (const value of fresh) this.known.push(value);
    this.words = words;
    this.at = 0;
    this.extras = extras;
    this.extra = 0;
    const items: StreamItem[] = [];
    while (this.at < words.length) items.push(this.item(words[this.at++]));
    this.words = NO_WORDS;
    this.extras = [];
    return items;
  }

  /* Fields are read in the order in which they are written here, which is the packer's. */
  private item(kind: number): StreamItem {
    switch (kind) {
      case KIND.upload:
        return {
          t: 'upload',
          id: this.word(),
          shape: this.plain<readonly number[]>(),
          dtype: this.string() as DType,
          line: this.nullable(),
          data: this.takeExtra() as TypedArray,
        };
      case KIND.op:
        return {
          t: 'op',
          op: this.string(),
          inputs: this.ids(),
          outputs: this.ids(),
          attributes: this.plain<Attributes>(),
          line: this.nullable(),
        };
      case KIND.alias:
        return {
          t: 'alias',
          source: this.word(),
          target: this.word(),
          shape: this.plain<readonly number[]>(),
          dtype: this.string() as DType,
        };
      case KIND.free:
        return { t: 'free', id: this.word() };
      case KIND.recordingStarted:
        return { t: 'recordingStarted', line: this.nullable() };
      case KIND.recordingEnded:
        return { t: 'recordingEnded' };
      case KIND.taped:
        return this.taped();
      case KIND.backwardStarted:
        return { t: 'backwardStarted', targets: this.ids(), sources: this.ids(), line: this.nullable() };
      case KIND.seeded:
        return { t: 'seeded', target: this.word(), gradient: this.word() };
      case KIND.visited:
        return { t: 'visited', record: this.word(), upstream: this.nullableIds() };
      case KIND.contributed:
        return {
          t: 'contributed',
          record: this.word(),
          inputIndex: this.word(),
          contribution: this.word(),
          sum: this.word(),
        };
      case KIND.backwardEnded:
        return { t: 'backwardEnded', sources: this.ids(), gradients: this.nullableIds() };
      case KIND.variableCreated:
        return {
          t: 'variableCreated',
          variable: this.word(),
          path: this.string(),
          trainable: this.word() === 1,
          tensor: this.word(),
          line: this.nullable(),
        };
      case KIND.variableChanged:
        return {
          t: 'variableChanged',
          variable: this.word(),
          before: this.word(),
          after: this.word(),
          line: this.nullable(),
          update: this.update(),
        };
      case KIND.slot:
        return { t: 'slot', slot: this.word(), path: this.string(), tensor: this.word() };
      case KIND.optimizerStepped:
        return { t: 'optimizerStepped', name: this.string(), steps: this.word() };
      case KIND.batchMeasured:
        return this.batchMeasured();
      case KIND.epochMeasured:
        return this.takeExtra() as Extract<StreamItem, { t: 'epochMeasured' }>;
      case KIND.tunable:
        return this.takeExtra() as Extract<StreamItem, { t: 'tunable' }>;
      case KIND.model:
        return this.takeExtra() as Extract<StreamItem, { t: 'model' }>;
      case KIND.output:
        return this.takeExtra() as Extract<StreamItem, { t: 'output' }>;
      case KIND.label:
        return { t: 'label', tensor: this.nullable(), variable: this.nullable(), name: this.string() };
      case KIND.printed:
        return { t: 'printed', line: this.nullable(), text: this.takeExtra() as string };
      default:
        throw new Error(`internal: a batch holds an item of the unknown kind ${kind}`);
    }
  }

  private taped(): StreamItem {
    const item = {
      t: 'taped' as const,
      record: this.word(),
      op: this.string(),
      inputs: this.ids(),
      outputs: this.ids(),
      attributes: this.plain<Attributes>(),
      scope: this.string(),
      line: this.nullable(),
    };
    const followed = this.word();
    return followed === NULL_WORD ? item : { ...item, followed: this.known[followed] as unknown as readonly boolean[] };
  }

  private batchMeasured(): StreamItem {
    const epoch = this.nullable();
    const tensors = this.ids();
    return { t: 'batchMeasured', epoch, names: tensors.map(() => this.string()), tensors };
  }

  private update(): StreamUpdate | null {
    const gradient = this.word();
    if (gradient === NULL_WORD) return null;
    return {
      gradient,
      rule: this.string(),
      formula: this.string(),
      hyperparameters: this.plain<Readonly<Record<string, number>>>(),
    };
  }

  private word(): number {
    return this.words[this.at++];
  }

  private nullable(): number | null {
    const word = this.word();
    return word === NULL_WORD ? null : word;
  }

  private ids(): number[] {
    const ids = new Array<number>(this.word());
    for (let i = 0; i < ids.length; i++) ids[i] = this.word();
    return ids;
  }

  private nullableIds(): (number | null)[] {
    const ids = new Array<number | null>(this.word());
    for (let i = 0; i < ids.length; i++) ids[i] = this.nullable();
    return ids;
  }

  private string(): string {
    return this.known[this.word()] as string;
  }

  private plain<T>(): T {
    return this.known[this.word()] as T;
  }

  private takeExtra(): Extra {
    return this.extras[this.extra++];
  }
}
