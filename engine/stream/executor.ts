import type { Backend, Kernel } from '../tensor/backend';
import type { OpDef } from '../ops/op';
import { keep } from '../tensor/lifetime';
import { Tensor, type TensorSpec } from '../tensor/tensor';
import { Held } from './held';
import type { StreamItem } from './items';

/** Finds an op's definition by name; the catalogue's answer. Throws for a name that is not there. */
export type FindOp = (name: string) => OpDef<never>;

/** A kernel refused its operands (an index out of range). Keeps the name of the error it threw, and the script's line. */
export class KernelError extends Error {
  constructor(
    readonly op: string,
    readonly line: number | null,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = cause instanceof Error ? cause.name : 'Error';
  }
}

type OpItem = Extract<StreamItem, { t: 'op' }>;

/**
 * Turns the items that concern storage into real tensors on a real backend, and passes over all
 * others: what the tape saw needs no kernel. `live` holds what the script can still reach, by the
 * script's ids; others who want a tensor to outlive the script's reference retain it.
 */
export class Executor {
  readonly live = new Map<number, Held>();

  constructor(
    readonly backend: Backend,
    private readonly findOp: FindOp,
  ) {}

  /** Throws `KernelError` when a kernel refuses; the outputs of that op are then missing. */
  execute(item: StreamItem): void {
    switch (item.t) {
      case 'op':
        return this.run(item);
      case 'upload': {
        const tensor = this.make(item.id, item);
        return this.backend.upload(tensor, item.data);
      }
      case 'alias': {
        const target = this.make(item.target, item);
        return this.backend.alias(this.tensor(item.source), target);
      }
      case 'free':
        return this.free(item.id);
    }
  }

  /** The tensor that the script's side knows by this id. Throws when it is not there. */
  tensor(id: number): Tensor {
    return this.held(id).tensor;
  }

  held(id: number): Held {
    const held = this.live.get(id);
    if (held === undefined) throw new Error(`internal: tensor ${id} of the script is not here`);
    return held;
  }

  /** Takes over a tensor from elsewhere under an id, as one more owner. */
  adopt(id: number, held: Held): void {
    this.live.set(id, held.retain());
  }

  /** Gives up every reference of the script. */
  dispose(): void {
    for (const held of this.live.values()) held.release();
    this.live.clear();
  }

  private run({ op: name, inputs: ids, outputs: outputIds, attributes, line }: OpItem): void {
    const op = this.findOp(name);
    const inputs = new Array<Tensor>(ids.length);
    for (let i = 0; i < ids.length; i++) inputs[i] = this.tensor(ids[i]);
    try {
      const specs = op.infer(inputs, attributes as never);
      const outputs = new Array<Tensor>(specs.length);
      for (let i = 0; i < specs.length; i++)
        outputs[i] = keep(new Tensor(specs[i].shape, specs[i].dtype, this.backend));
      this.backend.run(op as Kernel, inputs, outputs, attributes);
      for (let i = 0; i < outputs.length; i++) this.live.set(outputIds[i], new Held(outputs[i]));
    } catch (error) {
      throw new KernelError(name, line, error);
    }
  }

  private make(id: number, { shape, dtype }: TensorSpec): Tensor {
    const tensor = keep(new Tensor(shape, dtype, this.backend));
    this.live.set(id, new Held(tensor));
    return tensor;
  }

  private free(id: number): void {
    const held = this.live.get(id);
    if (held === undefined) return;
    this.live.delete(id);
    held.release();
  }
}
