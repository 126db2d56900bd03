/** Every function of the list of ops, called in Python by TensorFlow's name of it, beside the same call out here. */
import { beforeAll, describe, expect, test } from 'vitest';
import * as all from '../ops/all';
import { math, nn, top } from '../ops/tree';
import { type AnyComposite, type AnyOp, catalogue, composites } from '../ops/catalogue';
import type { Sample } from '../ops/op';
import { setSeed } from '../random';
import { fromData } from '../tensor/convert';
import type { Attributes } from '../tensor/backend';
import { allocate } from '../tensor/dtype';
import { sizeOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { sampleData } from '../testing/samples';
import { openPython, type PythonWorld } from './testing/pythonWorld';

let python: PythonWorld;
beforeAll(async () => {
  python = await openPython();
  python.run(PRELUDE);
}, 60_000);

/** Public ones: those with a name in TensorFlow. */
const listed: readonly (AnyOp | AnyComposite)[] = [...catalogue, ...composites].filter(
  (one) => one.tf.names.length > 0 && one.tf.names.every((name) => !name.includes('tapedeck')),
);

test('finds each of them under every name that it declares', () => {
  const names = listed.flatMap(({ tf }) => tf.names);
  const missing = python.run(`
missing = []
for name in ${JSON.stringify(names)}:
    try:
        eval(name, {"tf": tf})
    except AttributeError as error:
        missing.append(name)
print(" ".join(missing))`);
  const rawOnly = names.filter((name) => name.startsWith('tf.raw_ops.'));
  expect(missing.split(' ').filter((name) => name !== '' && !rawOnly.includes(name))).toEqual([]);
});

/** Those whose samples do not say their arguments as a call does: one call each, in both languages. */
const x = () => fromData(Float32Array.of(1, -2, 3, 4), [2, 2], 'float32');
const v = () => fromData(Float32Array.of(3, 4), [2], 'float32');
const OTHERWISE: Readonly<Record<string, readonly [python: string, here: () => unknown]>> = {
  batchNormalization: [
    'tf.nn.batch_normalization(x, v, v, None, v, 0.1)',
    () => nn.batchNormalization(x(), v(), v(), null, v(), 0.1),
  ],
  clipByGlobalNorm: ['tf.clip_by_global_norm([x, v], 2.0)', () => top.clipByGlobalNorm([x(), v()], 2)],
  constant: ['tf.constant([[1, 2], [3, 4]], tf.float32)', () => top.constant([1, 2, 3, 4], { shape: [2, 2] })],
  dropout: ['tf.nn.dropout(x, 0.5, seed=7)', () => nn.dropout(x(), 0.5, { seed: 7 })],
  embeddingLookup: ['tf.nn.embedding_lookup(x, [1, 0])', () => nn.embeddingLookup(x(), [1, 0])],
  eye: ['tf.eye(2, num_columns=3)', () => top.eye(2, { numColumns: 3 })],
  fill: ['tf.fill([2, 2], 1.5)', () => top.fill([2, 2], 1.5)],
  linspace: ['tf.linspace(0.0, 1.0, 5)', () => top.linspace(0, 1, 5)],
  pad: [
    "tf.pad(x, [[1, 1], [0, 1]], 'REFLECT')",
    () =>
      top.pad(
        x(),
        [
          [1, 1],
          [0, 1],
        ],
        { mode: 'REFLECT' },
      ),
  ],
  range: ['tf.range(3, 9, delta=2)', () => top.range(3, 9, { delta: 2 })],
  scaledDotProductAttention: [
    'tf.nn.scaled_dot_product_attention(x[None], x[None], x[None], is_causal=True)',
    () =>
      nn.scaledDotProductAttention(top.expandDims(x(), 0), top.expandDims(x(), 0), top.expandDims(x(), 0), {
        isCausal: true,
      }),
  ],
  segmentMean: ['tf.math.segment_mean(x, [0, 0])', () => math.segmentMean(x(), [0, 0])],
  segmentSum: ['tf.math.segment_sum(x, [0, 1])', () => math.segmentSum(x(), [0, 1])],
  split: ['tf.split(x, [1, 1], axis=1)', () => top.split(x(), [1, 1], { axis: 1 })],
};

describe('gives the same numbers as the call out here, by a call of its own', () => {
  for (const [name, [source, here]] of Object.entries(OTHERWISE)) {
    test(name, () => {
      const told = python.run(`
x = tf.constant([[1.0, -2.0], [3.0, 4.0]])
v = tf.constant([3.0, 4.0])
tf.random.set_seed(3)
print(json.dumps(told(${source})))`);
      setSeed(3);
      expect(JSON.parse(told)).toEqual(tell(here()));
    });
  }
});

describe('gives the same numbers as the call out here', () => {
  for (const op of listed) {
    const { name, tf } = op;
    const path = tf.names.find((one) => !one.startsWith('tf.raw_ops.'));
    const fn = (all as Readonly<Record<string, unknown>>)[name] as ((...args: unknown[]) => unknown) | undefined;
    if (path === undefined || fn === undefined || name in OTHERWISE || path.startsWith('tf.random')) continue;
    test(path, () => {
      let compared = 0;
      for (const [i, sample] of (op.samples() as readonly Sample<Attributes>[]).entries()) {
        const call = callOf(op, sample);
        if (call === null) continue;
        const inputs = sample.inputs.map((input, k) => ({
          shape: input.shape,
          dtype: input.dtype ?? 'float32',
          data: Array.from(sampleData(input, 17 * i + k + 1)),
        }));
        const asked = JSON.stringify({ path, inputs, ...call }, (_, value: unknown) =>
          typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
        );
        const told = JSON.parse(python.run(`print(both(${JSON.stringify(asked)}))`)) as Told[];
        const expected = tell(outHere(fn, inputs, call));
        expect(told, `sample ${i}`).toEqual(expected);
        compared++;
      }
      expect(compared).toBeGreaterThan(0);
    });
  }
});

interface Call {
  /** For each positional parameter: an input by its place, all inputs, or a value. */
  readonly positional: ({ input: number } | { inputs: true } | { value: unknown })[];
  readonly spread: boolean;
  readonly options: Record<string, unknown>;
}

interface Given {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: readonly number[];
}

type Told = [shape: number[], dtype: string, numbers: (number | string)[]];

/** A sample as a call: inputs for the tensors, attributes for the rest. Null where an attribute is not an argument. */
function callOf(op: AnyOp | AnyComposite, sample: Sample<Attributes>): Call | null {
  const attributes = sample.attributes as Record<string, unknown>;
  const positional: Call['positional'] = [];
  const options: Record<string, unknown> = {};
  const used = new Set<string>();
  const signature = op.tf.signature;
  const required = signature.filter((one) => one.default === undefined);
  const most = Math.max(...op.samples().map(({ inputs }) => inputs.length));
  const inAList = most > required.filter((one) => !(camel(one.name) in attributes)).length;
  let next = 0;
  let spread = false;
  for (const parameter of signature) {
    const key = camel(parameter.name);
    if (parameter.name.startsWith('*')) {
      spread = true;
      for (; next < sample.inputs.length; next++) positional.push({ input: next });
    } else if (key in attributes) {
      used.add(key);
      if (parameter.default === undefined) positional.push({ value: attributes[key] });
      else options[parameter.name] = attributes[key];
    } else if (parameter.default === undefined) {
      if (inAList && next === 0) {
        positional.push({ inputs: true });
        next = sample.inputs.length;
      } else if (next < sample.inputs.length) positional.push({ input: next++ });
      else return null;
    }
  }
  const unsaid = Object.keys(attributes).filter((key) => !used.has(key));
  return next < sample.inputs.length || unsaid.length > 0 ? null : { positional, spread, options };
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function outHere(fn: (...args: unknown[]) => unknown, inputs: readonly Given[], call: Call): unknown {
  const tensors = inputs.map(({ shape, dtype, data }) => {
    const typed = allocate(dtype as 'float32', sizeOf(shape));
    typed.set(data);
    return fromData(typed, shape, dtype as 'float32');
  });
  const args = call.positional.map((one) =>
    'input' in one ? tensors[one.input] : 'inputs' in one ? tensors : one.value,
  );
  const options = Object.fromEntries(Object.entries(call.options).map(([name, value]) => [camel(name), value]));
  return fn(...args, ...(Object.keys(options).length > 0 ? [options] : []));
}

/** Tensors of a result, in order, as shape, dtype and numbers; those that JSON cannot write as texts. */
function tell(result: unknown): Told[] {
  if (result instanceof Tensor) {
    const numbers = Array.from(result.dataSync(), (one) => (Number.isFinite(one) ? one : String(one)));
    return [[[...result.shape], result.dtype, numbers]];
  }
  if (typeof result === 'object' && result !== null) return Object.values(result).flatMap(tell);
  return [];
}

const PRELUDE = `
import json
import math
import tensorflow as tf

def both(asked):
    asked = json.loads(asked, parse_constant=float)
    number = lambda one: float(one) if one in ("NaN", "Infinity", "-Infinity") else one
    given = []
    for one in asked["inputs"]:
        data = [number(x) for x in one["data"]]
        if one["dtype"] == "bool":
            data = [bool(x) for x in data]
        elif one["dtype"] == "int32":
            data = [int(x) for x in data]
        given.append(tf.reshape(tf.constant(data, dtype=one["dtype"]), one["shape"]))
    def value(one):
        if "input" in one: return given[one["input"]]
        if "inputs" in one: return given
        return number(one["value"]) if isinstance(one["value"], str) else one["value"]
    result = eval(asked["path"], {"tf": tf})(*map(value, asked["positional"]), **{k: number(one) if isinstance(one, str) else one for k, one in asked["options"].items()})
    return json.dumps(told(result))

def told(result):
    if isinstance(result, tf.Tensor):
        numbers = tf.reshape(result, [-1]).numpy().tolist()
        return [[list(result.shape), result._known()[0].name, [shown(x) for x in numbers]]]
    parts = result.values() if isinstance(result, dict) else result
    return [one for part in parts for one in told(part)]

def shown(x):
    if isinstance(x, bool): return int(x)
    if math.isnan(x): return "NaN"
    return ("Infinity" if x > 0 else "-Infinity") if math.isinf(x) else x
`;
