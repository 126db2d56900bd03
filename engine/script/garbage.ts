/**
 * Ends the tensors that a script can no longer get at, so that a long run has flat memory. The
 * thread of a script never idles, so the collector of the host would never tell; instead the live
 * tensors are known here, and walked now and then. Like any collector it waits until there is about
 * as much new as there was old: the cost stays in proportion to the tensors made.
 */
import { context } from '../tape/context';
import type { Variable } from '../tape/variable';
import type { Attributes, Backend, Kernel } from '../tensor/backend';
import { bytesPerElement, type TypedArray } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import { reachable } from './reach';

const MIN_TENSORS = 512;
const MIN_BYTES = 16 << 20;

/** Uploads of at most so many elements are remembered, so that reading them back asks nobody. */
const REMEMBERED = 64;

/** A backend that knows which of its tensors live. */
export class CountedBackend implements Backend {
  readonly name;
  readonly live = new Set<Tensor>();
  bytes = 0;
  private readonly uploads = new WeakMap<Tensor, TypedArray>();

  constructor(private readonly inner: Backend) {
    this.name = inner.name;
  }

  upload(tensor: Tensor, data: TypedArray): void {
    this.inner.upload(tensor, data);
    if (data.length <= REMEMBERED) this.uploads.set(tensor, data);
    this.add(tensor);
  }

  run(kernel: Kernel, inputs: readonly Tensor[], outputs: readonly Tensor[], attributes: Attributes): void {
    this.inner.run(kernel, inputs, outputs, attributes);
    for (let i = 0; i < outputs.length; i++) this.add(outputs[i]);
  }

  alias(source: Tensor, target: Tensor): void {
    this.inner.alias(source, target);
    this.add(target);
  }

  async read(tensor: Tensor): Promise<TypedArray> {
    return this.readSync(tensor);
  }

  readSync(tensor: Tensor): TypedArray {
    return this.uploads.get(tensor)?.slice() ?? this.inner.readSync(tensor);
  }

  free(tensor: Tensor): void {
    if (this.live.delete(tensor)) this.bytes -= bytesOf(tensor);
    this.inner.free(tensor);
  }

  private add(tensor: Tensor): void {
    this.live.add(tensor);
    this.bytes += bytesOf(tensor);
  }
}

/** Who holds objects for a script: the binding of its language. */
export interface Holder {
  /** Whether nothing of the engine is on the stack. */
  readonly atTop: boolean;
  /** Forgets what the script no longer holds, and gives what it does. */
  sweepReferences(): Iterable<object>;
  /** Lets go of callbacks whose tape records are gone. */
  forgetCallbacks(records: ReadonlySet<number>): void;
}

export class Garbage {
  private tensorsAllowed = MIN_TENSORS;
  private bytesAllowed = MIN_BYTES;

  constructor(
    private readonly backend: CountedBackend,
    private readonly variables: ReadonlySet<Variable>,
  ) {}

  /** Collects when enough was made since the last time and nothing but the script itself holds tensors. */
  collectWhenDue(holder: Holder): void {
    const { live, bytes } = this.backend;
    if (live.size < this.tensorsAllowed && bytes < this.bytesAllowed) return;
    if (!holder.atTop) return;
    this.collect(holder);
  }

  collect(holder: Holder): void {
    const { live } = this.backend;
    const roots = [...holder.sweepReferences(), ...this.variables, ...context.tapes];
    const { tensors, records } = reachable(roots);
    for (const tensor of live) if (!tensors.has(tensor)) tensor.dispose();
    holder.forgetCallbacks(records);
    this.tensorsAllowed = Math.max(MIN_TENSORS, 2 * live.size);
    this.bytesAllowed = Math.max(MIN_BYTES, 2 * this.backend.bytes);
  }
}

function bytesOf({ size, dtype }: Tensor): number {
  return size * bytesPerElement(dtype);
}
