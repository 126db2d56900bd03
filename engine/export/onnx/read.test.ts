import { describe, expect, it } from 'vitest';
import { tf } from '../../index';
import { runPython } from '../../testing/python';
import { fuzz } from '../testing/fuzz';
import { type NamedTensor, WeightsFileError } from '../weightsFile';
import { readOnnx } from './read';
import { onnx, type TensorProto } from './schema';
import { writeOnnx } from './write';

const { layers } = tf.keras;

/* Bits that a careless copy loses: minus zero, denormals, NaNs with a payload, one of them signalling. */
const bits = Uint32Array.of(0x80000000, 1, 0x7fc12345, 0x7f800001, 0xffc00001, 0x7f800000, 0x3f800001, 0x807fffff);
const words = ({ data }: NamedTensor) => [...new Uint32Array(data.buffer, data.byteOffset, data.byteLength / 4)];

/** A net of each kind whose weights stand in the file in another order than ONNX uses them. */
function net() {
  tf.keras.utils.clearSession();
  const model = new tf.keras.Sequential([
    tf.keras.Input({ shape: [6, 2] }),
    new layers.Conv1D(4, 2),
    new layers.LSTM(2),
    new layers.Dense(2),
  ]);
  model.weights[5].assign(tf.constant(new Float32Array(bits.buffer.slice(0, 16)), { shape: [2, 2] }));
  return model;
}

/** A file of these initializers and nothing else. */
const fileOf = (...initializer: TensorProto[]) => onnx.ModelProto.encode({ graph: { initializer } }).finish();
const readOne = (tensor: TensorProto) => readOnnx(fileOf({ name: 'w', ...tensor })).tensors[0];

describe('the weights of an .onnx file', () => {
  it('are those of the model, bit for bit, under their Keras names', () => {
    const model = net();
    const { tensors, metadata } = readOnnx(writeOnnx(model, { lesson: 'xor', step: '3' }));
    expect(tensors.map(({ name, shape, dtype }) => ({ name, shape, dtype }))).toEqual(
      model.weights.map(({ path, shape, dtype }) => ({ name: path, shape: [...shape], dtype })),
    );
    expect(tensors.map(({ name }) => name)).toContain('sequential/lstm/lstm_cell/recurrent_kernel');
    for (const [i, { value }] of model.weights.entries()) {
      expect(words(tensors[i])).toEqual(words({ name: '', dtype: 'float32', shape: [], data: value.dataSync() }));
    }
    expect(words(tensors[5])).toEqual([...bits.slice(0, 4)]);
    expect(metadata).toEqual({ lesson: 'xor', step: '3' });
  });

  it('are read by ONNX with the same bits', async () => {
    const said = await runPython(
      `import sys, json, onnx
from onnx import numpy_helper
model = onnx.load(sys.argv[1])
print(json.dumps({one.name: list(numpy_helper.to_array(one).tobytes()) for one in model.graph.initializer}))`,
      { 'model.onnx': writeOnnx(net()) },
    );
    const there = JSON.parse(said) as Record<string, number[]>;
    expect(there['sequential/dense/kernel']).toEqual([...new Uint8Array(bits.buffer, 0, 16)]);
  });

  it("come from ONNX' own files: raw and typed, of each dtype", async () => {
    const said = await runPython(
      `import base64, numpy as np
from onnx import helper, numpy_helper, TensorProto as T
typed = [helper.make_tensor(n, t, d, v) for n, t, d, v in [
    ('f', T.FLOAT, [2, 2], [1.5, -0.0, 1e-45, float('inf')]), ('d', T.DOUBLE, [2], [3.25, -1.5]),
    ('i', T.INT32, [3], [-1, 0, 2147483647]), ('l', T.INT64, [2], [-5, 7]), ('b', T.BOOL, [2], [True, False]),
    ('s', T.FLOAT, [], [2.0]), ('none', T.FLOAT, [0, 3], [])]]
raw = [numpy_helper.from_array(np.array(v, dtype=t), n) for n, v, t in [
    ('rf', [1.5, -0.0], '<f4'), ('rd', [3.25], '<f8'), ('ri', [-7], '<i4'), ('rl', [-9, 4], '<i8'), ('rb', [True], '?')]]
graph = helper.make_graph([], 'g', [], [], initializer=typed + raw)
print(base64.b64encode(helper.make_model(graph).SerializeToString()).decode())`,
    );
    const { tensors } = readOnnx(Uint8Array.from(Buffer.from(said, 'base64')));
    expect(tensors.map(({ name, dtype, shape, data }) => [name, dtype, shape, ...data])).toEqual([
      ['f', 'float32', [2, 2], 1.5, -0, 1.401298464324817e-45, Infinity],
      ['d', 'float64', [2], 3.25, -1.5],
      ['i', 'int32', [3], -1, 0, 2147483647],
      ['l', 'int32', [2], -5, 7],
      ['b', 'bool', [2], 1, 0],
      ['s', 'float32', [], 2],
      ['none', 'float32', [0, 3]],
      ['rf', 'float32', [2], 1.5, -0],
      ['rd', 'float64', [1], 3.25],
      ['ri', 'int32', [1], -7],
      ['rl', 'int32', [2], -9, 4],
      ['rb', 'bool', [1], 1],
    ]);
  });

  it('keep the bits of numbers that stand one by one', () => {
    const one = (word: number) => [0x25, word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24];
    const numbers = [...bits].flatMap(one);
    const tensor = [0x08, bits.length, 0x10, 1, 0x42, 1, 0x77, ...numbers];
    const graph = [0x2a, tensor.length, ...tensor];
    const { tensors } = readOnnx(Uint8Array.of(0x3a, graph.length, ...graph));
    expect(words(tensors[0])).toEqual([...bits]);
  });
});

describe('refuses', () => {
  const raw = (length: number) => new Uint8Array(length);

  it.each<[string, TensorProto, RegExp]>([
    ['too few bytes', { dims: [3], dataType: 1, rawData: raw(8) }, /float32 \[3\] is 12 bytes, the file holds 8/],
    ['too few numbers', { dims: [3], dataType: 1, floatData: [1] }, /is 3 numbers, the file holds 1/],
    ['no numbers', { dims: [2 ** 40], dataType: 1 }, /the file holds 0/],
    ['a shape beyond all files', { dims: [2 ** 40, 2 ** 40], dataType: 1 }, /larger than any file/],
    ['a negative size', { dims: [-1], dataType: 1 }, /expected integers from 0/],
    ['a size beyond integers', { dims: [2 ** 60], dataType: 1 }, /expected integers from 0/],
    ['65 axes', { dims: Array<number>(65).fill(1), dataType: 1 }, /more than 64 axes/],
    [
      'half precision',
      { dims: [1], dataType: 10, rawData: raw(2) },
      /dtype float16 is not one of float32, int32, int64/,
    ],
    ['an unknown dtype', { dims: [1], dataType: 99, rawData: raw(2) }, /dtype 99 is not one of/],
    ['texts', { dims: [1], dataType: 8, stringData: [raw(1)] }, /dtype string is not one of/],
    ['numbers in the wrong field', { dims: [1], dataType: 1, int32Data: [1] }, /float32 does not stand in field 5/],
    ['numbers twice', { dims: [1], dataType: 1, floatData: [1], rawData: raw(4) }, /stand there twice/],
    ['a large int64', { dims: [1], dataType: 7, int64Data: [2 ** 31] }, /2147483648 does not fit into int32/],
    ['a large raw int64', { dims: [1], dataType: 7, rawData: raw(8).fill(1) }, /does not fit into int32/],
    ['a bool of 7', { dims: [1], dataType: 9, rawData: raw(1).fill(7) }, /neither 0 nor 1/],
    ['a typed bool of 7', { dims: [1], dataType: 9, int32Data: [7] }, /neither 0 nor 1/],
    [
      'weights elsewhere',
      { dims: [1], dataType: 1, externalData: [{ key: 'location', value: '/etc/passwd' }] },
      /in another file/,
    ],
    ['a location', { dims: [1], dataType: 1, rawData: raw(4), dataLocation: 1 }, /in another file/],
    ['segments', { dims: [1], dataType: 1, segment: { begin: 0, end: 1 } }, /comes in segments/],
    ['no name', { name: '', dims: [], dataType: 1, rawData: raw(4) }, /has no name/],
  ])('%s', (_, tensor, message) => {
    expect(() => readOne(tensor)).toThrow(WeightsFileError);
    expect(() => readOne(tensor)).toThrow(message);
  });

  const bytes = (...values: number[]) => Uint8Array.from(values);

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', bytes(), /has no graph; it is no ONNX model/],
    ['a picture', bytes(0x89, 0x50, 0x4e, 0x47), /damaged, cut off or no ONNX model/],
    ['a length beyond the end', bytes(0x3a, 0x7f), /says that 127 bytes follow byte 2 where 0 are left/],
    ['a huge length', bytes(0x3a, 255, 255, 255, 255, 255, 255, 255, 255, 127), /where 0 are left/],
    ['an endless number', bytes(0x38, ...Array<number>(11).fill(0xff)), /more than ten bytes/],
    ['a group', bytes(0x3b), /a field of type 3/],
    ['two graphs', bytes(0x3a, 0, 0x3a, 0), /two graphs/],
    ['a graph that is a number', bytes(0x38, 1), /the graph is of another type/],
    ['sparse weights', bytes(0x3a, 2, 0x7a, 0), /sparse/],
    ['a name of bad UTF-8', bytes(0x3a, 6, 0x2a, 4, 0x42, 2, 0xc3, 0x28), /not valid UTF-8/],
    [
      'a name twice',
      fileOf(...[1, 2].map(() => ({ name: 'w', dims: [0], dataType: 1 }))),
      /two tensors are called "w"/,
    ],
  ])('%s', (_, file, message) => {
    expect(() => readOnnx(file)).toThrow(WeightsFileError);
    expect(() => readOnnx(file)).toThrow(message);
  });

  it('passes over graphs in graphs, however deep', () => {
    let inner: number[] = [];
    for (let depth = 0; depth < 3000; depth++) inner = [0x0a, ...length(inner.length), ...inner];
    expect(readOnnx(Uint8Array.from([0x3a, ...length(inner.length), ...inner]))).toEqual({ tensors: [], metadata: {} });
  });

  it('a file of nothing but empty messages, in bounded memory', () => {
    const before = process.memoryUsage().rss;
    const inner = new Uint8Array(12 << 20);
    for (let at = 0; at < inner.length; at += 2) inner[at] = 0x0a;
    const file = new Uint8Array([0x3a, ...length(inner.length)].length + inner.length);
    file.set([0x3a, ...length(inner.length)]);
    file.set(inner, file.length - inner.length);
    expect(() => readOnnx(file)).toThrow('has more than 5000000 fields');
    expect(process.memoryUsage().rss - before).toBeLessThan(300 << 20);
  });

  it(
    'any of ten thousand mutations without another kind of error, in bounded memory and time',
    { timeout: 300_000 },
    () => {
      const typed = fileOf(
        { name: 'a', dims: [2, 2], dataType: 1, floatData: [1, 2, 3, 4] },
        { name: 'b', dims: [2], dataType: 7, int64Data: [-1, 300] },
        { name: 'c', dims: [3], dataType: 9, int32Data: [0, 1, 1] },
      );
      const small = new tf.keras.Sequential([tf.keras.Input({ shape: [2] }), new layers.Dense(2)]);
      return fuzz({
        seed: 271,
        originals: [writeOnnx(small, { lesson: 'xor' }), typed],
        read: (file) => readOnnx(file).tensors,
        format: /^onnx: /,
      });
    },
  );
});

function length(size: number): number[] {
  const bytes: number[] = [];
  for (let left = size; ; left = Math.floor(left / 128)) {
    bytes.push(left < 128 ? left : (left % 128) | 128);
    if (left < 128) return bytes;
  }
}
