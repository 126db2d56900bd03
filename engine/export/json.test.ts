import { describe, expect, it } from 'vitest';
import { tf } from '../index';
import { seeded } from '../testing/mutations';
import { runPython } from '../testing/python';
import { NO_HISTORY } from './format';
import { jsonFormat, readJson, writeJson } from './json';
import { fuzz } from './testing/fuzz';
import { type NamedTensor, WeightsFileError } from './weightsFile';

/* Bits that a careless copy loses: minus zero, denormal numbers, NaNs with a payload, the largest number. */
const bits = Uint32Array.of(0x80000000, 1, 0x7fc12345, 0x7f800000, 0x3f800001, 0xff7fffff, 0xffc00000, 0x7fc00000);
const all: NamedTensor[] = [
  { name: 'dense/kernel', dtype: 'float32', shape: [2, 4], data: new Float32Array(bits.buffer) },
  { name: 'scalar', dtype: 'float64', shape: [], data: Float64Array.of(Math.PI) },
  { name: 'wide', dtype: 'float64', shape: [3], data: Float64Array.of(1e300, -0, NaN) },
  { name: 'Gewichte µ 重み "quoted"', dtype: 'int32', shape: [3], data: Int32Array.of(-1, 0, 2147483647) },
  { name: 'mask', dtype: 'bool', shape: [2, 2], data: Uint8Array.of(0, 1, 1, 0) },
  { name: 'nothing', dtype: 'float32', shape: [0, 4], data: new Float32Array(0) },
  { name: 'nothing inside', dtype: 'float32', shape: [2, 0], data: new Float32Array(0) },
];
const words = ({ data }: NamedTensor) => [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (json: string) => new TextEncoder().encode(json);

describe('json', () => {
  it('gives back what was written, bit for bit', () => {
    const { tensors, metadata } = readJson(writeJson(all, { lesson: 'xor' }));
    expect(tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual(
      all.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    );
    expect(tensors.map(words)).toEqual(all.map(words));
    expect(metadata).toEqual({ lesson: 'xor' });
  });

  it('has the fewest digits, one row a line', () => {
    const kernel: NamedTensor = {
      name: 'k',
      dtype: 'float32',
      shape: [2, 2],
      data: Float32Array.of(0.1, 1 / 3, 3.4028234663852886e38, -2),
    };
    expect(text(writeJson([kernel]))).toBe(`{
  "format": "tapedeck weights",
  "version": 1,
  "metadata": {},
  "weights": [
    { "name": "k", "dtype": "float32", "shape": [2,2], "values": [
      [0.1, 0.33333334],
      [3.4028235e+38, -2]
    ] }
  ],
  "model": null
}
`);
  });

  it('gives back any float32', () => {
    const random = seeded(9);
    const data = new Float32Array(Uint32Array.from({ length: 20_000 }, () => random() * 2 ** 32).buffer);
    const [back] = readJson(writeJson([{ name: 'w', dtype: 'float32', shape: [data.length], data }])).tensors;
    expect(new Uint32Array(back.data.buffer)).toEqual(new Uint32Array(data.buffer));
  });

  it("is JSON to Python, with the model as Keras' config, and numbers that NumPy reads as the same bits", async () => {
    const model = new tf.keras.Sequential([tf.keras.Input({ shape: [2] }), new tf.keras.layers.Dense(1)]);
    const [kernel] = model.weights;
    const tensors: NamedTensor[] = [{ name: 'kernel', dtype: 'float32', shape: [2, 1], data: kernel.dataSync() }];
    const given = { tensors, metadata: { step: '1' }, model: () => model, history: NO_HISTORY };
    const [file] = await jsonFormat.write(given, 'w');
    expect(file.name).toBe('w.json');
    const said = await runPython(
      `import sys, json, numpy as np
j = json.load(open(sys.argv[1]))
w = j['weights'][0]
print(json.dumps([list(np.array(w['values'], 'f4').reshape(w['shape']).tobytes()), j['model']['class_name'], j['metadata']]))`,
      { 'w.json': file.bytes },
    );
    expect(JSON.parse(said)).toEqual([words(tensors[0]), 'Sequential', { step: '1' }]);
  });

  it('is not for large models', () => {
    const data = new Float32Array(1_000_001);
    expect(() => writeJson([{ name: 'w', dtype: 'float32', shape: [data.length], data }])).toThrow(/use safetensors$/);
  });
});

describe('refuses', () => {
  const file = (weight: string) =>
    bytes(`{"format": "tapedeck weights", "version": 1, "metadata": {}, "weights": [${weight}], "model": null}`);
  const weight = (dtype: string, shape: string, values: string) =>
    file(`{"name": "w", "dtype": "${dtype}", "shape": ${shape}, "values": ${values}}`);

  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(0), /expected a value, at character 0/],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe), /not UTF-8/],
    ['other JSON', bytes('{"a": 1}'), /the file has "a"/],
    [
      'other files',
      bytes('{"format": "x", "version": 1, "metadata": {}, "weights": [], "model": null}'),
      /must be "tapedeck/,
    ],
    ['a huge shape', weight('float32', '[4294967296, 4294967296, 2]', '[]'), /larger than any file/],
    ['a large shape', weight('float32', '[100000, 100000]', '[]'), /more than the 1000000 numbers/],
    ['too few rows', weight('float32', '[2, 1]', '[[1]]'), /expected an array of 2 values, got 1/],
    ['no rows', weight('float32', '[2]', '7'), /expected an array of 2 values, got something else/],
    ['text', weight('float32', '[1]', '["one"]'), /"one" is no number/],
    ['a NaN that is none', weight('float32', '[1]', '["NaN(0x1)"]'), /not the bits of a float32 NaN/],
    ['a fraction', weight('int32', '[1]', '[0.5]'), /0.5 is no int32/],
    ['a number beyond float32', weight('float32', '[1]', '[1e39]'), /too large for float32/],
    ['another dtype', weight('float16', '[1]', '[1]'), /dtype must be one of/],
    ['a key twice', file('{"name": "w", "name": "w"}'), /stands there twice/],
    ['depth', bytes('['.repeat(100_000)), /nested more than/],
  ])('%s', (_, bad, message) => {
    expect(() => readJson(bad)).toThrow(WeightsFileError);
    expect(() => readJson(bad)).toThrow(message);
  });

  it('two weights of one name', () => {
    expect(() => writeJson([all[0], all[0]])).toThrow('two weights are called "dense/kernel"');
  });

  it(
    'any of ten thousand mutations without another kind of error, in bounded memory and time',
    { timeout: 300_000 },
    () =>
      fuzz({
        seed: 314,
        originals: [writeJson(all.slice(0, 5), { lesson: 'xor' })],
        read: (file) => readJson(file).tensors,
        format: /^json: /,
      }),
  );
});
