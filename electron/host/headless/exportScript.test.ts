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
