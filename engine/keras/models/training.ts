/**
 * `fit`, `evaluate`, `predict` and their steps by hand, each as work that reads (`reads.ts`). Source:
 * `keras/src/backend/tensorflow/trainer.py`.
 */
import { fromData } from '../../tensor/convert';
import { allocate, type TypedArray } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import { tidy } from '../../tensor/lifetime';
import type { Tensor } from '../../tensor/tensor';
import { context } from '../../tape/context';
import { generatorFor } from '../../random/generator';
import type { CallbackLike, Logs, Params } from '../callbacks/callback';
import { CallbackList } from '../callbacks/callbackList';
import type { History } from '../callbacks/history';
import type { Compiled } from './compile';
import {
  batches,
  batchOf,
  type Data,
  type Examples,
  type Places,
  readExamples,
  splitExamples,
  type Weighing,
} from './examples';
import type { Reads } from './reads';
import type { Steps, Trainable } from './steps';

export interface FitOptions extends Weighing {
  epochs?: number;
  batchSize?: number | null;
  /** Draws a new order of the examples for every epoch, from `tf.random`. */
  shuffle?: boolean;
  /** Examples that are not trained on: after each epoch they give `val_loss` and the metrics' `val_…`. */
  validationData?: readonly [x: Data, y: Data, sampleWeight?: Data] | null;
  /** The share of the examples, from the end, that is kept for validation. */
  validationSplit?: number;
  validationBatchSize?: number | null;
  /** Validates after every so many epochs, or after those of the list, counted from 1. */
  validationFreq?: number | readonly number[];
  callbacks?: readonly CallbackLike[];
  /** Where to start counting: `epochs` is the last one's number. */
  initialEpoch?: number;
  /** Told to callbacks; nothing is printed. */
  verbose?: number | 'auto';
}

export interface EvaluateOptions {
  batchSize?: number | null;
  sampleWeight?: Data | null;
  callbacks?: readonly CallbackLike[];
  /** Values by name instead of in order. */
  returnDict?: boolean;
  verbose?: number | 'auto';
}

export interface PredictOptions {
  batchSize?: number | null;
  callbacks?: readonly CallbackLike[];
  verbose?: number | 'auto';
}

export interface BatchOptions extends Weighing {
  returnDict?: boolean;
}

/** A model that is trained, and how. */
export interface Training {
  readonly model: Trainable;
  readonly compiled: Compiled;
  readonly steps: Steps;
  readonly places: Places;
}

/** Mini-batch training. What the metrics gather stays on the device until the epoch ends or a callback asks. */
export function* fit(training: Training, x: Data, y: Data | null, options: FitOptions): Reads<History> {
  const { model, compiled, steps, places } = training;
  const { epochs = 1, batchSize, shuffle = true, initialEpoch = 0, callbacks: given = [], verbose = 'auto' } = options;
  const { validationData = null, validationSplit = 0, validationFreq = 1 } = options;
  const all = yield* readExamples(places, x, y, options);
  const [examples, validation] =
    validationData !== null
      ? [all, yield* readValidation(places, validationData)]
      : validationSplit === 0
        ? [all, null]
        : splitExamples(all, validationSplit);
  const callbacks = new CallbackList(given, model, paramsOf(examples, batchSize, epochs, verbose));
  const generator = generatorFor(null);
  model.stopTraining = false;
  callbacks.trainBegin();
  let logs: Logs = {};
  for (let epoch = initialEpoch; epoch < epochs && !model.stopTraining; epoch++) {
    compiled.resetMetrics();
    callbacks.epochBegin(epoch);
    const order = shuffle ? generator.permutation(examples.count) : null;
    let batch = 0;
    for (const [start, end] of batches(examples.count, batchSize)) {
      callbacks.trainBatchBegin(batch);
      withBatch(examples, start, end, order, (one) => steps.train(one));
      tellBatch(compiled, epoch);
      yield* callbacks.trainBatchEnd(batch++, () => compiled.readLogs());
      if (model.stopTraining) break;
    }
    logs = yield* compiled.readLogs();
    if (validation !== null && isDue(epoch, validationFreq)) {
      const size = options.validationBatchSize ?? batchSize;
      const values = yield* evaluateOn(training, validation, size, callbacks);
      for (const [name, value] of Object.entries(values)) logs[`val_${name}`] = value;
    }
    logs = inAlphabet(logs);
    callbacks.epochEnd(epoch, logs);
    context.tracer?.epochMeasured?.(epoch, logs);
  }
  if (epochs > 0) compiled.optimizer.finalizeVariableValues(model.trainableVariables);
  callbacks.trainEnd(logs);
  return callbacks.history;
}

export function* evaluate(
  training: Training,
  x: Data,
  y: Data | null,
  { batchSize, sampleWeight, callbacks = [], returnDict = false, verbose = 'auto' }: EvaluateOptions,
): Reads<number | number[] | Logs> {
  const examples = yield* readExamples(training.places, x, y, { sampleWeight });
  const list = new CallbackList(callbacks, training.model, paramsOf(examples, batchSize, 1, verbose));
  const logs = yield* evaluateOn(training, examples, batchSize, list);
  return returnDict ? logs : training.compiled.inOrder(logs);
}

/** Batches are read one by one, so that only one is on the device at a time. */
export function* predict(
  { model, steps, places }: Omit<Training, 'compiled'>,
  x: Data,
  { batchSize, callbacks = [], verbose = 'auto' }: PredictOptions,
): Reads<Tensor[]> {
  const examples = yield* readExamples({ ...places, outputs: [] }, x, null);
  const list = new CallbackList(callbacks, model, paramsOf(examples, batchSize, 1, verbose));
  list.predictBegin();
  const joined: Joined[] = [];
  let batch = 0;
  for (const [start, end] of batches(examples.count, batchSize)) {
    list.predictBatchBegin(batch);
    const outputs = withBatch(examples, start, end, null, (one) => steps.predict(one.x));
    list.predictBatchEnd(batch++, outputs.length === 1 ? outputs[0] : outputs);
    for (const [i, output] of outputs.entries()) {
      const rows = output.size / output.shape[0];
      const { dtype } = output;
      const shape = [examples.count, ...output.shape.slice(1)];
      joined[i] ??= { data: allocate(dtype, examples.count * rows), shape, dtype };
      const [data] = yield [output];
      joined[i].data.set(data, start * rows);
      output.dispose();
    }
  }
  list.predictEnd();
  return joined.map(({ data, shape, dtype }) => fromData(data, shape, dtype));
}

/** One step of the optimizer on the whole of the examples; its loss and metrics. */
export function* trainOnBatch(
  { compiled, steps, places }: Training,
  x: Data,
  y: Data | null,
  { returnDict = false, ...weighing }: BatchOptions,
): Reads<number | number[] | Logs> {
  const examples = yield* readExamples(places, x, y, weighing);
  compiled.resetMetrics();
  withBatch(examples, 0, examples.count, null, (batch) => steps.train(batch));
  tellBatch(compiled, null);
  const logs = yield* compiled.readLogs();
  return returnDict ? logs : compiled.inOrder(logs);
}

/** Loss and metrics of the whole of the examples. */
export function* testOnBatch(
  { compiled, steps, places }: Training,
  x: Data,
  y: Data | null,
  { returnDict = false, sampleWeight }: Omit<BatchOptions, 'classWeight'>,
): Reads<number | number[] | Logs> {
  const examples = yield* readExamples(places, x, y, { sampleWeight });
  compiled.resetMetrics();
  withBatch(examples, 0, examples.count, null, (batch) => steps.test(batch));
  const logs = yield* compiled.readLogs();
  return returnDict ? logs : compiled.inOrder(logs);
}

interface Joined {
  readonly data: TypedArray;
  readonly shape: readonly number[];
  readonly dtype: Tensor['dtype'];
}

/** The timeline, where there is one, hears of the metrics as tensors: nothing waits until somebody reads them. */
function tellBatch(compiled: Compiled, epoch: number | null): void {
  const { tracer } = context;
  if (!tracer?.batchMeasured) return;
  tidy(() => tracer.batchMeasured?.(epoch, compiled.metricResults()));
}

function* evaluateOn(
  { compiled, steps }: Training,
  examples: Examples,
  batchSize: number | null | undefined,
  callbacks: CallbackList,
): Reads<Logs> {
  callbacks.testBegin();
  compiled.resetMetrics();
  let batch = 0;
  for (const [start, end] of batches(examples.count, batchSize)) {
    callbacks.testBatchBegin(batch);
    withBatch(examples, start, end, null, (one) => steps.test(one));
    yield* callbacks.testBatchEnd(batch++, () => compiled.readLogs());
  }
  const logs = yield* compiled.readLogs();
  callbacks.testEnd(logs);
  return logs;
}

function readValidation(places: Places, [x, y, sampleWeight]: readonly [Data, Data, Data?]): Reads<Examples> {
  return readExamples(places, x, y, { sampleWeight });
}

function withBatch<R>(
  examples: Examples,
  start: number,
  end: number,
  order: Int32Array | null,
  run: (batch: ReturnType<typeof batchOf>) => R,
): R {
  const batch = batchOf(examples, start, end, order);
  try {
    return run(batch);
  } finally {
    for (const one of [...batch.x, ...batch.y, ...(batch.sampleWeight ?? [])]) one?.leaveScope();
  }
}

function paramsOf(
  { count }: Examples,
  batchSize: number | null | undefined,
  epochs: number,
  verbose: number | 'auto',
): Params {
  return { verbose, epochs, steps: Math.ceil(count / (batchSize ?? 32)) };
}

function isDue(epoch: number, freq: number | readonly number[]): boolean {
  if (typeof freq === 'number') return (epoch + 1) % freq === 0;
  if (Array.isArray(freq)) return (freq as readonly number[]).includes(epoch + 1);
  throw new ValueError(`Expected \`validation_freq\` to be a list or int. Received: validation_freq=${String(freq)}`);
}

function inAlphabet(logs: Logs): Logs {
  return Object.fromEntries(Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1)));
}
