import { expect, it } from 'vitest';
import type { CellOutput } from '../protocol/notebook';
import { CellOutputs, MOST_BYTES } from './cellOutput';

function outputs() {
  const pushed: CellOutput[] = [];
  const clock = { now: 0 };
  const cell = new CellOutputs(
    (output) => pushed.push(output),
    () => clock.now,
  );
  cell.begin();
  const print = (text: string, name: 'stdout' | 'stderr' = 'stdout') =>
    cell.write(name, new TextEncoder().encode(text));
  return { cell, pushed, clock, print };
}
const text = (name: string, value: string) => ({ kind: 'stream', name, text: value });

it('sends the first text at once, and gathers what follows for a moment', () => {
  const { cell, pushed, clock, print } = outputs();
  print('a');
  print('b');
  print('c');
  expect(pushed).toEqual([text('stdout', 'a')]);
  clock.now = 49;
  cell.tick();
  expect(pushed).toHaveLength(1);
  clock.now = 50;
  cell.tick();
  expect(pushed).toEqual([text('stdout', 'a'), text('stdout', 'bc')]);
});

it('keeps the order of streams and results', () => {
  const { cell, pushed, print } = outputs();
  print('a');
  print('b');
  print('c', 'stderr');
  cell.show('1', 1);
  const result: CellOutput = { kind: 'result', text: '1', png: null, count: 1 };
  expect(pushed).toEqual([text('stdout', 'a'), text('stdout', 'b'), text('stderr', 'c'), result]);
});

it('puts a letter together that came in two pieces', () => {
  const { cell, pushed } = outputs();
  const [first, second] = [new Uint8Array([0xc3]), new Uint8Array([0xa4])];
  cell.write('stdout', first);
  cell.write('stdout', second);
  cell.flush();
  expect(pushed).toEqual([text('stdout', 'ä')]);
});

it('drops what is too much, says so once, and begins anew with the next cell', () => {
  const { cell, pushed, print } = outputs();
  for (let i = 0; i < 3; i++) print('x'.repeat(MOST_BYTES / 2 + 1));
  cell.flush();
  const all = pushed.map((output) => (output.kind === 'stream' ? output.text : '')).join('');
  expect(all.match(/x/g)).toHaveLength(MOST_BYTES);
  expect(all.match(/the rest is dropped/g)).toHaveLength(1);
  cell.begin();
  print('y');
  expect(pushed.at(-1)).toEqual(text('stdout', 'y'));
});

it('cuts a result and a traceback that nobody could read', () => {
  const { cell, pushed } = outputs();
  cell.show('x'.repeat(1 << 20), 1);
  cell.fail({ name: 'E', message: '', traceback: Array.from({ length: 10_000 }, () => 'x') });
  expect(pushed[0]).toMatchObject({ text: expect.stringMatching(/^x{262144}\n… \(786432 more characters\)$/) });
  expect(pushed[1]).toMatchObject({ traceback: { length: 500 } });
});

it('drops results that are too many, and still tells how the cell has failed', () => {
  const { cell, pushed } = outputs();
  for (let i = 0; i < 10_000; i++) cell.show('1', null);
  cell.fail({ name: 'E', message: 'm', traceback: [] });
  expect(pushed.length).toBeLessThan(5_000);
  expect(pushed.at(-2)).toMatchObject({ kind: 'stream', name: 'stderr' });
  expect(pushed.at(-1)).toMatchObject({ kind: 'error', name: 'E' });
});
