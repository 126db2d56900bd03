import type { Backend } from './backend';
import type { DType, TypedArray } from './dtype';
import { ValueError } from './errors';
import { type Scope, track } from './lifetime';
import { reading } from './reading';
import { type Shape, sizeOf } from './shape';

/** What an op needs to know of a tensor to infer its result. */
export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Nested arrays of numbers or booleans; a plain one for a scalar. */
export type NestedArray = number | boolean | readonly NestedArray[];

let nextId = 1;

/** The id of the newest tensor. */
export function newestId(): number {
  return nextId - 1;
}

/**
 * An immutable array of numbers that lives on one backend. `shape`, `dtype`, `rank` and `size` are
 * known at once; reading the numbers is asynchronous, since they may be on a GPU. Operator methods
 * (`x.mul(y)`) are attached by `ops/methods.ts`.
 */
export class Tensor implements TensorSpec {
  readonly id = nextId++;
  readonly size: number;
  /** Opaque to everything but the backend; null once disposed. */
  storage: unknown = null;
  /** A name to show: the weight's, or the script's own. */
  name: string | null = null;
  /** The tape's own: who follows it, and its number there (`tape/followed.ts`). */
  follower: object | null = null;
  place = -1;
  /** The `tidy` scope that will end it. */
  tidyScope: Scope | null = null;
  /** How many tape records need it. */
  #holds = 0;
  #orphaned = false;

  constructor(
    readonly shape: Shape,
    readonly dtype: DType,
    readonly backend: Backend,
  ) {
    this.size = sizeOf(shape);
    track(this);
  }

  get rank(): number {
    return this.shape.length;
  }

  get disposed(): boolean {
    return this.storage === null;
  }

  /** The numbers, row-major, as a copy: Float32Array, Float64Array, Int32Array, or Uint8Array of 0 and 1 for bool. */
  async data(): Promise<TypedArray> {
    reading.guard?.(this);
    this.assertLive();
    return this.backend.read(this);
  }

  /** As `data`, at once; only where the backend can (the CPU, and a script's own world). */
  dataSync(): TypedArray {
    reading.guard?.(this);
    this.assertLive();
    return this.backend.readSync(this);
  }

  /** Nested arrays; a plain number (or boolean) for a scalar. */
  async array(): Promise<NestedArray> {
    return nest(await this.data(), this.shape, this.dtype);
  }

  arraySync(): NestedArray {
    return nest(this.dataSync(), this.shape, this.dtype);
  }

  /** The only element of a tensor of size 1. Throws `ValueError` for any other size. */
  async item(): Promise<number> {
    this.assertSingle();
    return (await this.data())[0];
  }

  itemSync(): number {
    this.assertSingle();
    return this.dataSync()[0];
  }

  /** Gives the storage back. Using the tensor afterwards throws. */
  dispose(): void {
    if (this.storage === null) return;
    this.backend.free(this);
    this.storage = null;
  }

  /** A tape recorded it: the end of a `tidy` scope leaves it alone until every tape has let go. */
  hold(): void {
    this.#holds++;
  }

  letGo(): void {
    if (--this.#holds === 0 && this.#orphaned) this.dispose();
  }

  /** Its `tidy` scope ends: dispose, now or when the last tape lets go. */
  leaveScope(): void {
    if (this.#holds > 0) this.#orphaned = true;
    else this.dispose();
  }

  assertLive(): void {
    if (this.storage === null) throw new ValueError(`tensor ${this.name ?? this.id} has been disposed`);
  }

  private assertSingle(): void {
    if (this.size !== 1) throw new ValueError(`item: expected one element, got shape [${this.shape.join(', ')}]`);
  }

  toString(): string {
    return `Tensor(shape=[${this.shape.join(', ')}], dtype=${this.dtype})`;
  }
}

/** Row-major numbers as nested arrays. */
export function nest(data: TypedArray, shape: Shape, dtype: DType): NestedArray {
  let next = 0;
  const element = () => (dtype === 'bool' ? data[next++] !== 0 : data[next++]);
  const level = (axis: number): NestedArray =>
    axis === shape.length ? element() : Array.from({ length: shape[axis] }, () => level(axis + 1));
  return level(0);
}
