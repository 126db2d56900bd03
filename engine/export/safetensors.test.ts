import { describe, expect, it } from 'vitest';
import { MAX_HEADER_BYTES, readSafetensors, writeSafetensors } from './safetensors';
import { fuzz } from './testing/fuzz';
import { type NamedTensor, WeightsFileError } from './weightsFile';

const kernel: NamedTensor = {
  name: 'sequential/dense/kernel',
  dtype: 'float32',
  shape: [2, 3],
  data: new Float32Array([1, -2, 3.5, 0, 5, 6]),
};
const bias: NamedTensor = { name: 'sequential/dense/bias', dtype: 'float32', shape: [3], data: new Float32Array(3) };

/** A file with this header, byte for byte, and `dataBytes` zeros behind it. */
function fileOf(header: string | Uint8Array, dataBytes = 0, claimed?: bigint): Uint8Array {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const file = new Uint8Array(8 + json.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, claimed ?? BigInt(json.length), true);
  file.set(json, 8);
  return file;
}

describe('writeSafetensors', () => {
  it('writes the header as the format says, padded to 8 bytes', () => {
    const file = writeSafetensors([kernel, bias], { lesson: 'xor', step: '500' });
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)))).toEqual({
      __metadata__: { lesson: 'xor', step: '500' },
      'sequential/dense/kernel': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      'sequential/dense/bias': { dtype: 'F32', shape: [3], data_offsets: [24, 36] },
    });
    expect(file.length).toBe(8 + length + 36);
  });

  it('comes back whole: names, dtypes, shapes, numbers, metadata, scalars and empty tensors', () => {
    const tensors: NamedTensor[] = [
      { name: 'd', dtype: 'float64', shape: [2], data: new Float64Array([Math.PI, -0]) },
      kernel,
      { name: 'i', dtype: 'int32', shape: [3], data: new Int32Array([-2147483648, 0, 2147483647]) },
      { name: 'scalar é "quoted"\n', dtype: 'float32', shape: [], data: new Float32Array([4]) },
      { name: 'empty', dtype: 'float32', shape: [0, 3], data: new Float32Array(0) },
      { name: 'b', dtype: 'bool', shape: [3], data: new Uint8Array([1, 0, 1]) },
    ];
    const read = readSafetensors(writeSafetensors([...tensors].reverse(), { note: 'ü "x"' }));
    expect(read.metadata).toEqual({ note: 'ü "x"' });
    for (const tensor of tensors) expect(read.tensors.find((one) => one.name === tensor.name)).toEqual(tensor);
    expect(read.tensors.length).toBe(tensors.length);
  });

  it('keeps every float32 bit: −0, denormals, infinities and the payload of a NaN', () => {
    const bits = new Uint32Array([
      0x80000000, 1, 0x007fffff, 0x7f800000, 0xff800000, 0x7fc01234, 0xffa5a5a5, 0x7f800001,
    ]);
    const data = new Float32Array(bits.buffer);
    const [back] = readSafetensors(writeSafetensors([{ name: 'x', dtype: 'float32', shape: [8], data }])).tensors;
    expect([...new Uint32Array(back.data.buffer)]).toEqual([...bits]);
  });

  it('reads from the middle of a larger buffer', () => {
    const file = writeSafetensors([kernel]);
    const big = new Uint8Array(file.length + 13);
    big.set(file, 5);
    expect(readSafetensors(big.subarray(5, 5 + file.length)).tensors).toEqual([kernel]);
  });

  it.each([
    ['two of one name', [kernel, kernel], {}, /two tensors are called "sequential\/dense\/kernel"/],
    [
      'data that do not fill the shape',
      [{ ...kernel, shape: [2, 2] }],
      {},
      /shape \[2, 2\] of F32 is 16 bytes, its data are 24/,
    ],
    ['an empty name', [{ ...kernel, name: '' }], {}, /empty name/],
    ['the name of the metadata', [{ ...kernel, name: '__metadata__' }], {}, /cannot be called/],
    ['half a character in the metadata', [kernel], { note: '\ud800' }, /not valid Unicode/],
  ])('refuses %s', (_, tensors, metadata, message) => {
    expect(() => writeSafetensors(tensors as NamedTensor[], metadata as Record<string, string>)).toThrow(message);
  });
});

describe('readSafetensors refuses', () => {
  const entry = (fields: string) => `{"w":{${fields}}}`;
  const good = '"dtype":"F32","shape":[2],"data_offsets":[0,8]';

  it('nothing that is right', () => {
    expect(readSafetensors(fileOf(entry(good), 8)).tensors[0].shape).toEqual([2]);
    expect(readSafetensors(fileOf('{}')).tensors).toEqual([]);
    expect(readSafetensors(fileOf(`${entry(good)}     `, 8)).tensors.length).toBe(1);
  });

  const cases: [string, Uint8Array, RegExp][] = [
    ['an empty file', new Uint8Array(0), /has 0 bytes.*cut off or empty/],
    ['a length cut off', new Uint8Array(7), /has 7 bytes/],
    ['a header longer than the file', fileOf('{}', 0, 3n), /claims 3 bytes, but only 2 follow/],
    ['a header over the cap', fileOf('{}', 0, BigInt(MAX_HEADER_BYTES + 1)), /at most 100000000 are allowed/],
    ['a length of 2^64 − 1', fileOf('{}', 0, 2n ** 64n - 1n), /claims 18446744073709551615 bytes/],
    ['a header of no bytes', fileOf('', 8), /at least 2 are expected/],
    ['no JSON', fileOf('hello world'), /does not start with "\{"/],
    ['a byte order mark', fileOf('\ufeff{}'), /does not start with/],
    ['bad UTF-8', fileOf(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d])), /not valid UTF-8/],
    ['JSON cut off', fileOf('{"w":{'), /expected a key in double quotes, at character 6 \(the end/],
    ['two values', fileOf('{}{}'), /expected nothing after the value/],
    ['a comma too many', fileOf('{"w":1,}'), /expected a key/],
    ['a control character in a name', fileOf('{"a\nb":1}'), /control character/],
    ['a name twice', fileOf(`{"w":{${good}},"w":{${good}}}`, 8), /the key "w" stands there twice/],
    ['a name twice, once escaped', fileOf(`{"w":{${good}},"\\u0077":{${good}}}`, 8), /stands there twice/],
    ['a field twice', fileOf(entry(`${good},"dtype":"F64"`), 8), /the key "dtype" stands there twice/],
    ['metadata twice', fileOf('{"__metadata__":{},"__metadata__":{}}'), /stands there twice/],
    ['metadata that are no object', fileOf('{"__metadata__":[]}'), /expected an object of strings, got an array/],
    ['metadata that are no strings', fileOf('{"__metadata__":{"step":5}}'), /"step": expected a string, got a number/],
    ['__proto__ as metadata', fileOf('{"__metadata__":{"__proto__":"x"}}'), /cannot be called "__proto__"/],
    ['__proto__ as a tensor', fileOf(`{"__proto__":{${good}}}`, 8), /cannot be called "__proto__"/],
    ['an empty name', fileOf(`{"":{${good}}}`, 8), /empty name/],
    ['half a character', fileOf(`{"\\ud800":{${good}}}`, 8), /not valid Unicode/],
    ['an entry that is no object', fileOf('{"w":3}'), /tensor "w": expected an object, got a number/],
    ['an unknown field', fileOf(entry(`${good},"strides":[1]`), 8), /unknown field "strides"/],
    ['no dtype', fileOf(entry('"shape":[2],"data_offsets":[0,8]'), 8), /dtype: expected a string, got nothing/],
    ['an unknown dtype', fileOf(entry('"dtype":"F16","shape":[4],"data_offsets":[0,8]'), 8), /"F16" is not one of F32/],
    [
      'a dtype from the prototype',
      fileOf(entry('"dtype":"toString","shape":[2],"data_offsets":[0,8]'), 8),
      /is not one of/,
    ],
    ['a negative size', fileOf(entry('"dtype":"F32","shape":[-2],"data_offsets":[0,8]'), 8), /integers from 0, got -2/],
    ['a fraction', fileOf(entry('"dtype":"F32","shape":[2.5],"data_offsets":[0,8]'), 8), /integers from 0, got 2.5/],
    [
      'a size beyond integers',
      fileOf(entry('"dtype":"F32","shape":[18446744073709551618],"data_offsets":[0,8]'), 8),
      /too large/,
    ],
    [
      'sizes whose product overflows',
      fileOf(entry('"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]'), 8),
      /larger than any file/,
    ],
    [
      'a shape that is no array',
      fileOf(entry('"dtype":"F32","shape":{"0":2},"data_offsets":[0,8]'), 8),
      /shape: expected an array of integers, got an object/,
    ],
    [
      'a shape in a shape',
      fileOf(entry('"dtype":"F32","shape":[[2]],"data_offsets":[0,8]'), 8),
      /nested more than 3 levels/,
    ],
    ['deep nesting', fileOf(`{"w":${'['.repeat(50_000)}`), /nested more than 3 levels/],
    ['a huge rank', fileOf(entry(`"dtype":"F32","shape":[${'1,'.repeat(64)}2],"data_offsets":[0,8]`), 8), /rank 65/],
    ['one offset', fileOf(entry('"dtype":"F32","shape":[2],"data_offsets":[8]'), 8), /expected \[begin, end\], got 1/],
    ['offsets backwards', fileOf(entry('"dtype":"F32","shape":[2],"data_offsets":[8,0]'), 8), /end before they begin/],
    [
      'a size that does not fit the shape',
      fileOf(entry('"dtype":"F64","shape":[2],"data_offsets":[0,8]'), 8),
      /is 16 bytes, its data_offsets hold 8/,
    ],
    [
      'offsets past the end',
      fileOf(entry('"dtype":"F32","shape":[2],"data_offsets":[0,8]'), 4),
      /ends at byte 8 of the data, of which there are 4/,
    ],
    ['bytes at the end', fileOf(entry(good), 9), /1 bytes at the end belong to no tensor/],
    [
      'a hole',
      fileOf(entry('"dtype":"F32","shape":[2],"data_offsets":[4,12]'), 12),
      /4 bytes before it belong to no tensor/,
    ],
    [
      'an overlap',
      fileOf(`{"w":{${good}},"v":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}`, 12),
      /begins at byte 4, inside tensor "w"/,
    ],
    ['one place for two', fileOf(`{"w":{${good}},"v":{${good}}}`, 8), /inside tensor/],
    [
      'a misaligned tensor',
      fileOf(
        '{"b":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}',
        5,
      ),
      /not a multiple of 4/,
    ],
    [
      'a boolean of 7',
      withByte(fileOf(entry('"dtype":"BOOL","shape":[1],"data_offsets":[0,1]'), 1), 7),
      /bytes of 0 and 1, got 7/,
    ],
  ];

  it.each(cases)('%s', (_, file, message) => {
    expect(() => readSafetensors(file)).toThrow(WeightsFileError);
    expect(() => readSafetensors(file)).toThrow(message);
  });

  it(
    'any of ten thousand mutations without another kind of error, in bounded memory and time',
    { timeout: 300_000 },
    () =>
      fuzz({
        seed: 20_24,
        originals: [
          writeSafetensors([kernel, bias], { lesson: 'xor' }),
          writeSafetensors([{ name: 'b', dtype: 'bool', shape: [2, 2], data: new Uint8Array(4) }, kernel]),
          fileOf('{}'),
        ],
        read: (file) => readSafetensors(file).tensors,
        format: /^safetensors: /,
      }),
  );
});

function withByte(file: Uint8Array, byte: number): Uint8Array {
  file[file.length - 1] = byte;
  return file;
}
