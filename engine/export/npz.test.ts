import { describe, expect, it } from 'vitest';
import { runPython } from '../testing/python';
import { readNpy, writeNpy } from './npy';
import { readNpz, writeNpz } from './npz';
import { fuzz } from './testing/fuzz';
import { type NamedTensor, WeightsFileError } from './weightsFile';

/* Bits that a careless copy loses: minus zero, a denormal number, NaN with a payload. */
const bits = new Float32Array(
  Uint32Array.of(0x80000000, 0x00000001, 0x7fc12345, 0x7f800000, 0x3f800001, 0xff7fffff).buffer,
);
const kernel: NamedTensor = { name: 'sequential/dense/kernel', dtype: 'float32', shape: [2, 3], data: bits };
const all: NamedTensor[] = [
  kernel,
  { name: 'scalar', dtype: 'float64', shape: [], data: Float64Array.of(Math.PI) },
  { name: 'Gewichte µ 重み', dtype: 'int32', shape: [3], data: Int32Array.of(-1, 0, 2147483647) },
  { name: 'mask', dtype: 'bool', shape: [2, 2], data: Uint8Array.of(0, 1, 1, 0) },
  { name: 'nothing', dtype: 'float32', shape: [0, 4], data: new Float32Array(0) },
];
const words = ({ data }: NamedTensor) => [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];

describe('npz', () => {
  it('gives back what was written, bit for bit', async () => {
    const { tensors, metadata } = await readNpz(await writeNpz(all, { lesson: 'xor', step: '500' }));
    expect(tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual(
      all.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    );
    expect(tensors.map(words)).toEqual(all.map(words));
    expect(metadata).toEqual({ lesson: 'xor', step: '500' });
  });

  it('may be an array alone, which has no name', async () => {
    const { tensors } = await readNpz(writeNpy(kernel));
    expect(tensors.map(({ name, shape }) => [name, shape])).toEqual([['array', [2, 3]]]);
    expect(words(tensors[0])).toEqual(words(kernel));
    await expect(readNpz(writeNpy(kernel).slice(0, -1))).rejects.toThrow(WeightsFileError);
  });

  it('is the same file for the same weights', async () => {
    expect(await writeNpz(all)).toEqual(await writeNpz(all));
  });

  it('is read by NumPy, bit for bit', async () => {
    const said = await runPython(
      `import sys, json, numpy as np
z = np.load(sys.argv[1])
print(json.dumps({name: [str(z[name].dtype), z[name].shape, list(z[name].tobytes())] for name in z.files if name.count('__metadata__') == 0}))`,
      { 'weights.npz': await writeNpz(all, { step: '1' }) },
    );
    expect(JSON.parse(said)).toEqual(
      Object.fromEntries(all.map((one) => [one.name, [one.dtype, one.shape, words(one)]])),
    );
  });

  it("reads NumPy's own files: compressed, in Fortran order, big-endian", async () => {
    const said = await runPython(
      `import base64, io, numpy as np
a = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
out = io.BytesIO()
np.savez_compressed(out, c=a, fortran=np.asfortranarray(a), big=a.astype('>f4'), flag=np.array(True))
print(base64.b64encode(out.getvalue()).decode())`,
    );
    const { tensors } = await readNpz(Uint8Array.from(Buffer.from(said, 'base64')));
    const counted = Array.from({ length: 24 }, (_, i) => i);
    expect(Object.fromEntries(tensors.map(({ name, data }) => [name, [...data]]))).toEqual({
      c: counted,
      fortran: counted,
      big: counted,
      flag: [1],
    });
  });
});

describe('refuses', () => {
  const npy = (header: string, bytes = 0) => {
    const text = new TextEncoder().encode(header);
    const file = new Uint8Array(10 + text.length + bytes);
    file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
    file.set(text, 10);
    return file;
  };
  const header = (descr: string, shape: string) =>
    `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }\n`;

  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(0), /does not start as a .npy file does/],
    ['a cut-off header', npy('{').slice(0, 9), /does not start/],
    ['Python code', npy("__import__('os')"), /its header is not one that NumPy writes/],
    ['objects', npy(header('|O', '(1,)'), 8), /dtype "\|O" is not one of float32/],
    ['a huge shape', npy(header('<f4', '(4294967296, 4294967296, 2)')), /larger than any file/],
    ['sizes beyond integers', npy(header('<f4', '(99999999999999999999,)')), /expected integers from 0/],
    ['too few numbers', npy(header('<f4', '(3,)'), 8), /is 12 bytes, the file holds 8; it is cut off/],
    ['too many numbers', npy(header('<f4', '(1,)'), 8), /is 4 bytes, the file holds 8; it is damaged/],
    ['a boolean of 7', npy(header('|b1', '(1,)'), 1).fill(7, -1), /bytes of 0 and 1/],
  ])('%s', (_, file, message) => {
    expect(() => readNpy('w', file)).toThrow(WeightsFileError);
    expect(() => readNpy('w', file)).toThrow(message);
  });

  it('an archive that is none, cut off or damaged', async () => {
    const file = await writeNpz(all);
    await expect(readNpz(Uint8Array.of(1, 2, 3))).rejects.toThrow(/^npz: the archive is not whole/);
    await expect(readNpz(file.slice(0, 300))).rejects.toThrow(WeightsFileError);
    const damaged = file.slice();
    damaged[200] ^= 1;
    await expect(readNpz(damaged)).rejects.toThrow(WeightsFileError);
  });

  it('two arrays of one name, and names that are none', async () => {
    await expect(writeNpz([kernel, kernel])).rejects.toThrow('two arrays are called "sequential/dense/kernel"');
    await expect(writeNpz([{ ...kernel, name: '' }])).rejects.toThrow('an array has an empty name');
  });

  it('a bomb, before it goes off', async () => {
    const said = await runPython(
      `import base64, io, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
    with z.open('bomb.npy', 'w', force_zip64=True) as f:
        for _ in range(600):
            f.write(bytes(2 ** 20))
print(base64.b64encode(out.getvalue()).decode())`,
    );
    const before = process.memoryUsage().rss;
    await expect(readNpz(Uint8Array.from(Buffer.from(said, 'base64')))).rejects.toThrow(/unpacks to 629145600 bytes/);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 << 20);
  });

  it('a bomb that says it is small, as soon as it is larger than that', async () => {
    const said = await runPython(
      `import base64, io, struct, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
    with z.open('bomb.npy', 'w') as f:
        for _ in range(600):
            f.write(bytes(2 ** 20))
print(base64.b64encode(out.getvalue().replace(struct.pack('<I', 600 * 2 ** 20), struct.pack('<I', 1000))).decode())`,
    );
    const file = Uint8Array.from(Buffer.from(said, 'base64'));
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
    await expect(readNpz(file)).rejects.toThrow(/Invalid uncompressed size/);
    clearInterval(watch);
    expect(most - before).toBeLessThan(100 << 20);
  });

  it('names that lead out of a folder, and one that comes twice; takes letters of any script', async () => {
    const said = await runPython(
      `import base64, io, warnings, zipfile
import numpy as np
warnings.simplefilter('ignore')
array = io.BytesIO()
np.save(array, np.float32([1, 2]))
for names in (['../../etc/passwd.npy'], ['/etc/w.npy'], ['w.npy', 'w.npy'], ['µ/重み.npy']):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as z:
        for name in names:
            z.writestr(name, array.getvalue())
    print(base64.b64encode(out.getvalue()).decode())`,
    );
    const archives = said
      .trim()
      .split('\n')
      .map((text) => Uint8Array.from(Buffer.from(text, 'base64')));
    const [out, root, twice, letters] = archives;
    await expect(readNpz(out)).rejects.toThrow(/Unsafe filename/);
    await expect(readNpz(root)).rejects.toThrow(/Unsafe filename/);
    await expect(readNpz(twice)).rejects.toThrow(WeightsFileError);
    expect((await readNpz(letters)).tensors.map(({ name }) => name)).toEqual(['µ/重み']);
  });

  it(
    'any of ten thousand mutations without another kind of error, in bounded memory and time',
    { timeout: 300_000 },
    async () =>
      fuzz({
        seed: 314,
        originals: [await writeNpz([kernel, all[3]], { lesson: 'xor' }), writeNpy(kernel)],
        read: async (file, which) => (which === 0 ? (await readNpz(file)).tensors : [readNpy('w', file)]),
        format: /^np[yz]: /,
      }),
  );
});
