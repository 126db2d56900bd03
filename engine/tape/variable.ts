import { activeBackend } from '../tensor/activeBackend';
import { DTypeError, ShapeError } from '../tensor/errors';
import { convert, fromData, type TensorLike } from '../tensor/convert';
import { allocate, type DType } from '../tensor/dtype';
import { keep, track } from '../tensor/lifetime';
import { unguarded } from '../tensor/reading';
import { formatShape, sameShape, type Shape } from '../tensor/shape';
import { type NestedArray, Tensor } from '../tensor/tensor';
import type { TypedArray } from '../tensor/dtype';
import { context, type TracedVariable, type VariableUpdate } from './context';
import { resolveStartValue } from './tunables';

export interface VariableOptions {
  trainable?: boolean;
  name?: string;
  dtype?: DType;
  /** False for bookkeeping (an optimizer's slots): no timeline hears of it and nobody can pin it. */
  traced?: boolean;
  /** A slot beside a variable: its values are told apart from the timeline, so that they can be exported. */
  slot?: boolean;
}

let nextVariable = 1;

/**
 * A tensor that can be assigned to. What a read gives is a snapshot: a later `assign` puts another
 * tensor in its place and rewrites no recorded history.
 */
export class Variable implements TracedVariable {
  readonly variableId = nextVariable++;
  /** Whether tapes watch it by themselves; a layer that is frozen says no for its weights. */
  trainable: boolean;
  readonly name: string;
  /** Its share of the loss, where a layer gave it one. */
  regularizer: ((variable: Variable) => Tensor) | null = null;
  /** What an optimizer's step must leave it as, where a layer limits it: a function of the new value. */
  constraint: ((value: Tensor) => Tensor) | null = null;
  /** Keras' path; the name where no layer owns it. */
  path: string;
  private readonly traced: boolean;
  private readonly slot: boolean;
  private current: Tensor;

  constructor(
    initial: TensorLike,
    { trainable = true, name = 'Variable', dtype, traced = true, slot = false }: VariableOptions = {},
  ) {
    context.trace?.creating();
    this.trainable = trainable;
    this.name = name;
    this.path = context.scope === '' ? name : `${context.scope}/${name}`;
    this.traced = traced;
    this.slot = slot;
    const proposed = convert(initial, dtype);
    this.current = keep(snapshot(traced ? this.startFrom(proposed) : proposed));
    this.current.name = name;
    if (traced) context.tracer?.variableCreated?.(this);
  }

  get shape(): Shape {
    return this.current.shape;
  }

  get dtype(): DType {
    return this.current.dtype;
  }

  get rank(): number {
    return this.current.rank;
  }

  get size(): number {
    return this.current.size;
  }

  /** The tensor it holds now, without telling any tape. */
  get value(): Tensor {
    context.trace?.read(this, this.current, false);
    return this.current;
  }

  /** The tensor it holds now; active tapes hear of the read and watch it when it is trainable. */
  readValue(): Tensor {
    const { tapes, trace } = context;
    trace?.read(this, this.current, true);
    for (let i = 0; i < tapes.length; i++) tapes[i].variableRead?.(this, this.current);
    return this.current;
  }

  /** Puts a value of the same shape and dtype in place. Throws `ShapeError` or `DTypeError` otherwise. */
  assign(value: TensorLike): this {
    return this.change(convert(value, isTensorLike(value) ? undefined : this.dtype), null);
  }

  /** As `assign`, and tells the timeline by which rule; `update` is asked once, and again in each replay of a trace. */
  change(next: Tensor, update: (() => VariableUpdate) | null): this {
    if (!sameShape(next.shape, this.shape)) {
      throw new ShapeError(
        `assign: variable ${this.path} has shape ${formatShape(this.shape)}, got ${formatShape(next.shape)}`,
      );
    }
    if (next.dtype !== this.dtype)
      throw new DTypeError(`assign: variable ${this.path} is ${this.dtype}, got ${next.dtype}`);
    const before = this.current;
    const after = keep(snapshot(next));
    after.name = this.name;
    this.current = after;
    // Nobody owns the old value any more but the tapes that recorded it: the scope around ends it.
    track(before);
    context.trace?.assigned(this, next, update);
    if (this.traced) context.tracer?.variableChanged?.(this, before, after, update?.() ?? null);
    else if (this.slot) context.tracer?.slotChanged?.(this);
    return this;
  }

  /** As `assign`, for a tensor that nobody else holds: it becomes the value itself. No tape and no timeline hears of it. */
  adopt(next: Tensor): void {
    const before = this.current;
    keep(next).name = this.name;
    this.current = next;
    track(before);
  }

  /** The pinned start value where a person has pinned one, else the proposed tensor. */
  private startFrom(proposed: Tensor): Tensor {
    const { shape, dtype } = proposed;
    const pinned = resolveStartValue(this.path, {
      kind: this.trainable ? 'variable' : 'state',
      label: this.path,
      shape,
      variable: this.variableId,
      proposed: () => unguarded(() => proposed.dataSync()),
    });
    if (pinned === null) return proposed;
    const data = allocate(dtype, proposed.size);
    data.set(pinned);
    return fromData(data, shape, dtype);
  }

  data(): Promise<TypedArray> {
    return this.value.data();
  }

  array(): Promise<NestedArray> {
    return this.value.array();
  }

  item(): Promise<number> {
    return this.value.item();
  }

  dataSync(): TypedArray {
    return this.value.dataSync();
  }

  arraySync(): NestedArray {
    return this.value.arraySync();
  }

  itemSync(): number {
    return this.value.itemSync();
  }

  toString(): string {
    return `Variable(${this.path}, shape=${formatShape(this.shape)}, dtype=${this.dtype})`;
  }
}

function isTensorLike(value: unknown): boolean {
  return value instanceof Tensor || value instanceof Variable;
}

/** The same numbers under a new identity, so that no gradient flows through an assignment. */
function snapshot(value: Tensor): Tensor {
  const copy = new Tensor(value.shape, value.dtype, activeBackend());
  value.backend.alias(value, copy);
  return copy;
}
