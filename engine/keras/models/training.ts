import { convert, fromData, type TensorLike } from '../../tensor/convert';
import { allocate, type TypedArray } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import { tidy } from '../../tensor/lifetime';
import { type Shape, sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { GradientTape } from '../../tape/gradientTape';
import type { Variable } from '../../tape/variable';
import { add } from '../../ops/elementwise/add';
import { multiply } from '../../ops/elementwise/multiply';
import { reduceMean } from '../../ops/reductions/reduceMean';
import { generatorFor } from '../../random/generator';
import type { CallbackLike } from '../callbacks';
import type { TrainedModel } from '../callbacks';
import type { CallOptions } from '../layers/layer';
import type { LossFunction } from '../losses';
import { tuple } from '../names';
import type { Compiled } from './compile';

export interface FitOptions {
  epochs?: number;
  batchSize?: number | null;
  /** Draws a new order of the examples for every epoch, from `tf.random`. */
  shuffle?: boolean;
  /** Examples that are not trained on: after each epoch they give `val_loss` and the metrics' `val_…`. */
  validationData?: readonly [x: TensorLike, y: TensorLike] | null;
  /** The share of the examples, from the end, that is kept for validation. */
  validationSplit?: number;
  callbacks?: readonly CallbackLike[];
  /** Where to start counting: `epochs` is the last one's number. */
  initialEpoch?: number;
  /** Called after each epoch with its averages. */
  onEpochEnd?: (epoch: number, logs: Readonly<Record<string, number>>) => void;
}

export interface EvaluateOptions {
  batchSize?: number | null;
}

/** Averages per epoch, by name. */
export interface History {
  readonly epoch: number[];
  readonly history: Record<string, number[]>;
}

/** What training needs of a model. */
interface Trainable extends TrainedModel {
  call(inputs: TensorLike, options: CallOptions): Tensor;
  readonly trainableVariables: Variable[];
  readonly losses: Tensor[];
}

/** Examples in memory, to cut batches from. */
interface Examples {
  readonly data: TypedArray;
  readonly shape: Shape;
  readonly dtype: Tensor['dtype'];
}

const BATCH_SIZE = 32;

/** Mini-batch training. Losses stay on the device until the epoch ends, so that only then one read waits. */
export async function fit(
  model: Trainable,
  { optimizer, loss, metrics }: Compiled,
  x: TensorLike,
  y: TensorLike,
  options: FitOptions,
): Promise<History> {
  const { epochs = 1, batchSize, shuffle = true, onEpochEnd, callbacks = [], initialEpoch = 0 } = options;
  const [[inputs, labels], validation] = await splitOff(await examplesOf(x, y), options);
  const n = inputs.shape[0];
  const generator = generatorFor(null);
  const computes = [loss, ...metrics.map((metric) => metric.compute)];
  const names = ['loss', ...metrics.map((metric) => metric.name)];
  const all = validation === null ? names : [...names, ...names.map((name) => `val_${name}`)];
  const result: History = { epoch: [], history: Object.fromEntries(all.map((name) => [name, []])) };
  model.stopTraining = false;
  for (const callback of callbacks) callback.setModel?.(model);
  for (const callback of callbacks) callback.onTrainBegin?.({});
  let logs: Record<string, number> = {};
  for (let epoch = initialEpoch; epoch < epochs && !model.stopTraining; epoch++) {
    for (const callback of callbacks) callback.onEpochBegin?.(epoch, {});
    const order = shuffle ? generator.permutation(n) : null;
    let batch = 0;
    let sums: Tensor[] | null = null;
    for (const [start, end] of batches(n, batchSize)) {
      for (const callback of callbacks) callback.onTrainBatchBegin?.(batch, {});
      sums = replace(sums, () => {
        const xs = cut(inputs, start, end, order);
        const ys = cut(labels, start, end, order);
        const tape = new GradientTape();
        let predictions = xs;
        const value = tape.record(() => {
          predictions = model.call(xs, { training: true });
          return model.losses.reduce((sum, one) => add(sum, one), reduceMean(loss(ys, predictions)));
        });
        const variables = model.trainableVariables;
        const gradients = tape.gradient(value, variables) as (Tensor | null)[];
        optimizer.applyGradients(variables.map((variable, i) => [gradients[i], variable]));
        const rest = computes.slice(1).map((compute) => reduceMean(compute(ys, predictions)));
        return addWeighted(sums, [value, ...rest], end - start);
      });
      for (const callback of callbacks) callback.onTrainBatchEnd?.(batch, {});
      batch++;
    }
    logs = await readAverages(names, sums!, n);
    if (validation !== null) {
      const values = await averages(model, computes, validation, batchSize);
      names.forEach((name, i) => (logs[`val_${name}`] = values[i]));
    }
    result.epoch.push(epoch);
    all.forEach((name) => result.history[name].push(logs[name]));
    onEpochEnd?.(epoch, logs);
    for (const callback of callbacks) callback.onEpochEnd?.(epoch, logs);
  }
  for (const callback of callbacks) callback.onTrainEnd?.(logs);
  return result;
}

/** The examples to train on, and those to validate with. Throws `ValueError` for a share that leaves none. */
async function splitOff(
  [inputs, labels]: [Examples, Examples],
  { validationData = null, validationSplit = 0 }: FitOptions,
): Promise<[train: [Examples, Examples], validation: [Examples, Examples] | null]> {
  if (validationData !== null) return [[inputs, labels], await examplesOf(...validationData)];
  if (validationSplit === 0) return [[inputs, labels], null];
  const n = inputs.shape[0];
  const at = Math.floor(n * (1 - validationSplit));
  if (!(at > 0 && at < n)) {
    throw new ValueError(
      `Training data contains ${n} samples, which is not sufficient to split it into a validation and training set as specified by \`validation_split=${validationSplit}\`. Either provide more data, or a different value for the \`validation_split\` argument.`,
    );
  }
  return [
    [rows(inputs, 0, at), rows(labels, 0, at)],
    [rows(inputs, at, n), rows(labels, at, n)],
  ];
}

function rows({ data, shape, dtype }: Examples, start: number, end: number): Examples {
  const row = sizeOf(shape.slice(1));
  return { data: data.subarray(start * row, end * row), shape: [end - start, ...shape.slice(1)], dtype };
}

export async function evaluate(
  model: Trainable,
  { loss, metrics }: Compiled,
  x: TensorLike,
  y: TensorLike,
  { batchSize }: EvaluateOptions,
): Promise<number | number[]> {
  const computes: LossFunction[] = [loss, ...metrics.map((metric) => metric.compute)];
  const values = await averages(model, computes, await examplesOf(x, y), batchSize);
  return values.length === 1 ? values[0] : values;
}

/** The loss, penalties included, and the metrics over all examples. */
async function averages(
  model: Trainable,
  computes: readonly LossFunction[],
  [inputs, labels]: [Examples, Examples],
  batchSize: number | null | undefined,
): Promise<number[]> {
  const n = inputs.shape[0];
  let sums: Tensor[] | null = null;
  for (const [start, end] of batches(n, batchSize)) {
    sums = replace(sums, () => {
      const predictions = model.call(cut(inputs, start, end, null), { training: false });
      const ys = cut(labels, start, end, null);
      const [first, ...rest] = computes.map((compute) => reduceMean(compute(ys, predictions)));
      return addWeighted(sums, [model.losses.reduce((sum, one) => add(sum, one), first), ...rest], end - start);
    });
  }
  const names = computes.map((_, i) => `${i}`);
  const logs = await readAverages(names, sums!, n);
  return names.map((name) => logs[name]);
}

/** Batches are read one by one, so that only one is on the device at a time. */
export async function predict(model: Trainable, x: TensorLike, { batchSize }: EvaluateOptions): Promise<Tensor> {
  const inputs = await read(x);
  const n = inputs.shape[0];
  let all: TypedArray | null = null;
  let row: Shape = [];
  let dtype: Tensor['dtype'] = 'float32';
  for (const [start, end] of batches(n, batchSize)) {
    const part = tidy(() => model.call(cut(inputs, start, end, null), { training: false }));
    const data = await part.data();
    ({ dtype } = part);
    row = part.shape.slice(1);
    all ??= allocate(dtype, n * sizeOf(row));
    all.set(data, start * sizeOf(row));
    part.dispose();
  }
  return fromData(all!, [n, ...row], dtype);
}

async function examplesOf(x: TensorLike, y: TensorLike): Promise<[Examples, Examples]> {
  const [inputs, labels] = [await read(x), await read(y)];
  if (inputs.shape[0] !== labels.shape[0]) {
    throw new ValueError(
      `Data cardinality is ambiguous. Make sure all arrays contain the same number of samples. 'x' sizes: ${inputs.shape[0]}, 'y' sizes: ${labels.shape[0]}`,
    );
  }
  return [inputs, labels];
}

async function read(value: TensorLike): Promise<Examples> {
  const tensor = convert(value);
  if (tensor.rank === 0 || tensor.shape[0] === 0) {
    throw new ValueError(`Expected arrays with at least one example, got shape ${tuple(tensor.shape)}.`);
  }
  return { data: await tensor.data(), shape: tensor.shape, dtype: tensor.dtype };
}

function* batches(n: number, batchSize: number | null | undefined): Generator<[number, number]> {
  const size = batchSize ?? BATCH_SIZE;
  for (let start = 0; start < n; start += size) yield [start, Math.min(n, start + size)];
}

function cut({ data, shape, dtype }: Examples, start: number, end: number, order: Int32Array | null): Tensor {
  const row = sizeOf(shape.slice(1));
  const batch = allocate(dtype, (end - start) * row);
  for (let i = start; i < end; i++) {
    const from = (order === null ? i : order[i]) * row;
    batch.set(data.subarray(from, from + row), (i - start) * row);
  }
  return fromData(batch, [end - start, ...shape.slice(1)], dtype);
}

/** Runs a batch in a tidy of its own, and disposes the sums that its result replaces. */
function replace(before: Tensor[] | null, run: () => Tensor[]): Tensor[] {
  const next = tidy(run);
  before?.forEach((one) => one.dispose());
  return next;
}

function addWeighted(sums: Tensor[] | null, means: readonly Tensor[], count: number): Tensor[] {
  return means.map((mean, i) => {
    const weighted = multiply(mean, count);
    return sums === null ? weighted : add(sums[i], weighted);
  });
}

async function readAverages(names: readonly string[], sums: readonly Tensor[], n: number) {
  const values = await Promise.all(sums.map((sum) => sum.item()));
  sums.forEach((sum) => sum.dispose());
  return Object.fromEntries(names.map((name, i) => [name, values[i] / n]));
}
