import type { OpDef } from '../ops/op';
import {
  context,
  type ReadableVariable,
  type Recorder,
  type Trace,
  type Tracer,
  untraced,
  type VariableUpdate,
} from '../tape/context';
import type { GradientFunction, TapeRecord } from '../tape/record';
import type { Attributes } from '../tensor/backend';
import { ValueError } from '../tensor/errors';
import { reading } from '../tensor/reading';
import { newestId, type Tensor, type TensorSpec } from '../tensor/tensor';
import type { AssignStep, Place, Program, RecordStep, Result, Slot, Step } from './program';

type Plain<T> = T extends unknown ? Omit<T, keyof Place> : never;

/**
 * Notes what one call of a function does, while it does it. Tensors become numbered values: what the
 * call was given, what it computed, what it read of variables, and the rest, which are constants that
 * live as long as the program.
 */
export class FunctionTrace implements Trace {
  private readonly steps: Step[] = [];
  private readonly specs: TensorSpec[] = [];
  private readonly slots = new Map<Tensor, Slot>();
  private readonly constants = new Map<Slot, Tensor>();
  /** The call itself may be where no tape hears it; another call need not be. */
  private readonly unheard = context.unheard;
  /** Tensors with a higher id were made in the call. */
  private readonly since = newestId();
  private readonly records = new Map<number, number>();
  private readonly outer: readonly Recorder[] = context.tapes;
  private readonly watcher = new NotingTracer(this, context.tracer);
  private readonly parameters: Slot[];
  /** What each variable holds, and what assignments took from them. */
  private readonly held = new Map<ReadableVariable, Tensor>();
  private readonly replaced: [AssignStep, Tensor][] = [];
  private lastRecord: RecordStep | null = null;
  private hasCustom = false;
  /** False once the call did what no replay can do. */
  repeatable = true;
  /** Whether the call made variables. */
  creates = false;

  constructor(
    parameters: readonly Tensor[],
    /** Whether variables may be made: in the first call of a function alone. */
    private readonly mayCreate: boolean,
  ) {
    this.parameters = parameters.map((one) => this.made(one));
  }

  /** Runs `fn` and notes what it does. Whatever happens, nothing is traced afterwards. */
  run<T>(fn: () => T): T {
    const { trace, tracer } = context;
    const { guard } = reading;
    context.trace = this;
    context.tracer = this.watcher;
    reading.guard = (tensor) => this.refuseRead(tensor);
    try {
      return fn();
    } catch (error) {
      this.abandon();
      throw error;
    } finally {
      context.trace = trace;
      context.tracer = tracer;
      reading.guard = guard;
    }
  }

  /** The program, given what the call returned; null where it cannot be repeated. */
  finish(results: readonly Tensor[]): Program | null {
    if (!this.repeatable || this.creates) {
      this.abandon();
      return null;
    }
    const given = results.map((tensor): Result => {
      const slot = this.slotOf(tensor);
      return { slot, fresh: this.constants.has(slot) && tensor.id > this.since };
    });
    this.nameValues();
    for (const [step, before] of this.replaced) step.ends = before.disposed;
    this.held.clear();
    this.replaced.length = 0;
    const constants = [...this.constants].map(([slot, tensor]) => ({ slot, tensor }));
    const steps = this.steps.filter((step) => step.kind !== 'record' || step.heard || step.taken);
    this.slots.clear();
    return {
      steps,
      slots: this.specs.length,
      specs: this.specs,
      parameters: this.parameters,
      constants,
      results: given,
      custom: this.hasCustom,
    };
  }

  executed(
    op: OpDef,
    inputs: readonly Tensor[],
    outputs: readonly Tensor[],
    attributes: Attributes,
    renew: (() => Attributes) | null,
  ): void {
    const from = inputs.map((one) => this.slotOf(one));
    const to = outputs.map((one) => this.made(one));
    const specs = outputs.map(({ shape, dtype }) => ({ shape, dtype }));
    this.note({ kind: 'op', op, inputs: from, outputs: to, specs, attributes, renew, names: null });
    this.noteRecord(op, from, to, attributes);
  }

  custom(inputs: readonly Tensor[], value: Tensor, output: Tensor, gradient: GradientFunction): void {
    const source = this.slotOf(value);
    const from = inputs.map((one) => this.slotOf(one));
    const target = this.made(output);
    this.note({ kind: 'alias', source, target, name: null });
    if (context.unheard === this.unheard) this.hasCustom = true;
    this.noteRecord({ name: 'customGradient', gradient }, from, [target], {});
  }

  offering(record: TapeRecord): (takers: readonly Recorder[]) => void {
    const last = this.lastRecord!;
    const own = context.tapes.filter((one) => this.isOwn(one));
    this.records.set(record.id, last.record);
    return (takers) => {
      last.taken = takers.some((one) => this.isOwn(one));
      last.followed = record.inputs.map((input) => own.some((one) => one.follows(input)));
    };
  }

  read(variable: ReadableVariable, value: Tensor, told: boolean): void {
    this.held.set(variable, value);
    const known = this.slots.get(value);
    // The same tensor was given to the call, or came from elsewhere: two meanings, which a replay could not tell apart.
    if (known !== undefined && (this.parameters.includes(known) || this.constants.has(known))) this.repeatable = false;
    if (known !== undefined && !told) return;
    this.note({ kind: 'read', variable, slot: known === undefined ? this.made(value) : null, told });
  }

  assigned(variable: ReadableVariable, next: Tensor, renew: (() => VariableUpdate) | null): void {
    const gradient = renew === null ? null : this.slotOf(renew().gradient);
    const from = this.slotOf(next);
    // Not `variable.value`, which would be a read.
    const after = this.made(untracedValue(variable));
    this.note({ kind: 'assign', variable, next: from, after, renew, gradient, ends: false });
    const before = this.held.get(variable);
    if (before !== undefined) this.replaced.push([this.steps[this.steps.length - 1] as AssignStep, before]);
    this.held.set(
      variable,
      untraced(() => variable.value),
    );
  }

  effect(run: () => void): void {
    this.note({ kind: 'effect', run });
  }

  creating(): void {
    if (!this.mayCreate) {
      throw new ValueError(
        'tf.function only supports singleton tf.Variables created on the first call. Make sure the tf.Variable is only created once or created outside tf.function. See https://www.tensorflow.org/guide/function#creating_tfvariables for more information.',
      );
    }
    this.creates = true;
  }

  tapeEntered(): void {
    this.note({ kind: 'tapeEntered' });
  }

  tapeExited(): void {
    this.note({ kind: 'tapeExited' });
  }

  foreignTape(): void {
    this.repeatable = false;
  }

  /** The value that a tensor is; one that comes from elsewhere is kept as a constant. */
  slotOf(tensor: Tensor): Slot {
    const known = this.slots.get(tensor);
    if (known !== undefined) return known;
    const slot = this.made(tensor);
    tensor.hold();
    this.constants.set(slot, tensor);
    return slot;
  }

  recordOf(record: TapeRecord): number | undefined {
    return this.records.get(record.id);
  }

  note(step: Plain<Step>): void {
    const { line, scope, unheard, tapes } = context;
    const place: Place = {
      line,
      scope,
      heard: unheard === this.unheard,
      tapes: tapes.filter((one) => this.isOwn(one)).length,
    };
    this.steps.push({ ...step, ...place } as Step);
  }

  private noteRecord(op: RecordStep['op'], inputs: Slot[], outputs: Slot[], attributes: Attributes): void {
    const record = this.steps.length;
    const step: Plain<RecordStep> = {
      kind: 'record',
      record,
      op,
      inputs,
      outputs,
      attributes,
      taken: false,
      followed: inputs.map(() => false),
    };
    this.note(step);
    this.lastRecord = this.steps[record] as RecordStep & Place;
  }

  private made(tensor: Tensor): Slot {
    const slot = this.specs.length;
    this.specs.push({ shape: tensor.shape, dtype: tensor.dtype });
    this.slots.set(tensor, slot);
    return slot;
  }

  isOwn(tape: Recorder): boolean {
    return !this.outer.includes(tape);
  }

  private nameValues(): void {
    const names = new Map([...this.slots].map(([{ name }, slot]) => [slot, name]));
    for (const step of this.steps) {
      if (step.kind === 'alias') step.name = names.get(step.target) ?? null;
      if (step.kind !== 'op') continue;
      const own = step.outputs.map((slot) => names.get(slot) ?? null);
      if (own.some((name) => name !== null)) step.names = own;
    }
  }

  private refuseRead(tensor: Tensor): void {
    const slot = this.slots.get(tensor);
    if (slot === undefined || this.constants.has(slot)) return;
    throw new ValueError(
      'numbers of a tensor cannot be read while tf.function traces: a replay runs without this code. Return the tensor and read it outside, or compute with ops (tf.where for a choice)',
    );
  }

  private abandon(): void {
    for (const tensor of this.constants.values()) tensor.letGo();
    this.constants.clear();
    this.slots.clear();
  }
}

function untracedValue(variable: ReadableVariable): Tensor {
  return untraced(() => variable.value);
}

/** Passes on what the timeline hears, and notes what tapes inside the function tell. */
class NotingTracer implements Tracer {
  constructor(
    private readonly trace: FunctionTrace,
    private readonly next: Tracer | null,
  ) {}

  recordingStarted(): void {
    this.next?.recordingStarted?.();
  }

  recordingEnded(): void {
    this.next?.recordingEnded?.();
  }

  taped(record: TapeRecord): void {
    this.next?.taped?.(record);
  }

  variableCreated: Tracer['variableCreated'] = (variable) => this.next?.variableCreated?.(variable);

  variableChanged: Tracer['variableChanged'] = (...change) => this.next?.variableChanged?.(...change);

  slotChanged: Tracer['slotChanged'] = (slot) => this.next?.slotChanged?.(slot);

  optimizerStepped: Tracer['optimizerStepped'] = (name, steps) => this.next?.optimizerStepped?.(name, steps);

  batchMeasured: Tracer['batchMeasured'] = (...measured) => this.next?.batchMeasured?.(...measured);

  epochMeasured: Tracer['epochMeasured'] = (...measured) => this.next?.epochMeasured?.(...measured);

  modelBuilt: Tracer['modelBuilt'] = (model) => this.next?.modelBuilt?.(model);

  named(tensor: Tensor, name: string): void {
    this.next?.named?.(tensor, name);
  }

  backwardStarted(targets: readonly Tensor[], sources: readonly Tensor[]): void {
    this.trace.note({ kind: 'backwardStarted', targets: this.slots(targets), sources: this.slots(sources) });
    this.next?.backwardStarted?.(targets, sources);
  }

  seeded(target: Tensor, gradient: Tensor): void {
    const { trace } = this;
    trace.note({ kind: 'seeded', target: trace.slotOf(target), gradient: trace.slotOf(gradient) });
    this.next?.seeded?.(target, gradient);
  }

  visited(record: TapeRecord, upstream: readonly (Tensor | null)[]): void {
    const known = this.trace.recordOf(record);
    if (known !== undefined) this.trace.note({ kind: 'visited', record: known, upstream: this.optional(upstream) });
    this.next?.visited?.(record, upstream);
  }

  contributed(record: TapeRecord, inputIndex: number, contribution: Tensor, sum: Tensor): void {
    const { trace } = this;
    const known = trace.recordOf(record);
    if (known !== undefined) {
      const [added, total] = [trace.slotOf(contribution), trace.slotOf(sum)];
      trace.note({ kind: 'contributed', record: known, inputIndex, contribution: added, sum: total });
    }
    this.next?.contributed?.(record, inputIndex, contribution, sum);
  }

  backwardEnded(sources: readonly Tensor[], gradients: readonly (Tensor | null)[]): void {
    const { trace } = this;
    trace.note({ kind: 'backwardEnded', sources: this.slots(sources), gradients: this.optional(gradients) });
    this.next?.backwardEnded?.(sources, gradients);
  }

  private slots(tensors: readonly Tensor[]): Slot[] {
    return tensors.map((one) => this.trace.slotOf(one));
  }

  private optional(tensors: readonly (Tensor | null)[]): (Slot | null)[] {
    return tensors.map((one) => (one === null ? null : this.trace.slotOf(one)));
  }
}
