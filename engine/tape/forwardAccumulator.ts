import { convert, type TensorLike } from '../tensor/convert';
import { isFloat } from '../tensor/dtype';
import { ShapeError, ValueError } from '../tensor/errors';
import { keep, tidy } from '../tensor/lifetime';
import { formatShape, sameShape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { arithmetic } from './arithmetic';
import { backward } from './backward';
import { context, endRecording, type Recorder, startRecording, tellUse, withTapes } from './context';
import { Followed } from './followed';
import { flattenNest, type Mapped, mapNest, type Nest } from './nest';
import type { TapeRecord } from './record';
import { Variable } from './variable';

/** Tangents in the structure of their primals. */
export type Tangents = TensorLike | readonly Tangents[] | { readonly [key: string]: Tangents };

export interface JvpOptions {
  /** What a target that no primal reaches gives: `null`, or zeros of its shape. */
  unconnectedGradients?: 'none' | 'zero';
}

/**
 * Forward-mode differentiation, as `tf.autodiff.ForwardAccumulator`: carries tangents along with the
 * ops that run inside `record`, so that `jvp(y)` is the Jacobian of y by the primals times their
 * tangents, at the cost of one pass whatever the number of primals. Nests with tapes and with other
 * accumulators, which see its arithmetic when they are outside it.
 *
 * No op has a forward rule of its own. The vector-Jacobian product u ↦ uᵀJ that each has is linear
 * in u, and the gradient of ⟨uᵀJ, t⟩ by u is J t, whatever u is: two backward steps make a forward
 * one.
 */
export class ForwardAccumulator implements Recorder {
  /** By tensor id. */
  private readonly tangents = new Map<number, Tensor>();
  private active = false;
  /** The traced function that it was made in. */
  private readonly home = context.trace;

  /** Throws `ShapeError` for a tangent that is not shaped as its primal, `ValueError` for another structure or dtype. */
  constructor(primals: Nest, tangents: Tangents) {
    this.watch(primals, tangents);
  }

  /** Carries tangents while `fn` runs and returns what it returns. */
  record<T>(fn: () => T): T {
    this.enter();
    try {
      return fn();
    } finally {
      this.exit();
    }
  }

  /** `record` in two halves, for callers whose body is not a function (a Python `with` block). */
  enter(): void {
    if (this.active) throw new ValueError('ForwardAccumulator.record: this accumulator is already recording');
    tellUse(this.home);
    this.active = true;
    startRecording(this);
  }

  exit(): void {
    if (!this.active) return;
    tellUse(this.home);
    this.active = false;
    endRecording(this);
  }

  /** The tangent of every leaf of `target`, in its structure; `null` where no primal reaches it. */
  jvp<T extends Nest>(target: T, { unconnectedGradients = 'none' }: JvpOptions = {}): Mapped<T, Tensor | null> {
    tellUse(this.home);
    const tangentOf = (leaf: Tensor | Variable) => {
      const value = valueOf(leaf);
      const zero = () => (unconnectedGradients === 'zero' ? arithmetic.zerosLike(value) : null);
      return this.tangents.get(value.id) ?? zero();
    };
    return mapNest(target, tangentOf, 'ForwardAccumulator.jvp') as Mapped<T, Tensor | null>;
  }

  follows(tensor: Tensor): boolean {
    return this.tangents.has(tensor.id);
  }

  offer(record: TapeRecord): boolean {
    const given = record.inputs.map((input) => this.tangents.get(input.id) ?? null);
    if (given.every((one) => one === null)) return false;
    if (record.op.gradient === null || !record.outputs.some(({ dtype }) => isFloat(dtype))) return true;
    const outer = context.tapes.slice(0, context.tapes.indexOf(this));
    const made = withTapes(outer, () => untold(() => tidy(() => pushForward(record, given))));
    made.forEach((tangent, i) => {
      if (tangent !== null) this.tangents.set(record.outputs[i].id, keep(tangent));
    });
    return true;
  }

  private watch(primals: Nest, tangents: Tangents): void {
    if (primals instanceof Tensor || primals instanceof Variable) {
      this.follow(primals, tangents as TensorLike);
      return;
    }
    // Also says what is wrong with anything that is neither a tensor nor a nest of them.
    flattenNest(primals, 'ForwardAccumulator');
    const parts = Object.entries(primals) as [string, Nest][];
    const fits = typeof tangents === 'object' && Object.keys(tangents).length === parts.length;
    if (!fits || tangents instanceof Tensor) {
      throw new ValueError(`ForwardAccumulator: expected one tangent for each of the ${parts.length} primals`);
    }
    for (const [key, part] of parts) this.watch(part, (tangents as Record<string, Tangents>)[key]);
  }

  private follow(primal: Tensor | Variable, tangent: TensorLike): void {
    const value = valueOf(primal);
    if (!isFloat(value.dtype)) {
      throw new ValueError(`ForwardAccumulator: expected primals of a float dtype, got ${value.dtype}`);
    }
    const given = convert(tangent, value.dtype, 'ForwardAccumulator');
    if (!sameShape(given.shape, value.shape)) {
      throw new ShapeError(
        `ForwardAccumulator: a tangent of shape ${formatShape(given.shape)} for a primal of shape ${formatShape(value.shape)}`,
      );
    }
    if (given.dtype !== value.dtype) {
      throw new ValueError(
        `ForwardAccumulator: a tangent of dtype ${given.dtype} for a primal of dtype ${value.dtype}`,
      );
    }
    const before = this.tangents.get(value.id);
    this.tangents.set(value.id, keep(before === undefined ? given : arithmetic.add(before, given)));
  }
}

/** J t for each output, from the tangents of the inputs; null where none of them flows there. */
function pushForward(record: TapeRecord, given: readonly (Tensor | null)[]): (Tensor | null)[] {
  const upstream = record.outputs.map((output) => (isFloat(output.dtype) ? arithmetic.zerosLike(output) : null));
  const product = new Product(upstream);
  const needs = given.map((one) => one !== null);
  const answers = withTapes([...context.tapes, product], () =>
    record.op.gradient!(upstream, record as TapeRecord<never>, needs),
  );
  const reached = [...answers.keys()].filter((i) => needs[i] && answers[i] !== null);
  const { records, followed } = product;
  const targets = reached.map((i) => answers[i]!);
  const gradientOf = backward({ records, followed, targets, seeds: reached.map((i) => given[i]) });
  const tangents = upstream.map((one) => one && gradientOf(one));
  followed.end();
  return tangents;
}

/** What a vector-Jacobian product did with its vector: a tape that nobody is told of. */
class Product implements Recorder {
  readonly records: TapeRecord[] = [];
  readonly followed = new Followed();

  constructor(vector: readonly (Tensor | null)[]) {
    for (const one of vector) if (one !== null) this.followed.add(one);
  }

  follows(tensor: Tensor): boolean {
    return this.followed.has(tensor);
  }

  offer(record: TapeRecord): boolean {
    if (record.op.gradient === null || !record.inputs.some((input) => this.followed.has(input))) return false;
    this.records.push(record);
    for (const output of record.outputs) if (isFloat(output.dtype)) this.followed.add(output);
    return false;
  }
}

/** The timeline hears of what outer tapes record, and of nothing else: no gradient is being asked for here. */
function untold<T>(fn: () => T): T {
  const { tracer } = context;
  if (tracer !== null) context.tracer = { taped: (record) => tracer.taped?.(record) };
  try {
    return fn();
  } finally {
    context.tracer = tracer;
  }
}

function valueOf(one: Tensor | Variable): Tensor {
  return one instanceof Variable ? one.value : one;
}
