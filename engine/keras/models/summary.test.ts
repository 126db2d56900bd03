/** Summaries against Keras 3.15: `summaryGolden.jsonl` is written by `engine/testing/keras/summaries.py`. */
import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { tf } from '../../index';
import type { Serialized } from '../config';
import { camelCase, clearSession } from '../names';
import type { Model } from './model';

interface Case {
  readonly name: string;
  readonly model: Serialized;
  readonly trained: boolean;
  readonly frozen: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const cases = readFileSync(new URL('./summaryGolden.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

beforeEach(clearSession);

test.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
  const model = tf.keras.layers.deserialize(one.model) as Model;
  for (const name of one.frozen) model.getLayer({ name }).trainable = false;
  if (one.trained) {
    model.compile({ optimizer: 'adam', loss: 'mse' });
    await model.fit(tf.ones([4, 3]), tf.ones([4, 1]));
  }
  const options = Object.fromEntries(Object.entries(one.options).map(([key, value]) => [camelCase(key), value]));
  let printed = '';
  model.summary({ ...options, printFn: (given) => (printed = given) });
  expect(printed).toBe(one.text.trimEnd());
});

test('columns without room are refused', () => {
  const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1)]);
  expect(() => model.summary({ lineLength: 8 })).toThrow('Insufficient console width to print summary.');
  expect(() => model.summary({ layerRange: ['x', 'dense'] })).toThrow('Passed layer_names do not match');
});
