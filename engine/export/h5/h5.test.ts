import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { tf } from '../../index';
import type { Serialized } from '../../keras/config';
import { deserialize } from '../../keras/layers/serialize';
import type { Model } from '../../keras/models/model';
import { clearSession } from '../../keras/names';
import { difference } from '../../testing/close';
import { runPython } from '../../testing/python';
import { fuzz } from '../testing/fuzz';
import { h5Format } from './h5';
import { kerasPaths } from './kerasLayout';
import { h5Library } from './library';
import { readH5, readH5With } from './readH5';
import { writeH5 } from './writeH5';

interface Sample {
  readonly name: string;
  readonly config: Serialized;
  readonly weights: readonly unknown[];
  readonly inputs: readonly unknown[];
  readonly output: readonly (readonly number[])[];
}

const at = (name: string) => new URL(`./samples/${name}`, import.meta.url);
const samples = readFileSync(at('samples.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Sample);
const fileOf = ({ name }: Sample) => new Uint8Array(readFileSync(at(`${name}.weights.h5`)));
const pathsOf = (model: Model) => model.weights.map((weight) => kerasPaths(model).get(weight)!);
const fromBase64 = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));

/* Bits that a careless copy loses: minus zero, a denormal number, NaN with a payload. */
const bits = new Float32Array(
  Uint32Array.of(0x80000000, 0x00000001, 0x7fc12345, 0x7f800000, 0x3f800001, 0xff7fffff).buffer,
);

function smallModel(): Model {
  const model = new tf.keras.Sequential([tf.keras.Input({ shape: [2] }), new tf.keras.layers.Dense(3)]);
  model.weights[0].assign(tf.constant(bits.slice(), { shape: [2, 3] }));
  return model;
}

/** What h5py sees: names in order, shapes, dtypes, bytes, names of the layers. */
const LOOK = `import sys, json, h5py
def look(path):
    found = {}
    def visit(name, one):
        if isinstance(one, h5py.Dataset):
            found[name] = [str(one.dtype), list(one.shape), list(one[()].tobytes())]
        elif one.attrs.get('name') is not None:
            name_ = one.attrs['name']
            found[name] = name_.decode() if isinstance(name_, bytes) else name_
        else:
            found[name] = None
    with h5py.File(path, 'r') as file:
        file.visititems(visit)
    return found
print(json.dumps([look(path) for path in sys.argv[1:]]))`;

beforeEach(() => clearSession());

describe("Keras' own files", () => {
  it.each(samples)('$name: the weights are found by their paths, and predict what Keras predicted', async (sample) => {
    const model = deserialize(sample.config) as Model;
    const file = await readH5(fileOf(sample));
    const names = h5Format.namesIn!(model, file);
    expect([...names].sort()).toEqual(file.tensors.map(({ name }) => name).sort());
    const byName = new Map(file.tensors.map((one) => [one.name, one]));
    const tensors = names.map((name) => byName.get(name)!);
    const expected = sample.weights.map((one) => tf.constant(one as number[]).dataSync());
    expect(tensors.map(({ data }) => data)).toEqual(expected);
    model.setWeights(tensors.map(({ data, shape }) => tf.constant(data as Float32Array, { shape })));
    const inputs = sample.inputs.map((one) => tf.constant(one as number[]));
    const output = model.call(inputs.length === 1 ? inputs[0] : inputs);
    const theirs = Float32Array.from(sample.output.flat());
    expect(difference(output.dataSync(), theirs, { relative: 2e-6, absolute: 2e-6 })).toBeNull();
  });

  it('have the groups and names that ours have, the optimizer aside', async () => {
    const ours = await Promise.all(samples.map(({ config }) => writeH5(deserialize(config) as Model)));
    const files = Object.fromEntries(
      samples.flatMap((sample, i) => [
        [`${sample.name}.h5`, fileOf(sample)],
        [`ours-${sample.name}.h5`, ours[i]],
      ]),
    );
    const seen = JSON.parse(await runPython(LOOK, files)) as Record<string, unknown>[];
    const shapes = (found: Record<string, unknown>) =>
      Object.fromEntries(
        Object.entries(found)
          // Layers without weights that Keras has inside of an attention layer.
          .filter(([name]) => !/^optimizer|_softmax|_dropout_layer/.test(name))
          .map(([name, one]) => [name, Array.isArray(one) ? one.slice(0, 2) : one]),
      );
    for (let i = 0; i < seen.length; i += 2) expect(shapes(seen[i + 1])).toEqual(shapes(seen[i]));
  });
});

describe('h5', () => {
  it('gives back what was written, bit for bit', async () => {
    const model = smallModel();
    const { tensors, metadata } = await readH5(await writeH5(model, { lesson: 'xor µ', step: '' }));
    expect(tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual([
      { name: 'layers/dense/vars/0', dtype: 'float32', shape: [2, 3] },
      { name: 'layers/dense/vars/1', dtype: 'float32', shape: [3] },
    ]);
    expect(new Uint32Array(tensors[0].data.buffer)).toEqual(new Uint32Array(bits.buffer));
    expect(metadata).toEqual({ lesson: 'xor µ', step: '' });
  });

  it('is read by h5py, bit for bit', async () => {
    const [found] = JSON.parse(await runPython(LOOK, { 'w.h5': await writeH5(smallModel()) })) as [object];
    expect(found).toEqual({
      vars: 'sequential',
      layers: null,
      'layers/dense': null,
      'layers/dense/vars': 'dense',
      'layers/dense/vars/0': ['float32', [2, 3], [...new Uint8Array(bits.buffer)]],
      'layers/dense/vars/1': ['float32', [3], Array(12).fill(0)],
    });
  });

  it("reads what h5py writes: compressed, big-endian, other types, Keras 2's order", async () => {
    const said = await runPython(`import base64, io, h5py, numpy as np
def file(fill):
    out = io.BytesIO()
    with h5py.File(out, 'w') as f: fill(f)
    print(base64.b64encode(out.getvalue()).decode())
counted = np.arange(24, dtype='f4').reshape(2, 3, 4)
def mixed(f):
    v = f.create_group('layers/dense/vars')
    v.create_dataset('0', data=counted, compression='gzip', chunks=(1, 2, 2), shuffle=True)
    v['1'] = counted.astype('>f4')
    v['2'] = np.array([1, -2], 'i4')
    v['3'] = np.array([True, False])
    v['10'] = np.float64(0.5)
    f['optimizer/vars/0'] = np.int64(3)
    f['layers/dropout/seed_generator/vars/0'] = np.array([1, 2], 'u4')
def keras2(f):
    g = f.create_group('model_weights')
    g.attrs['layer_names'] = [b'z', b'a']
    for layer in ('z', 'a'):
        one = g.create_group(layer)
        one.attrs['weight_names'] = [f'{layer}/kernel:0'.encode(), f'{layer}/bias:0'.encode()]
        one[f'{layer}/kernel:0'] = np.ones((2, 2), 'f4')
        one[f'{layer}/bias:0'] = np.zeros(2, 'f4')
    f['optimizer_weights/x'] = np.ones(3)
file(mixed); file(keras2)`);
    const [mixed, keras2] = await Promise.all(said.split('\n').map((one) => readH5(fromBase64(one))));
    const counted = Array.from({ length: 24 }, (_, i) => i);
    expect(mixed.tensors.map(({ name, dtype, data }) => [name.slice(18), dtype, [...data]])).toEqual([
      ['0', 'float32', counted],
      ['1', 'float32', counted],
      ['2', 'int32', [1, -2]],
      ['3', 'bool', [1, 0]],
      ['10', 'float64', [0.5]],
    ]);
    const order = ['z/z/kernel:0', 'z/z/bias:0', 'a/a/kernel:0', 'a/a/bias:0'].map((name) => `model_weights/${name}`);
    expect(keras2.tensors.map(({ name }) => name)).toEqual(order);
    const { Dense } = tf.keras.layers;
    const model = new tf.keras.Sequential([tf.keras.Input({ shape: [2] }), new Dense(2), new Dense(2)]);
    expect(h5Format.namesIn!(model, keras2)).toEqual(order);
    expect(pathsOf(model)[3]).toBe('layers/dense_1/vars/1');
  });
});

describe('refuses', () => {
  it('what is no HDF5, nothing, and a file that is cut off', async () => {
    const file = await writeH5(smallModel());
    for (const bad of [new Uint8Array(0), Uint8Array.of(1, 2, 3), file.slice(0, 700)]) {
      await expect(readH5(bad)).rejects.toThrow(/^h5: this is no HDF5 file, or one that is cut off: get it again$/);
    }
  });

  it('shapes without numbers, bombs, other types and links to elsewhere, before any of it is read', async () => {
    const said = await runPython(`import base64, io, h5py, numpy as np
def file(fill):
    out = io.BytesIO()
    with h5py.File(out, 'w') as f: fill(f.create_group('layers/d/vars'))
    print(base64.b64encode(out.getvalue()).decode())
file(lambda v: v.create_dataset('0', (2 ** 20, 2 ** 20), 'f4'))
file(lambda v: v.create_dataset('0', (2 ** 16, 2 ** 12), 'f4', chunks=(2 ** 8, 2 ** 8)))
file(lambda v: v.create_dataset('0', data=np.zeros(32 * 2 ** 18, 'f4'), chunks=(2 ** 20,), compression='gzip'))
file(lambda v: v.create_dataset('0', data=np.zeros(3, 'f2')))
file(lambda v: v.create_dataset('0', data=[b'text']))
file(lambda v: v.__setitem__('0', h5py.ExternalLink('/etc/passwd', 'x')))
file(lambda v: v.__setitem__('0', h5py.SoftLink('/layers')))`);
    const files = said.split('\n').map(fromBase64);
    const before = process.memoryUsage().rss;
    const answers = await Promise.all(
      files.map((file) =>
        readH5(file).then(
          ({ tensors }) => tensors.length,
          (error: unknown) => error,
        ),
      ),
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(700 << 20);
    expect(answers.map(String)).toEqual([
      expect.stringMatching(/^WeightsFileError: h5: dataset .*is 4398046511104 bytes, the file has \d+/),
      expect.stringMatching(/^WeightsFileError: h5: dataset .*unpacks to more than is read of a file of \d+ bytes/),
      expect.stringMatching(/^1$/),
      expect.stringMatching(/is float16; float32, float64, int32 and bool can be read$/),
      expect.stringMatching(/is another type of/),
      expect.stringMatching(/holds no weights$/),
      expect.stringMatching(/holds no weights$/),
    ]);
  });

  it(
    'any of ten thousand mutations without another kind of error, in bounded memory and time',
    { timeout: 300_000 },
    async () => {
      let library = await h5Library();
      await fuzz({
        seed: 314,
        originals: [await writeH5(smallModel(), { step: '1' }), fileOf(samples[0])],
        read: async (file) => {
          // A file for itself has an instance for itself; here the same one serves until it has grown.
          if (library.HEAPU8.length > 64 << 20) library = await h5Library();
          return readH5With(library, file).tensors;
        },
        format: /^h5: /,
        megabytes: 500,
      });
    },
  );
});
