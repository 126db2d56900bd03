import { describe, expect, it } from 'vitest';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import { tf } from '../../index';
import type { ExportedFile } from '../format';
import { fuzz } from '../testing/fuzz';
import { type NamedTensor, WeightsFileError } from '../weightsFile';
import { readParts, readTfjs } from './read';
import { tfjsFormat } from './tfjsFormat';
import { writeTfjs } from './write';

const { layers } = tf.keras;

/* Bits that a careless copy loses: minus zero, denormals, NaNs with a payload, one of them signalling. */
const bits = Uint32Array.of(0x80000000, 1, 0x7fc12345, 0x7f800001, 0xffc00001, 0x7f800000, 0x3f800001, 0x807fffff);
const words = ({ data }: Pick<NamedTensor, 'data'>) => [...new Uint32Array(data.buffer, data.byteOffset, data.length)];

/** TensorFlow.js names weights by their layers alone. */
const short = (path: string) => path.replace('sequential/', '').replace('lstm_cell/', '');

function net() {
  tf.keras.utils.clearSession();
  const model = new tf.keras.Sequential([tf.keras.Input({ shape: [3, 4] }), new layers.LSTM(4), new layers.Dense(2)]);
  model.weights[3].assign(tf.constant(new Float32Array(bits.buffer), { shape: [4, 2] }));
  return model;
}

async function zipped(files: readonly ExportedFile[], folder = ''): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { level: 0 });
  for (const { name, bytes } of files) await zip.add(folder + name, new Uint8ArrayReader(bytes));
  return zip.close();
}

const notes = { lesson: 'xor', step: '3' };

describe('the weights of a TensorFlow.js model', () => {
  it.each(['', 'web/model/'])('are those of the model, bit for bit, from the archive %s', async (folder) => {
    const model = net();
    const { tensors, metadata } = await readTfjs(await zipped(writeTfjs(model, 'net', notes), folder));
    expect(tensors.map(({ name, shape, dtype }) => ({ name, shape, dtype }))).toEqual(
      model.weights.map(({ path, shape, dtype }) => ({ name: short(path), shape: [...shape], dtype })),
    );
    for (const [i, { value }] of model.weights.entries()) {
      expect(words(tensors[i])).toEqual(words({ data: value.dataSync() }));
    }
    expect(words(tensors[3])).toEqual([...bits]);
    expect(metadata).toEqual(notes);
  });

  it('are found again by the model, also where TensorFlow has written the file', async () => {
    const model = net();
    const file = await readTfjs(await zipped(writeTfjs(model, 'net')));
    expect(tfjsFormat.namesIn?.(model, file)).toEqual(file.tensors.map(({ name }) => name));
    const theirs = {
      ...file,
      tensors: file.tensors.map((one) => ({ ...one, name: one.name.replace('lstm/', 'lstm/lstm_cell/') })),
    };
    expect(tfjsFormat.namesIn?.(model, theirs)).toEqual(theirs.tensors.map(({ name }) => name));
  });

  it("come under TensorFlow.js' names from a file of its own, in several parts", async () => {
    const manifest = [
      {
        paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'],
        weights: [
          { name: 'dense/kernel', shape: [2], dtype: 'float32' },
          { name: 'dense/bias', shape: [], dtype: 'int32' },
          { name: 'flag', shape: [2], dtype: 'bool' },
        ],
      },
    ];
    const bytes = new Uint8Array(14);
    bytes.set(new Uint8Array(Float32Array.of(1.5, -0).buffer));
    bytes.set([7, 0, 0, 0, 1, 0], 8);
    const { tensors } = await readTfjs(
      await zipped([
        jsonOf({ modelTopology: {}, weightsManifest: manifest }),
        { name: 'group1-shard1of2.bin', bytes: bytes.slice(0, 5) },
        { name: 'group1-shard2of2.bin', bytes: bytes.slice(5) },
      ]),
    );
    expect(tensors.map(({ name, dtype, shape, data }) => [name, dtype, shape, ...data])).toEqual([
      ['dense/kernel', 'float32', [2], 1.5, -0],
      ['dense/bias', 'int32', [], 7],
      ['flag', 'bool', [2], 1, 0],
    ]);
  });
});

function unknown(path: string): never {
  throw new WeightsFileError('tfjs', `there is no ${path}`);
}

function jsonOf(content: unknown): ExportedFile {
  return { name: 'model.json', bytes: new TextEncoder().encode(JSON.stringify(content)) };
}

describe('refuses', () => {
  const model = (spec: object, bytes = 4) => [
    jsonOf({
      modelTopology: {},
      weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 'w', shape: [1], dtype: 'float32', ...spec }] }],
    }),
    { name: 'w.bin', bytes: new Uint8Array(bytes).fill(2) },
  ];
  const [json, bin] = model({});

  it('a model.json alone, and says what to do', async () => {
    await expect(readTfjs(writeTfjs(net(), 'net')[0].bytes)).rejects.toThrow(
      'tfjs: its weights are in "net.weights.bin" beside it: put both files into one .zip, and open that',
    );
  });

  it.each<[string, readonly ExportedFile[], RegExp]>([
    ['too few bytes', model({}, 3), /are 4 bytes, their files hold 3/],
    ['too many bytes', model({}, 5), /are 4 bytes, their files hold 5/],
    ['a huge shape', model({ shape: [2 ** 40, 2 ** 40] }), /larger than any file/],
    ['a shape beyond the file', model({ shape: [2 ** 40] }), /are 4398046511104 bytes, their files hold 4/],
    ['a negative size', model({ shape: [-1] }), /expected integers from 0/],
    ['a shape of texts', model({ shape: ['1'] }), /something else than numbers/],
    ['another dtype', model({ dtype: 'complex64' }), /dtype "complex64" is not one of float32, int32, bool/],
    ['quantized weights', model({ quantization: { dtype: 'uint8', scale: 1, min: 0 } }), /is quantized/],
    ['a bool of 2', model({ dtype: 'bool' }, 1), /neither 0 nor 1/],
    ['no name', model({ name: '' }), /empty name/],
    ['a name that is none', model({ name: 3 }), /the name of a weight is no text/],
    ['a path that leads out', [jsonOf({ modelTopology: {}, weightsManifest: [{ paths: ['../../etc/passwd'], weights: [] }] })], /holds no "..\/..\/etc\/passwd"/], // prettier-ignore
    ['a weight twice', [jsonOf({ modelTopology: {}, weightsManifest: [1, 2].map(() => ({ paths: [], weights: [{ name: 'w', shape: [0], dtype: 'float32' }] })) })], /two weights are called "w"/], // prettier-ignore
    ['two models', [json, { ...json, name: 'b.json' }, bin], /holds 2 .json files/],
    ['no model', [bin], /holds 0 .json files/],
    ['weights that are missing', [json], /holds no "w.bin"/],
    ['another JSON', [jsonOf([1])], /holds no layers model/],
    ['a list that is none', [jsonOf({ modelTopology: {}, weightsManifest: 3 })], /weightsManifest is no array/],
    ['a key twice', [{ ...json, bytes: new TextEncoder().encode('{"a":1,"a":2}') }], /stands there twice/],
    [
      'what is nested too deep',
      [{ ...json, bytes: new TextEncoder().encode('['.repeat(100_000)) }],
      /nested more than/,
    ],
  ])('%s', async (_, files, message) => {
    const file = await zipped(files);
    await expect(readTfjs(file)).rejects.toThrow(WeightsFileError);
    await expect(readTfjs(file)).rejects.toThrow(message);
  });

  it.each([
    new Uint8Array(0),
    Uint8Array.of(0x50, 0x4b, 3, 4, 5),
    Uint8Array.of(0xff, 0xfe),
    new TextEncoder().encode('{}'),
  ])('what is no model at all: %s', async (file) => {
    await expect(readTfjs(file)).rejects.toThrow(WeightsFileError);
  });

  it(
    'any of ten thousand mutations without another kind of error, in bounded memory and time',
    { timeout: 300_000 },
    async () => {
      const small = new tf.keras.Sequential([tf.keras.Input({ shape: [2] }), new layers.Dense(2)]);
      const [json, weights] = writeTfjs(small, 'm', notes);
      const beside = async (path: string) => (path === weights.name ? weights.bytes : unknown(path));
      await fuzz({
        seed: 161,
        // Behind the archive's checksums few mutations come as far as the model, so every other one starts there.
        originals: [await zipped([json, weights]), json.bytes],
        read: async (file, which) => (await (which === 0 ? readTfjs(file) : readParts(file, beside))).tensors,
        format: /^tfjs: /,
      });
    },
  );
});
