import { context, type TracedModel, type TracedVariable, type Tracer, type VariableUpdate } from '../tape/context';
import type { TapeRecord } from '../tape/record';
import type { Tensor } from '../tensor/tensor';
import type { StreamSink } from './items';
import { idsOf } from './streamBackend';

/**
 * Watches the tape in the world where a script runs and tells of it in stream items, each on the
 * line that `context.line` names. A training step is complete when an outermost tape starts to
 * record after a gradient was taken: then `gate` is called, with the number of the step that is
 * complete, and may hold the script back.
 */
export class StreamTracer implements Tracer {
  private gradientTaken = false;
  private completeSteps = 0;

  constructor(
    private readonly sink: StreamSink,
    private readonly gate: (step: number) => void = () => {},
  ) {}

  said?(text: string): void;

  recordingStarted(): void {
    if (this.gradientTaken) {
      this.gradientTaken = false;
      this.gate(++this.completeSteps);
    }
    this.sink.push({ t: 'recordingStarted', line: context.line });
  }

  recordingEnded(): void {
    this.sink.push({ t: 'recordingEnded' });
  }

  taped({ id, op, inputs, outputs, attributes, scope, line }: TapeRecord): void {
    this.sink.push({
      t: 'taped',
      record: id,
      op: op.name,
      inputs: idsOf(inputs),
      outputs: idsOf(outputs),
      attributes,
      scope,
      line,
      followed: inputs.map((input) => context.tapes.some((tape) => tape.follows(input))),
    });
  }

  backwardStarted(targets: readonly Tensor[], sources: readonly Tensor[]): void {
    this.sink.push({ t: 'backwardStarted', targets: idsOf(targets), sources: idsOf(sources), line: context.line });
  }

  seeded(target: Tensor, gradient: Tensor): void {
    this.sink.push({ t: 'seeded', target: target.id, gradient: gradient.id });
  }

  visited(record: TapeRecord, upstream: readonly (Tensor | null)[]): void {
    this.sink.push({ t: 'visited', record: record.id, upstream: upstream.map((one) => one?.id ?? null) });
  }

  contributed(record: TapeRecord, inputIndex: number, contribution: Tensor, sum: Tensor): void {
    this.sink.push({
      t: 'contributed',
      record: record.id,
      inputIndex,
      contribution: contribution.id,
      sum: sum.id,
    });
  }

  backwardEnded(sources: readonly Tensor[], gradients: readonly (Tensor | null)[]): void {
    this.gradientTaken = true;
    this.sink.push({
      t: 'backwardEnded',
      sources: idsOf(sources),
      gradients: gradients.map((one) => one?.id ?? null),
    });
  }

  variableCreated({ variableId, path, trainable, value }: TracedVariable): void {
    this.sink.push({
      t: 'variableCreated',
      variable: variableId,
      path,
      trainable,
      tensor: value.id,
      line: context.line,
    });
  }

  named(tensor: Tensor, name: string): void {
    this.sink.push({ t: 'label', tensor: tensor.id, variable: null, name });
  }

  modelBuilt({ name, config, weights }: TracedModel): void {
    this.sink.push({ t: 'model', name, config, variables: weights.map(({ variableId }) => variableId) });
  }

  slotChanged({ variableId, path, value }: TracedVariable): void {
    this.sink.push({ t: 'slot', slot: variableId, path, tensor: value.id });
  }

  optimizerStepped(name: string, steps: number): void {
    this.sink.push({ t: 'optimizerStepped', name, steps });
  }

  batchMeasured(epoch: number | null, metrics: Readonly<Record<string, Tensor>>): void {
    this.sink.push({
      t: 'batchMeasured',
      epoch,
      names: Object.keys(metrics),
      tensors: idsOf(Object.values(metrics)),
    });
  }

  epochMeasured(epoch: number, logs: Readonly<Record<string, number>>): void {
    this.sink.push({ t: 'epochMeasured', epoch, logs: { ...logs } });
  }

  variableChanged(variable: TracedVariable, before: Tensor, after: Tensor, update: VariableUpdate | null): void {
    this.sink.push({
      t: 'variableChanged',
      variable: variable.variableId,
      before: before.id,
      after: after.id,
      update: update && {
        rule: update.rule,
        formula: update.formula,
        gradient: update.gradient.id,
        hyperparameters: update.hyperparameters,
      },
      line: context.line,
    });
  }
}
