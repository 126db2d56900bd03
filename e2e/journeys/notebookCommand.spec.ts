/** `npm run notebook` in the real app: outputs as they come, the executed file, and the codes that it ends with. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ROOT } from '../../build/scripts/root.mjs';

const NOTEBOOKS = path.join(ROOT, 'e2e/notebooks');
const SEED = path.join(NOTEBOOKS, 'the-gradient-tape.ipynb');

let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-notebooks-'));
});
test.afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** `heard`: what is done when it has printed something. */
function notebook(args: readonly string[], heard: (out: string, stop: () => void) => void = () => {}): Promise<Ended> {
  const child = spawn(process.execPath, ['build/scripts/notebook.mjs', ...args], {
    cwd: ROOT,
    env: { ...process.env, INIT_CWD: folder },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => {
    said.out += data.toString();
    heard(said.out, () => child.kill('SIGINT'));
  });
  child.stderr.on('data', (data: Buffer) => (said.err += data.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}

interface File {
  cells: { cell_type: string; outputs?: unknown[]; execution_count?: number | null }[];
}
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as File;
const py = (name: string, ...cells: string[]) =>
  writeFileSync(at(name), cells.map((one) => `# %%\n${one}\n`).join('\n'));

test('the seed notebook runs, and is written as TensorFlow would leave it', async () => {
  const { code, out, err } = await notebook([SEED, '--out', 'executed.ipynb']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('np.float32(8.0)\n[<tf.Tensor: shape=(1, 1), dtype=float32, numpy=array([[-9.295926]]');
  expect(out).toMatch(/<KerasVariable shape=\(\), dtype=int64, path=SGD\/iteration>\nwrote .*executed\.ipynb\n$/);
  expect(read(at('executed.ipynb'))).toEqual(read(SEED));
});

// The same as electron/host/notebooks.test.ts asks in Node, of the bundled app and its closed-off worker.
for (const name of readdirSync(NOTEBOOKS).filter((file) => file.endsWith('.ipynb'))) {
  test(`${name} gives in the app the outputs that it has`, async () => {
    const { code, err } = await notebook([path.join(NOTEBOOKS, name), '--out', name]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(read(at(name))).toEqual(read(path.join(NOTEBOOKS, name)));
  });
}

test('a cell that fails ends it with its traceback, and what ran is written', async () => {
  py('fails.py', 'x = [1]\nprint(x)', 'def f():\n    return x[3]\n\nf()', 'print("never")');
  const { code, out, err } = await notebook(['fails.py']);
  expect(code).toBe(1);
  expect(out).toContain('[1]\n');
  expect(out).not.toContain('never');
  expect(err).toMatch(/Traceback[^]*Cell In\[2\], line 4[^]*line 2, in f[^]*IndexError: list index out of range/);
  expect(err).toContain('notebook: fails.py did not come to its end: cell 2: IndexError');
  const { cells } = read(at('fails.executed.ipynb'));
  expect(cells.map(({ execution_count, outputs }) => [execution_count, outputs?.length])).toEqual([
    [1, 1],
    [2, 1],
    [null, 0],
  ]);
});

test('an endless cell is ended by its time, and by an interrupt', async () => {
  py('loop.py', 'print("on")', 'while True:\n    pass');
  const late = await notebook(['loop.py', '--timeout', '2']);
  expect(late.code).toBe(1);
  expect(late.err).toContain('it took more than 2 s');
  rmSync(at('loop.executed.ipynb'));
  const interrupted = await notebook(['loop.py'], (out, stop) => out.includes('on\n') && stop());
  expect(interrupted.code).toBe(130);
  expect(interrupted.err).toContain('it was interrupted');
  expect(read(at('loop.executed.ipynb')).cells[0].execution_count).toBe(1);
});

test('what is no notebook, and no command, is said', async () => {
  writeFileSync(at('broken.ipynb'), '{"cells": [');
  expect(await notebook(['broken.ipynb'])).toMatchObject({
    code: 1,
    err: expect.stringContaining("'broken.ipynb' cannot be opened: it is not valid JSON"),
  });
  expect(await notebook(['gone.ipynb'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('there is no such file'),
  });
  expect(await notebook([])).toMatchObject({ code: 2, err: expect.stringContaining('--help') });
  expect(await notebook(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--timeout') });
  expect(existsSync(at('broken.executed.ipynb'))).toBe(false);
});
