/**
 * What is true of the whole engine at the moment an op runs: which tapes listen, in which name
 * scope and on which script line. One thread, one context.
 */
import type { Attributes, Kernel } from '../tensor/backend';
import type { Tensor } from '../tensor/tensor';
import type { GradientFunction, TapeRecord } from './record';

export interface Recorder {
  /** Adds the record when it follows one of the inputs; says whether it did. */
  offer(record: TapeRecord): boolean;
  /** Whether a gradient of the tensor could be asked of it. */
  follows(tensor: Tensor): boolean;
  /** A variable is read: tapes that watch variables by themselves begin to follow its value. */
  variableRead?(variable: TracedVariable, value: Tensor): void;
}

export const context = {
  /** Active tapes, outermost first. */
  tapes: [] as Recorder[],
  scope: '',
  line: null as number | null,
  tracer: null as Tracer | null,
  trace: null as Trace | null,
  /** How many `withoutTapes` are open. */
  unheard: 0,
  nextRecord: 1,
};

/**
 * Somebody who watches the tape being made and walked: the timeline. Called synchronously and in
 * order; must not throw and must not run ops.
 */
export interface Tracer {
  /** An outermost tape starts recording. The only place where a script may be held back. */
  recordingStarted?(): void;
  recordingEnded?(): void;
  /** An op ran and at least one tape took it. Also for ops of an inner backward pass that an outer tape follows. */
  taped?(record: TapeRecord): void;
  backwardStarted?(targets: readonly Tensor[], sources: readonly Tensor[]): void;
  /** Target `target` starts with this gradient. */
  seeded?(target: Tensor, gradient: Tensor): void;
  visited?(record: TapeRecord, upstream: readonly (Tensor | null)[]): void;
  contributed?(record: TapeRecord, inputIndex: number, contribution: Tensor, sum: Tensor): void;
  /** `gradients[i]` belongs to source i; null is None. */
  backwardEnded?(sources: readonly Tensor[], gradients: readonly (Tensor | null)[]): void;
  variableCreated?(variable: TracedVariable): void;
  /** A model knows its layers and has its weights; told again when it is built anew. */
  modelBuilt?(model: TracedModel): void;
  /** A tensor of a replayed function has the name that the script gave its first one. */
  named?(tensor: Tensor, name: string): void;
  /** An optimizer's slot was made or holds another value. */
  slotChanged?(slot: TracedVariable): void;
  /** An optimizer has taken so many steps. */
  optimizerStepped?(name: string, steps: number): void;
  /**
   * A compiled model has trained on a batch: its metrics but the loss by name, as averages since the epoch began. Or
   * a script has asked a metric of its own for its result. `epoch` counts from 0; null where no epoch of `fit` is known.
   */
  batchMeasured?(epoch: number | null, metrics: Readonly<Record<string, Tensor>>): void;
  /** What the history of `fit` takes down of an epoch, by name. */
  epochMeasured?(epoch: number, logs: Readonly<Record<string, number>>): void;
  /** The engine prints, as `model.summary()` does. */
  said?(text: string): void;
  /** `update` is null for an assignment by hand. */
  variableChanged?(variable: TracedVariable, before: Tensor, after: Tensor, update: VariableUpdate | null): void;
}

/**
 * A function of the script that is being traced (`tf.function`) hears what it does, to do it again
 * without it. What depends on the state of the host (a step count, a random counter) comes as a
 * function that a replay asks anew.
 */
export interface Trace {
  /** An op ran; `renew` gives its attributes to a replay, null where they never change. */
  executed(
    op: Kernel,
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    attributes: Attributes,
    renew: (() => Attributes) | null,
  ): void;
  /** `renew` gives a replay what to tell the timeline; null for an assignment by hand. */
  assigned(variable: ReadableVariable, next: Tensor, renew: (() => VariableUpdate) | null): void;
  /** Work of the host that every replay does in this place: an optimizer counts a step. */
  effect(run: () => void): void;
  /** Somebody takes what the variable holds; `told`: and the tapes hear of it. */
  read(variable: ReadableVariable, value: Tensor, told: boolean): void;
  /** A variable is being made. Throws where that is too late. */
  creating(): void;
  /** A function with a gradient of its own gave `output`, which shares the numbers of `value`. */
  custom(inputs: readonly Tensor[], value: Tensor, output: Tensor, gradient: GradientFunction): void;
  /** The last op or custom function is being offered to the active tapes; the answer wants those that took it. */
  offering(record: TapeRecord): (takers: readonly Recorder[]) => void;
  /** Whether a tape was made inside the function. */
  isOwn(tape: Recorder): boolean;
  tapeEntered(): void;
  tapeExited(): void;
  /** A tape that was made outside the function is used in it: what that does cannot be done again without the function. */
  foreignTape(): void;
}

/** Runs `run` now, and in each replay of the function that is being traced. */
export function hostEffect(run: () => void): void {
  run();
  context.trace?.effect(run);
}

/** Prints: where the script's own prints appear, or else on the console. */
export function say(text: string): void {
  if (context.tracer?.said) context.tracer.said(text);
  else console.log(text);
}

/** Runs `fn` unseen by the function that is being traced. */
export function untraced<T>(fn: () => T): T {
  const { trace } = context;
  context.trace = null;
  try {
    return fn();
  } finally {
    context.trace = trace;
  }
}

export interface TracedVariable {
  readonly variableId: number;
  /** Keras' path (`sequential/dense/kernel`) or the variable's own name. */
  readonly path: string;
  readonly trainable: boolean;
  readonly value: Tensor;
}

/** A variable as a replay uses it. */
export interface ReadableVariable extends TracedVariable {
  readValue(): Tensor;
  adopt(next: Tensor): void;
  change(next: Tensor, update: (() => VariableUpdate) | null): unknown;
}

/** A model by what it can be made from again. */
export interface TracedModel {
  readonly name: string;
  /** What `keras.layers.deserialize` makes it from, as JSON; null where JSON cannot say it (a function of the script's own). */
  readonly config: string | null;
  /** Its weights, in Keras' order. */
  readonly weights: readonly TracedVariable[];
}

/** How an optimizer changed a variable. */
export interface VariableUpdate {
  readonly rule: string;
  /** KaTeX: `w \leftarrow w - \eta\, g`. */
  readonly formula: string;
  readonly gradient: Tensor;
  readonly hyperparameters: Readonly<Record<string, number>>;
}

/** For every use of a tape by hand; `home` is the function in whose trace it was made. */
export function tellUse(home: Trace | null): void {
  if (context.trace !== home) context.trace?.foreignTape();
}

/** `recorder` hears of ops from now on, innermost. */
export function startRecording(recorder: Recorder): void {
  context.trace?.tapeEntered();
  if (context.tapes.length === 0) context.tracer?.recordingStarted?.();
  context.tapes = [...context.tapes, recorder];
}

export function endRecording(recorder: Recorder): void {
  context.tapes = context.tapes.filter((tape) => tape !== recorder);
  context.trace?.tapeExited();
  if (context.tapes.length === 0) context.tracer?.recordingEnded?.();
}

/** Runs `fn` inside a name scope: `a/b` when called inside scope `a`. */
export function withScope<T>(name: string, fn: () => T): T {
  const outer = context.scope;
  context.scope = outer === '' ? name : `${outer}/${name}`;
  try {
    return fn();
  } finally {
    context.scope = outer;
  }
}

/** Runs `fn` with no tape listening. */
export function withoutTapes<T>(fn: () => T): T {
  context.unheard++;
  try {
    return withTapes([], fn);
  } finally {
    context.unheard--;
  }
}

/** Runs `fn` with these recorders listening, and no others. */
export function withTapes<T>(tapes: Recorder[], fn: () => T): T {
  const outer = context.tapes;
  context.tapes = tapes;
  try {
    return fn();
  } finally {
    context.tapes = outer;
  }
}
