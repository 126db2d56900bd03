import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildHeadless } from '../../../build/scripts/headless.mjs';
import { readOnnx } from '../../../engine/export/onnx/read';
import { readSafetensors } from '../../../engine/export/safetensors';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-export-'));
let program: string;
beforeAll(async () => {
  program = await buildHeadless();
  writeFileSync(path.join(folder, 'neuron.ts'), NEURON);
  writeFileSync(path.join(folder, 'broken.ts'), 'const x = tf.ones([2, 3]);\ntf.matmul(x, x);\n');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const NEURON = `const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1)]);
const optimizer = new tf.optimizers.SGD({ learningRate: 0.01 });
const x = tf.constant([[2.0]]);
for (let step = 1; step <= 50; step++) {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => tf.reduceMean(tf.losses.mse([[5]], model.call(x))));
  const gradients = tape.gradient(loss, model.trainableVariables);
  optimizer.applyGradients(zip(gradients, model.trainableVariables));
  if (step === 1) print('hello from the script');
}
`;

function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env: { ...process.env, INIT_CWD: folder } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}
const bytes = (name: string) => new Uint8Array(readFileSync(path.join(folder, name)));

it('trains so many steps and writes what was trained, the same in every format', async () => {
  const first = await run('neuron.ts', '--steps', '20', '--format', 'onnx', '--out', 'model.onnx');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toContain('hello from the script');
  expect(first.out).toMatch(/wrote model\.onnx: step 20, loss \d/);
  expect((await run('neuron.ts', '--steps', '20', '--out', 'model.safetensors', '--optimizer')).code).toBe(0);
  const { tensors, metadata } = readSafetensors(bytes('model.safetensors'));
  expect(metadata.step).toBe('20');
  const kernel = tensors.find(({ name }) => name === 'sequential/dense/kernel')!;
  const inOnnx = readOnnx(bytes('model.onnx')).tensors.map(({ data }) => [...data]);
  expect(inOnnx).toContainEqual([...kernel.data]);
  expect(tensors.find(({ name }) => name === 'sgd/iteration')!.data[0]).toBe(20);
}, 60_000);

it('exports a script that ends early as it ended, and says so', async () => {
  const { code, err, out } = await run('neuron.ts', '--steps', '60', '--format', 'csv');
  expect({ code, err }).toEqual({ code: 0, err: 'export: the script ended after step 50 of 60\n' });
  expect(out).toContain('wrote neuron-step-50.csv');
  expect(readFileSync(path.join(folder, 'neuron-step-50.csv'), 'utf8').split('\r\n')).toHaveLength(52);
}, 60_000);

it('runs a notebook to its end, and exports what its cells have trained', async () => {
  const cell = (source: string) => ({ cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source });
  const notebook = (...cells: string[]) =>
    JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells: cells.map(cell) });
  const training = `for step in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(w ** 2)
    w.assign_sub(0.25 * tape.gradient(loss, w))`;
  const start = `import tensorflow as tf\nw = tf.Variable([2.0, -4.0], name='w')\nprint('begun')`;
  writeFileSync(path.join(folder, 'lecture 1.ipynb'), notebook(start, training, 'w.numpy()'));
  const { code, err, out } = await run('lecture 1.ipynb');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('begun\n');
  expect(out).toContain('array([ 0.25, -0.5 ], dtype=float32)\n');
  expect(out).toContain('wrote lecture-1-step-3.safetensors: step 3, loss 1.25');
  const [{ data }] = readSafetensors(bytes('lecture-1-step-3.safetensors')).tensors;
  expect([...data]).toEqual([0.25, -0.5]);

  writeFileSync(path.join(folder, 'half.ipynb'), notebook(start, 'w + nothing'));
  const before = readdirSync(folder);
  const half = await run('half.ipynb');
  expect(half.code).toBe(1);
  expect(half.err).toContain("export: half.ipynb: cell 2: NameError: name 'nothing' is not defined");
  writeFileSync(path.join(folder, 'half.ipynb'), 'no notebook');
  expect(await run('half.ipynb')).toMatchObject({ code: 1, err: expect.stringMatching(/^export: /) as string });
  expect(readdirSync(folder)).toEqual(before);
}, 120_000);

it('fails with a message and a code, and writes nothing', async () => {
  const before = readdirSync(folder);
  expect(await run('broken.ts', '--out', 'x.npz')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^export: broken\.ts:2: ShapeError: matmul/) as string,
  });
  expect(await run('gone.ts')).toMatchObject({
    code: 1,
    err: expect.stringContaining('gone.ts could not be read') as string,
  });
  expect(await run('neuron.ts', '--format', 'x')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--help') as string,
  });
  expect(await run('neuron.ts', '--out', 'no/where.npz')).toMatchObject({ code: 1 });
  expect(readdirSync(folder)).toEqual(before);
  expect(existsSync(path.join(folder, 'no'))).toBe(false);
  expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('--format') as string });
}, 60_000);
