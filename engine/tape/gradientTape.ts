import { convert, type TensorLike } from '../tensor/convert';
import { isFloat } from '../tensor/dtype';
import { ValueError } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { tidy } from '../tensor/lifetime';
import { arithmetic } from './arithmetic';
import { backward } from './backward';
import { context, endRecording, type Recorder, startRecording, tellUse } from './context';
import { Followed } from './followed';
import { flattenNest, type Mapped, mapNest, type Nest } from './nest';
import type { TapeRecord } from './record';
import { Variable } from './variable';

export interface GradientTapeOptions {
  /** Whether `gradient` may be called more than once. */
  persistent?: boolean;
  /** Whether trainable variables are watched on their first read. */
  watchAccessedVariables?: boolean;
}

/** Upstream gradients in the structure of the targets; null means ones. */
export type OutputGradients =
  TensorLike | readonly (OutputGradients | null)[] | { readonly [key: string]: OutputGradients | null };

export interface GradientOptions {
  /** Upstream gradient of each target, with the targets' structure; ones where absent. */
  outputGradients?: OutputGradients | null;
  /** What a source without a path gets: `null`, or zeros of its shape. */
  unconnectedGradients?: 'none' | 'zero';
}

/**
 * Records the ops that run inside `record` and follow a watched tensor, for `gradient` to walk them
 * in reverse. Semantics are those of `tf.GradientTape`.
 */
export class GradientTape implements Recorder {
  readonly persistent: boolean;
  private readonly watchAccessedVariables: boolean;
  private records: TapeRecord[] = [];
  /** Watched tensors and everything computed from them. */
  private followed = new Followed();
  private reads = new Map<Variable, Tensor[]>();
  private active = false;
  private used = false;
  /** How many `stopRecording` blocks are open. */
  private paused = 0;
  /** The traced function that it was made in. */
  private readonly home = context.trace;

  constructor({ persistent = false, watchAccessedVariables = true }: GradientTapeOptions = {}) {
    this.persistent = persistent;
    this.watchAccessedVariables = watchAccessedVariables;
  }

  /** Records while `fn` runs and returns what it returns. May be entered again later, not while it is active. */
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
    if (this.active) throw new ValueError('GradientTape.record: this tape is already recording');
    this.startAfresh();
    tellUse(this.home);
    this.active = true;
    startRecording(this);
  }

  /** Does nothing where asking for a gradient has ended the recording already. */
  exit(): void {
    if (!this.active) return;
    this.active = false;
    tellUse(this.home);
    endRecording(this);
  }

  /** Follows a tensor or variable, or a nest of them. Throws for a dtype that carries no gradient. */
  watch(target: Nest): void {
    tellUse(this.home);
    this.startAfresh();
    for (const leaf of flattenNest(target, 'GradientTape.watch')) {
      if (!isFloat(leaf.dtype)) throw new ValueError(`GradientTape.watch: expected a float dtype, got ${leaf.dtype}`);
      if (leaf instanceof Variable) this.follow(leaf, leaf.value);
      else this.followed.add(leaf);
    }
  }

  /** Runs `fn` unrecorded by this tape. Throws when the tape is not recording. */
  stopRecording<T>(fn: () => T): T {
    this.pause();
    try {
      return fn();
    } finally {
      this.resume();
    }
  }

  /** `stopRecording` in two halves, as `enter` and `exit` are of `record`. */
  pause(): void {
    if (!this.active) throw new ValueError('GradientTape.stopRecording: this tape is not recording');
    tellUse(this.home);
    this.paused++;
  }

  resume(): void {
    if (this.paused > 0) this.paused--;
  }

  /** Forgets everything recorded and watched. */
  reset(): void {
    tellUse(this.home);
    this.release();
    this.reads = new Map();
    this.used = false;
  }

  /** The variables watched so far, in the order of their first read. */
  watchedVariables(): Variable[] {
    return [...this.reads.keys()];
  }

  /**
   * d(target)/d(source) for every leaf of `sources`, in its structure. A target that is not a scalar
   * is summed, several targets add. A source with no path, or of a dtype without gradients, gives
   * `null` (or zeros, see `unconnectedGradients`). A tape that is not persistent answers once.
   */
  gradient<S extends Nest>(target: Nest, sources: S, options: GradientOptions = {}): Mapped<S, Tensor | null> {
    return this.answer('gradient', () => {
      const targets = flattenNest(target, 'GradientTape.gradient');
      const leaves = flattenNest(sources, 'GradientTape.gradient');
      const seeds = seedsOf(target, options.outputGradients);
      const gradients = this.walk(targets, leaves, seeds, options.unconnectedGradients === 'zero');
      let next = 0;
      return mapNest(sources, () => gradients[next++], 'GradientTape.gradient') as Mapped<S, Tensor | null>;
    });
  }

  /**
   * All first derivatives: for each source a tensor of shape `target.shape ++ source.shape`, `null`
   * where there is no path. One backward pass per element of the target.
   */
  jacobian<S extends Nest>(
    target: Tensor,
    sources: S,
    options: Pick<GradientOptions, 'unconnectedGradients'> = {},
  ): Mapped<S, Tensor | null> {
    return this.answer('jacobian', () => {
      const leaves = flattenNest(sources, 'GradientTape.jacobian');
      const rows = this.rows(target, leaves, options.unconnectedGradients === 'zero');
      let next = 0;
      const join = (leaf: Tensor | Variable) => {
        const own = rows.map((row) => row[next]);
        next++;
        if (own.length === 0 || own.some((one) => one === null)) return null;
        return arithmetic.stackRows(own as Tensor[], [...target.shape, ...leaf.shape]);
      };
      return mapNest(sources, join, 'GradientTape.jacobian') as Mapped<S, Tensor | null>;
    });
  }

  /**
   * Per-example Jacobian: for target `[b, …t]` and source `[b, …s]` a tensor `[b, …t, …s]`, given that
   * example i of the target depends on example i of the source alone. Throws when the batches differ.
   */
  batchJacobian(
    target: Tensor,
    source: Tensor | Variable,
    options: Pick<GradientOptions, 'unconnectedGradients'> = {},
  ): Tensor | null {
    const batch = target.shape[0];
    if (target.rank === 0 || source.rank === 0 || batch !== source.shape[0]) {
      throw new ValueError(
        `GradientTape.batchJacobian: first axes differ: target [${target.shape.join(', ')}], source [${source.shape.join(', ')}]`,
      );
    }
    return this.answer('batchJacobian', () => {
      const per = batch === 0 ? 0 : target.size / batch;
      const rows: Tensor[] = [];
      for (let i = 0; i < per; i++) {
        const seed = arithmetic.oneHotLike(target, (flat) => flat % per === i);
        const row = this.walk([target], [source], [seed], options.unconnectedGradients === 'zero')[0];
        if (row === null) return null;
        rows.push(row);
      }
      return arithmetic.stackBatchRows(rows, batch, target.shape.slice(1), source.shape.slice(1));
    });
  }

  follows(tensor: Tensor): boolean {
    return this.followed.has(tensor);
  }

  offer(record: TapeRecord): boolean {
    if (this.paused > 0) return false;
    const { inputs, outputs } = record;
    const { followed } = this;
    let follows = false;
    for (let i = 0; i < inputs.length && !follows; i++) follows = followed.has(inputs[i]);
    if (!follows) return false;
    this.records.push(record);
    for (let i = 0; i < inputs.length; i++) inputs[i].hold();
    const carries = record.op.gradient !== null;
    for (let i = 0; i < outputs.length; i++) {
      outputs[i].hold();
      if (carries && isFloat(outputs[i].dtype)) followed.add(outputs[i]);
    }
    return true;
  }

  /** A variable that is watched stays so: what it holds after an assignment is followed as well. */
  variableRead(variable: Variable, value: Tensor): void {
    if (this.paused > 0) return;
    const watched = this.reads.has(variable) || (this.watchAccessedVariables && variable.trainable);
    if (watched && isFloat(value.dtype)) this.follow(variable, value);
  }

  private follow(variable: Variable, value: Tensor): void {
    if (this.followed.has(value)) return;
    this.followed.add(value);
    const reads = this.reads.get(variable);
    if (reads) reads.push(value);
    else this.reads.set(variable, [value]);
  }

  /**
   * Everything between a question and its answer. A tape that is not persistent stops recording, and
   * lets go of its records afterwards; a persistent one that is still recording records this too.
   * Intermediate results end here, except where another tape recorded them.
   */
  private answer<T>(method: string, work: () => T): T {
    if (this.used && !this.persistent) {
      throw new ValueError(
        `GradientTape.${method}: a non-persistent tape gives one set of gradients; create it with { persistent: true } to ask again`,
      );
    }
    tellUse(this.home);
    if (!this.persistent) this.exit();
    const result = tidy(work);
    this.used = true;
    if (!this.persistent) this.release();
    return result;
  }

  /** A tape that has given its answer begins anew when it is used again. */
  private startAfresh(): void {
    if (this.used && !this.persistent) this.reset();
  }

  private release(): void {
    for (const { inputs, outputs } of this.records) {
      for (let i = 0; i < inputs.length; i++) inputs[i].letGo();
      for (let i = 0; i < outputs.length; i++) outputs[i].letGo();
    }
    this.records = [];
    this.followed.end();
    this.followed = new Followed();
    for (const variable of this.reads.keys()) this.reads.set(variable, []);
  }

  private rows(target: Tensor, leaves: (Tensor | Variable)[], zeros: boolean): (Tensor | null)[][] {
    return Array.from({ length: target.size }, (_, i) =>
      this.walk([target], leaves, [arithmetic.oneHotLike(target, (flat) => flat === i)], zeros),
    );
  }

  /** The backward pass; one answer per source. */
  private walk(
    targets: (Tensor | Variable)[],
    sources: (Tensor | Variable)[],
    seeds: readonly (Tensor | null)[],
    zeros: boolean,
  ): (Tensor | null)[] {
    const { tracer } = context;
    const tensors = targets.map((one) => this.targetTensor(one));
    const sourceTensors = sources.map((one) => this.tensorsOf(one));
    const shown = sourceTensors.map((list, i) => list[0] ?? valueOf(sources[i]));
    tracer?.backwardStarted?.(tensors, shown);
    const gradientOf = backward({ records: this.records, followed: this.followed, targets: tensors, seeds });
    const answers = sources.map((source, i) => {
      const total = arithmetic.addAll(sourceTensors[i].flatMap((one) => gradientOf(one) ?? []));
      return total ?? (zeros ? arithmetic.zerosLike(valueOf(source)) : null);
    });
    tracer?.backwardEnded?.(shown, answers);
    return answers;
  }

  /** A variable as a target counts as read by this tape, so that its derivative by itself is 1. */
  private targetTensor(target: Tensor | Variable): Tensor {
    if (target instanceof Variable) this.variableRead(target, target.value);
    return valueOf(target);
  }

  private tensorsOf(source: Tensor | Variable): Tensor[] {
    return source instanceof Variable ? (this.reads.get(source) ?? []) : [source];
  }
}

function valueOf(source: Tensor | Variable): Tensor {
  return source instanceof Variable ? source.value : source;
}

/** Upstream gradients in the order of the flattened targets; `given` has the structure of `target`. */
function seedsOf(target: Nest, given: GradientOptions['outputGradients']): (Tensor | null)[] {
  if (given === null || given === undefined) return flattenNest(target, 'outputGradients').map(() => null);
  if (target instanceof Tensor || target instanceof Variable) {
    const wrapped = Array.isArray(given) && given.length === 1 && isTensorLike(given[0]);
    return [convert((wrapped ? given[0] : given) as TensorLike, target.dtype, 'outputGradients')];
  }
  const parts = Object.entries(target) as [string, Nest][];
  const fits = typeof given === 'object' && Object.keys(given).length === parts.length;
  if (!fits || isTensorLike(given)) {
    throw new ValueError(
      `GradientTape.gradient: outputGradients: expected one for each of the ${parts.length} targets`,
    );
  }
  return parts.flatMap(([key, part]) => seedsOf(part, (given as Record<string, OutputGradients | null>)[key]));
}

function isTensorLike(value: unknown): boolean {
  return value instanceof Tensor || value instanceof Variable;
}
