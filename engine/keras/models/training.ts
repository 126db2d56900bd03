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
import type { CallOptions } from '../layers/layer';
import type { LossFunction } from '../losses';
import { tuple } from '../names';
import type { Compiled } from './compile';

export interface FitOptions {
  epochs?: number;
  batchSize?: number | null;
  /** Draws a new order of the examples for every epoch, from `tf.random`. */
  shuffle?: boolean;
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
interface Trainable {
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
  { epochs = 1, batchSize, shuffle = true, onEpochEnd }: FitOptions,
): Promise<History> {
  const [inputs, labels] = await examplesOf(x, y);
  const n = inputs.shape[0];
  const generator = generatorFor(null);
  const computes = [loss, ...metrics.map((metric) => metric.compute)];
  const names = ['loss', ...metrics.map((metric) => metric.name)];
  const result: History = { epoch: [], history: Object.fromEntries(names.map((name) => [name, []])) };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffle ? generator.permutation(n) : null;
    let sums: Tensor[] | null = null;
    for (const [start, end] of batches(n, batchSize)) {
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
    }
    const logs = await readAverages(names, sums!, n);
    result.epoch.push(epoch);
    names.forEach((name) => result.history[name].push(logs[name]));
    onEpochEnd?.(epoch, logs);
  }
  return result;
}

export async function evaluate(
  model: Trainable,
  { loss, metrics }: Compiled,
  x: TensorLike,
  y: TensorLike,
  { batchSize }: EvaluateOptions,
): Promise<number | number[]> {
  const [inputs, labels] = await examplesOf(x, y);
  const n = inputs.shape[0];
  const computes: LossFunction[] = [loss, ...metrics.map((metric) => metric.compute)];
  let sums: Tensor[] | null = null;
  for (const [start, end] of batches(n, batchSize)) {
    sums = replace(sums, () => {
      const predictions = model.call(cut(inputs, start, end, null), { training: false });
      const ys = cut(labels, start, end, null);
      return addWeighted(
        sums,
        computes.map((compute) => reduceMean(compute(ys, predictions))),
        end - start,
      );
    });
  }
  const names = computes.map((_, i) => `${i}`);
  const logs = await readAverages(names, sums!, n);
  return names.length === 1 ? logs[names[0]] : names.map((name) => logs[name]);
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
