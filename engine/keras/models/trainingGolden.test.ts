/**
 * Training against Keras 3.15: `trainingGolden.jsonl` (written by `engine/testing/keras/training.py`) has models as
 * Keras serialized them, what they were compiled with and trained on, and what Keras' histories say.
 */
import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { fromData } from '../../tensor/convert';
import { tf, type Tensor } from '../../index';
import type { Optimizer } from '../optimizers';
import type { Serialized } from '../config';
import { camelCase, clearSession } from '../names';
import type { CompileOptions } from './compile';
import type { Data } from './examples';
import type { Model } from './model';
import type { FitOptions } from './training';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type GivenData = Numbers | readonly GivenData[] | { readonly [name: string]: GivenData };

interface Case {
  readonly name: string;
  readonly model: Serialized;
  readonly optimizer: Serialized;
  readonly compile: Readonly<Record<string, unknown>>;
  readonly fit: Readonly<Record<string, unknown>>;
  readonly x: GivenData;
  readonly y: GivenData;
  readonly sample_weight: GivenData | null;
  readonly validation_data: readonly GivenData[] | null;
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly epoch: readonly number[];
  readonly results: readonly number[];
  readonly named: Readonly<Record<string, number>>;
  readonly predictions: readonly Numbers[];
  readonly weights: readonly Numbers[];
  readonly on_batch: Readonly<Record<string, number>>;
}

const cases = readFileSync(new URL('./trainingGolden.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

beforeEach(clearSession);

for (const runEagerly of [false, true]) {
  test.each(cases.map((one) => [one.name, one] as const))(`%s${runEagerly ? ', eagerly' : ''}`, async (_, one) => {
    const { model, x, y, sampleWeight } = prepared(one, runEagerly);
    const validationData = one.validation_data?.map(dataOf) as FitOptions['validationData'];
    const options = Object.fromEntries(Object.entries(one.fit).map(([key, value]) => [camelCase(key), value]));
    const history = await model.fit(x, y, { ...options, shuffle: false, sampleWeight, validationData });
    expect(Object.keys(history.history)).toEqual(Object.keys(one.history));
    expect(history.epoch).toEqual(one.epoch);
    for (const [name, values] of Object.entries(one.history)) expectClose(name, history.history[name], values);
    const evaluated = { batchSize: 4, sampleWeight };
    const results = await model.evaluate(x, y, evaluated);
    expectClose('results', Array.isArray(results) ? results : [results as number], one.results);
    const named = await model.evaluate(x, y, { ...evaluated, returnDict: true });
    expect(Object.keys(named)).toEqual(Object.keys(one.named));
    expectClose('named', Object.values(named), Object.values(one.named));
    const predictions = await model.predict<Tensor | Tensor[] | Record<string, Tensor>>(x, { batchSize: 4 });
    const list = predictions instanceof Array || !('dtype' in predictions) ? Object.values(predictions) : [predictions];
    (list as Tensor[]).forEach((tensor, i) => {
      expect(tensor.shape).toEqual(one.predictions[i].shape);
      expectClose('predictions', tensor.dataSync(), one.predictions[i].data);
    });
    model.getWeights().forEach((weight, i) => expectClose('weights', weight.dataSync(), one.weights[i].data));
  });
}

test.each(cases.map((one) => [one.name, one] as const))('%s, on one batch', async (_, one) => {
  const { model, x, y, sampleWeight } = prepared(one, false);
  const logs = await model.trainOnBatch(x, y, { sampleWeight, returnDict: true });
  expect(Object.keys(logs).sort()).toEqual(Object.keys(one.on_batch).sort());
  for (const [name, value] of Object.entries(one.on_batch)) {
    expectClose(name, [(logs as Record<string, number>)[name]], [value]);
  }
});

function prepared(one: Case, runEagerly: boolean) {
  const model = tf.keras.layers.deserialize(one.model) as Model;
  model.setWeights(model.weights.map(({ path, shape, size }, s) => weight(path, shape, size, s + 3)));
  const Made = tf.optimizers[one.optimizer.class_name as 'SGD'];
  const optimizer = Made.fromConfig(one.optimizer.config) as Optimizer;
  const options = Object.fromEntries(Object.entries(one.compile).map(([key, value]) => [camelCase(key), value]));
  model.compile({ ...(options as CompileOptions), optimizer, runEagerly });
  const sampleWeight = one.sample_weight === null ? null : dataOf(one.sample_weight);
  return { model, x: dataOf(one.x), y: dataOf(one.y), sampleWeight };
}

/** ((37 i + 11 s) mod 41 − 20) / 40; variances are positive. */
function weight(path: string, shape: readonly number[], size: number, s: number): Tensor {
  const values = Float32Array.from({ length: size }, (_, i) => (((i * 37 + s * 11) % 41) - 20) / 40);
  return fromData(path.includes('variance') ? values.map((one) => Math.abs(one) + 0.1) : values, shape, 'float32');
}

function dataOf(given: GivenData): Data {
  if (Array.isArray(given)) return given.map(dataOf) as Data;
  if ('shape' in given) return fromData(Float32Array.from(given.data as number[]), given.shape as number[], 'float32');
  const named = given as { readonly [name: string]: GivenData };
  return Object.fromEntries(Object.entries(named).map(([name, one]) => [name, dataOf(one)])) as Data;
}

function expectClose(what: string, got: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(got.length, what).toBe(expected.length);
  Array.from(expected).forEach((one, i) =>
    expect(Math.abs(got[i] - one), `${what}, element ${i}: ${got[i]}, Keras ${one}`).toBeLessThan(
      1e-5 * (1 + Math.abs(one)),
    ),
  );
}
