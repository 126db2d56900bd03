import { context, type Recorder, type Tracer } from '../tape/context';
import { offer } from '../tape/offer';
import type { TapeRecord } from '../tape/record';
import { activeBackend } from '../tensor/activeBackend';
import type { Attributes } from '../tensor/backend';
import { Tensor } from '../tensor/tensor';
import type { AssignStep, OpStep, Program, RecordStep, Slot, Step } from './program';

/**
 * Takes the steps of a program one by one, as the function itself would: every op runs, tapes around
 * it are offered the same records, and the timeline hears the same story. What is computed on the
 * way and not given back ends with the replay, or when the last tape lets go of it.
 */
export function replay(program: Program, given: readonly Tensor[]): Tensor[] {
  const { line, scope, tapes } = context;
  const run = new Replay(program, given);
  try {
    for (const step of program.steps) run.take(step);
    return run.results();
  } finally {
    context.line = line;
    context.scope = scope;
    context.tapes = tapes;
    run.end();
  }
}

class Replay {
  private readonly values: Tensor[];
  private readonly made: Tensor[] = [];
  private readonly ended: Tensor[] = [];
  private readonly given = new Set<Tensor>();
  private readonly records = new Map<number, TapeRecord>();
  private readonly outer = context.tapes;
  private readonly inner = new InnerTapes();
  private readonly backend = activeBackend();
  private readonly tracer: Tracer | null = context.tracer;
  /** Those of the op that ran last. */
  private attributes: Attributes = {};

  constructor(
    private readonly program: Program,
    given: readonly Tensor[],
  ) {
    this.values = new Array<Tensor>(program.slots);
    program.parameters.forEach((slot, i) => (this.values[slot] = given[i]));
    for (const { slot, tensor } of program.constants) this.values[slot] = tensor;
  }

  take(step: Step): void {
    context.line = step.line;
    context.scope = step.scope;
    context.tapes = this.tapesOf(step);
    const { tracer } = this;
    switch (step.kind) {
      case 'op':
        return this.execute(step);
      case 'record':
        return this.record(step);
      case 'alias': {
        const target = this.make(step.target);
        const source = this.values[step.source];
        source.assertLive();
        this.backend.alias(source, target);
        return this.name(target, step.name);
      }
      case 'read': {
        const value = step.told ? step.variable.readValue() : step.variable.value;
        if (step.slot !== null) this.values[step.slot] = value;
        return;
      }
      case 'assign':
        return this.assign(step);
      case 'effect':
        return step.run();
      case 'tapeEntered':
        if (context.tapes.length === 0) tracer?.recordingStarted?.();
        return;
      case 'tapeExited':
        if (context.tapes.length === 0) tracer?.recordingEnded?.();
        return;
      case 'backwardStarted':
        return tracer?.backwardStarted?.(this.all(step.targets), this.all(step.sources));
      case 'seeded':
        return tracer?.seeded?.(this.values[step.target], this.values[step.gradient]);
      case 'visited':
        return tracer?.visited?.(this.records.get(step.record)!, this.optional(step.upstream));
      case 'contributed': {
        const [contribution, sum] = [this.values[step.contribution], this.values[step.sum]];
        return tracer?.contributed?.(this.records.get(step.record)!, step.inputIndex, contribution, sum);
      }
      case 'backwardEnded':
        return tracer?.backwardEnded?.(this.all(step.sources), this.optional(step.gradients));
    }
  }

  results(): Tensor[] {
    return this.program.results.map(({ slot, fresh }) => {
      const tensor = this.values[slot];
      this.given.add(tensor);
      return fresh ? copyOf(tensor) : tensor;
    });
  }

  end(): void {
    for (const tensor of this.ended) tensor.dispose();
    for (const tensor of this.made) if (!this.given.has(tensor)) tensor.leaveScope();
  }

  private execute({ op, inputs, outputs, attributes, renew, names }: OpStep): void {
    const from = this.all(inputs);
    for (const one of from) one.assertLive();
    const to = outputs.map((slot) => this.make(slot));
    this.attributes = renew?.() ?? attributes;
    this.backend.run(op, from, to, this.attributes);
    names?.forEach((name, i) => this.name(to[i], name));
  }

  private record(step: RecordStep & Step): void {
    if (context.tapes.length === 0) return;
    const record: TapeRecord = {
      id: context.nextRecord++,
      op: step.op,
      inputs: this.all(step.inputs),
      outputs: this.all(step.outputs),
      attributes: 'infer' in step.op ? this.attributes : step.attributes,
      scope: step.scope,
      line: step.line,
    };
    this.records.set(step.record, record);
    this.inner.hear(record, step);
    offer(record);
  }

  private assign({ variable, next, after, renew, gradient, ends }: AssignStep): void {
    if (ends) this.ended.push(variable.value);
    const update = renew && (() => ({ ...renew(), gradient: this.values[gradient!] }));
    variable.change(this.values[next], update);
    this.values[after] = variable.value;
  }

  private tapesOf({ heard, tapes }: Step): Recorder[] {
    const outer = heard ? this.outer : [];
    return tapes > 0 ? [...outer, this.inner] : outer;
  }

  private make(slot: Slot): Tensor {
    const { shape, dtype } = this.program.specs[slot];
    const tensor = new Tensor(shape, dtype, this.backend);
    this.values[slot] = tensor;
    this.made.push(tensor);
    return tensor;
  }

  private name(tensor: Tensor, name: string | null): void {
    if (name === null) return;
    tensor.name = name;
    this.tracer?.named?.(tensor, name);
  }

  private all(slots: readonly Slot[]): Tensor[] {
    return slots.map((slot) => this.values[slot]);
  }

  private optional(slots: readonly (Slot | null)[]): (Tensor | null)[] {
    return slots.map((slot) => (slot === null ? null : this.values[slot]));
  }
}

/** Stands for the tapes that lived in the function: it takes and follows what they took and followed. */
class InnerTapes implements Recorder {
  private takes = false;
  private followed: readonly Tensor[] = [];

  hear({ inputs }: TapeRecord, { taken, followed }: RecordStep): void {
    this.takes = taken;
    this.followed = inputs.filter((_, i) => followed[i]);
  }

  offer(): boolean {
    return this.takes;
  }

  follows(tensor: Tensor): boolean {
    return this.followed.includes(tensor);
  }
}

/** The same numbers under an identity of its own. */
export function copyOf(tensor: Tensor): Tensor {
  tensor.assertLive();
  const copy = new Tensor(tensor.shape, tensor.dtype, tensor.backend);
  tensor.backend.alias(tensor, copy);
  return copy;
}
