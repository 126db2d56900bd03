/**
 * Every layer against Keras 3.15: `kerasGolden.jsonl` (written by
 * `engine/testing/keras/layers.py`) has layers as Keras serialized them, called with
 * weights of `((37 i + 11 s) mod 41 − 20) / 40` (s counts the weights from 3), and what Keras gave.
 */
import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { fromData } from '../../tensor/convert';
import { tf, type Tensor, type TensorLike } from '../../index';
import { camelCase, clearSession } from '../names';
import type { Serialized } from '../config';

interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Case {
  readonly layer: Serialized;
  readonly inputs: readonly Numbers[];
  readonly ints: boolean;
  readonly list: boolean;
  readonly training: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  readonly weights: readonly string[];
  readonly outputs: readonly Numbers[];
  readonly after: readonly Numbers[] | null;
}

const lines = readFileSync(new URL('./kerasGolden.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const cases = lines.map((line) => JSON.parse(line) as Case);

beforeEach(clearSession);

test.each(cases.map((one, i) => [`${i} ${one.layer.class_name} ${JSON.stringify(one.options).slice(0, 30)}`, one]))(
  '%s',
  (_, { layer: serialized, inputs, ints, list, training, options, weights, outputs, after }) => {
    const layer = tf.keras.layers.deserialize(serialized);
    const given = inputs.map((one) => tensorOf(one, ints));
    const said = Object.fromEntries(Object.entries(options).map(([key, one]) => [camelCase(key), optionOf(one)]));
    const input = (list ? given : given[0]) as TensorLike;
    layer.call(input, said);
    expect(layer.weights.map(({ path }) => path)).toEqual(weights);
    layer.setWeights(
      layer.weights.map(({ shape, size, path }, n) => {
        const sign = path.includes('variance') ? (v: number) => Math.abs(v) + 0.1 : (v: number) => v;
        return fromData(
          Float32Array.from({ length: size }, (__, i) => sign(weightAt(i, n + 3))),
          shape,
          'float32',
        );
      }),
    );
    const result = layer.call<Tensor | Tensor[]>(input, { ...said, training });
    const all = Array.isArray(result) ? result : [result];
    expect(all.length).toBe(outputs.length);
    all.forEach((one, i) => expectClose(one, outputs[i]));
    after?.forEach((one, i) => expectClose(layer.weights[i].value, one));
    // Our config makes the same layer again, and says all that Keras' says and we know of.
    const ours = JSON.parse(JSON.stringify(layer.getConfig())) as Record<string, unknown>;
    expect(
      JSON.parse(JSON.stringify(tf.keras.layers.deserialize(tf.keras.layers.serialize(layer)).getConfig())),
    ).toEqual(ours);
    const theirs = serialized.config;
    for (const key of Object.keys(ours)) {
      // Keras' SimpleRNN leaves its seed out.
      if (key === 'seed' && ours[key] === null) continue;
      expect(theirs, key).toHaveProperty(key);
      expect(known(ours[key]), key).toEqual(known(theirs[key]));
    }
  },
);

function weightAt(i: number, seed: number): number {
  return (((i * 37 + seed * 11) % 41) - 20) / 40;
}

function tensorOf({ shape, data }: Numbers, ints = false): Tensor {
  return ints ? fromData(Int32Array.from(data), shape, 'int32') : fromData(Float32Array.from(data), shape, 'float32');
}

/** Arrays of an option are masks or states. */
function optionOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(optionOf);
  if (typeof value !== 'object' || value === null) return value;
  const { shape, data } = value as Numbers;
  const isMask = data.every((one) => one === 0 || one === 1);
  return isMask ? fromData(Uint8Array.from(data), shape, 'bool') : tensorOf(value as Numbers);
}

function expectClose(tensor: Tensor, { shape, data }: Numbers): void {
  expect(tensor.shape).toEqual(shape);
  const got = tensor.dataSync();
  data.forEach((one, i) =>
    expect(Math.abs(got[i] - one), `element ${i}: ${got[i]}, Keras ${one}`).toBeLessThan(2e-6 * (1 + Math.abs(one))),
  );
}

/** Without the axes of an initializer, which are Keras' alone. */
function known(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, one: unknown) => (key === 'input_axes' || key === 'output_axes' ? undefined : one)),
  );
}
