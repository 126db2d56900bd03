import { expect, it } from 'vitest';
import { Interpreter } from './interpreter';
import { pythonFiles, TestWorld } from './testing/testWorld';

it("starts without its snapshot, and when that is another version's", { timeout: 180_000 }, async () => {
  const files = await pythonFiles();
  const other = files.snapshot!.slice();
  // The number of the build stands in the snapshot's head.
  other.fill(7, 16, 48);
  for (const snapshot of [null, other]) {
    const world = await TestWorld.start({ ...files, snapshot });
    expect(world.run('import sys, tensorflow as tf\nsys.version_info[:2], tf.constant([1.0]).shape').result).toBe(
      '((3, 14), TensorShape([1]))',
    );
    expect(world.run('import js').end).toMatchObject({ type: 'failed', error: { name: 'ModuleNotFoundError' } });
  }
});

it('says so when it does not start either way', { timeout: 60_000 }, async () => {
  const files = await pythonFiles();
  await expect(Interpreter.load({ ...files, library: new Uint8Array(0), snapshot: null })).rejects.toThrow();
});

it('hears what is printed, and stops when it is asked to', { timeout: 60_000 }, async () => {
  const interpreter = await Interpreter.load(await pythonFiles());
  let printed = '';
  interpreter.output = { stdout: (bytes) => (printed += new TextDecoder().decode(bytes)), stderr: () => {} };
  const told: string[] = [];
  interpreter.cells.connect((kind) => told.push(String(kind)));
  interpreter.cells.open(1);
  expect(JSON.parse(interpreter.cells.run('print("here")\n1', 1, 1))).toEqual({ end: 'finished' });
  expect(printed).toBe('here\n');
  expect(told).toEqual(['user', 'result', 'rest']);
  let asked = 0;
  interpreter.interrupted = () => told.at(-1) === 'user' && asked++ === 3;
  expect(JSON.parse(interpreter.cells.run('while True: pass', 2, 2))).toMatchObject({ end: 'interrupted' });
});
