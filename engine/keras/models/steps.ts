/** What `fit`, `evaluate` and `predict` do with one batch. Source: `keras/src/backend/tensorflow/trainer.py`. */
import type { TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import { tidy } from '../../tensor/lifetime';
import { Tensor } from '../../tensor/tensor';
import { warn } from '../../tensor/warnings';
import { GradientTape } from '../../tape/gradientTape';
import type { Variable } from '../../tape/variable';
import { tracedFunction } from '../../function/function';
import { add } from '../../ops/elementwise/add';
import type { TrainedModel } from '../callbacks/callback';
import type { CallOptions, LayerInput } from '../layers/layer';
import { sortedKeys } from '../structure';
import type { Compiled } from './compile';
import type { Batch } from './examples';

/** What training needs of a model. */
export interface Trainable extends TrainedModel {
  call(inputs: LayerInput, options: CallOptions): Tensor | Tensor[] | Record<string, Tensor>;
  clearLosses(): void;
  readonly trainableVariables: Variable[];
  readonly losses: Tensor[];
}

/** Shapes of batches that a step is traced for; with others it runs op by op, so that traces do not pile up. */
const MOST_TRACES = 8;

type Step<R> = (x: Tensor[], y: (Tensor | null)[], sampleWeight: (Tensor | null)[] | null) => R;

/** The steps of one model as it is compiled, traced as `tf.function` does unless they are to run eagerly. */
export class Steps {
  private readonly trainStep: Step<null>;
  private readonly testStep: Step<null>;
  private readonly predictStep: (x: Tensor[]) => Tensor[];

  constructor(
    private readonly model: Trainable,
    private readonly compiled: Compiled | null,
  ) {
    const eagerly = compiled?.runEagerly ?? false;
    this.trainStep = traced(eagerly, (x, y, sampleWeight) => this.trainOn(x, y, sampleWeight));
    this.testStep = traced(eagerly, (x, y, sampleWeight) => this.testOn(x, y, sampleWeight));
    this.predictStep = traced(eagerly, (x) => this.outputsOf(x, false));
  }

  /** One step of the optimizer; the metrics take the batch in. */
  train({ x, y, sampleWeight }: Batch): void {
    tidy(() => this.trainStep(x, y, sampleWeight));
    this.model.clearLosses();
  }

  /** The metrics take the batch in. */
  test({ x, y, sampleWeight }: Batch): void {
    tidy(() => this.testStep(x, y, sampleWeight));
    this.model.clearLosses();
  }

  predict(x: Tensor[]): Tensor[] {
    const outputs = tidy(() => this.predictStep(x));
    this.model.clearLosses();
    return outputs;
  }

  private trainOn(x: Tensor[], y: (Tensor | null)[], sampleWeight: (Tensor | null)[] | null): null {
    const { model } = this;
    const { optimizer, lossTracker } = this.compiled!;
    const tape = new GradientTape();
    let outputs: Tensor[] = [];
    let loss: Tensor | null = null;
    const scaled = tape.record(() => {
      outputs = this.outputsOf(x, true);
      loss = this.lossOf(outputs, y, sampleWeight);
      return optimizer.scaleLoss(loss);
    });
    lossTracker.updateState(loss!, { sampleWeight: x[0].shape[0] });
    const variables = model.trainableVariables;
    if (variables.length === 0) warn('The model does not have any trainable weights.');
    else optimizer.apply(tape.gradient(scaled, variables) as (Tensor | null)[], variables);
    this.compiled!.compileMetrics?.update(y, outputs, sampleWeight);
    return null;
  }

  private testOn(x: Tensor[], y: (Tensor | null)[], sampleWeight: (Tensor | null)[] | null): null {
    const outputs = this.outputsOf(x, false);
    const loss = this.lossOf(outputs, y, sampleWeight);
    this.compiled!.lossTracker.updateState(loss, { sampleWeight: x[0].shape[0] });
    this.compiled!.compileMetrics?.update(y, outputs, sampleWeight);
    return null;
  }

  private outputsOf(x: Tensor[], training: boolean): Tensor[] {
    const result = this.model.call(x.length === 1 ? x[0] : (x as TensorLike[]), { training });
    if (result instanceof Tensor) return [result];
    return Array.isArray(result) ? result : sortedKeys(result).map((name) => result[name]);
  }

  /** The losses of the outputs and what layers add to them. */
  private lossOf(outputs: Tensor[], y: (Tensor | null)[], sampleWeight: (Tensor | null)[] | null): Tensor {
    const { loss } = this.compiled!;
    const values = loss === null ? [] : [loss.call(y, outputs, sampleWeight)];
    values.push(...this.model.losses);
    if (values.length > 0) return values.reduce((sum, one) => add(sum, one));
    throw new ValueError('No loss to compute. Provide a `loss` argument in `compile()`.');
  }
}

function traced<Args extends readonly unknown[], R>(
  eagerly: boolean,
  step: (...args: Args) => R,
): (...args: Args) => R {
  if (eagerly) return step;
  const known = new Set<string>();
  const replayed = tracedFunction(step);
  return (...args) => {
    known.add(shapesIn(args));
    return known.size <= MOST_TRACES ? (replayed(...args) as R) : step(...args);
  };
}

function shapesIn(args: readonly unknown[]): string {
  return JSON.stringify(args.flat().map((one) => (one as Tensor | null)?.shape ?? null));
}
