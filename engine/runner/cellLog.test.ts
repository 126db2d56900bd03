import { describe, expect, it } from 'vitest';
import type { CellOutput } from '../protocol';
import { CellLog, MOST_OUTPUT } from './cellLog';

const stdout = (text: string): CellOutput => ({ kind: 'stream', name: 'stdout', text });
const stderr = (text: string): CellOutput => ({ kind: 'stream', name: 'stderr', text });
const result = (text: string): CellOutput => ({ kind: 'result', text, png: null, count: 1 });

function logOf(...outputs: CellOutput[]): CellLog {
  const log = new CellLog();
  for (const output of outputs) log.add(output);
  return log;
}

describe('what a cell gives out', () => {
  it('is one text where texts of one stream follow one another', () => {
    const log = logOf(stdout('a\n'), stdout('b\n'), stderr('c\n'), stdout('d\n'), result('8.0'), stdout('e\n'));
    const texts = [stdout('a\nb\n'), stderr('c\n'), stdout('d\n'), result('8.0'), stdout('e\n')];
    expect(log.outputs).toEqual(texts);
  });

  it('is told in pieces, the first of which starts the cell anew', () => {
    const log = logOf(stdout('a'));
    expect(log.take()).toEqual({ reset: true, outputs: [stdout('a')] });
    expect(log.take()).toBeNull();
    log.add(stdout('b'));
    log.add(stdout('c'));
    expect(log.take()).toEqual({ reset: false, outputs: [stdout('bc')] });
    expect(log.outputs).toEqual([stdout('abc')]);
  });

  it('is nothing for a cell that gives out nothing, but the cell starts anew all the same', () => {
    expect(new CellLog().take()).toEqual({ reset: true, outputs: [] });
  });
});

describe('a line of progress', () => {
  it.each([
    ['returns', (i: number) => `\r${i}/1000 [=====]`],
    ['backspaces', (i: number) => `${'\b'.repeat(`${i - 1}/1000 [=====]`.length)}${i}/1000 [=====]`],
    ['returns with colours', (i: number) => `\r\x1b[1m${i}/1000\x1b[0m [=====]`],
  ])('is kept as it shows in the end: %s', (_, progress) => {
    const log = logOf(stdout('Epoch 1/2\n'));
    for (let i = 1; i <= 1000; i++) log.add(stdout(progress(i)));
    log.add(stdout('\nEpoch 2/2\n'));
    const [{ text }] = log.outputs as { text: string }[];
    expect(text.length).toBeLessThan(100);
    expect(text).toMatch(/^Epoch 1\/2\n/);
    expect(text.split('\n')[1].split('\r').at(-1)).toBe(progress(1000).replace(/^[\b\r]+/, ''));
    expect(text.endsWith('\nEpoch 2/2\n')).toBe(true);
  });

  it('keeps what a shorter text does not cover', () => {
    const log = logOf(stdout('\rabcdef'), stdout('\rXY'));
    expect(log.outputs).toEqual([stdout('\rXYcdef')]);
  });

  it('leaves lines that end in \\r\\n, and single backspaces, as they are', () => {
    expect(logOf(stdout('a\r\nb\r\n'), stdout('cd\be')).outputs).toEqual([stdout('a\r\nb\r\ncd\be')]);
  });
});

describe('a cell that gives out too much', () => {
  it('is cut with one message, and its error is told all the same', () => {
    const log = new CellLog();
    for (let i = 0; i < 1000; i++) log.add(stdout('x'.repeat(10_000)));
    log.add({ kind: 'error', name: 'ValueError', message: 'no', traceback: ['ValueError: no'] });
    const [text, message, error] = log.outputs;
    expect(log.outputs).toHaveLength(3);
    expect(text.kind === 'stream' && text.text.length).toBe(MOST_OUTPUT);
    expect(message).toMatchObject({ name: 'stderr', text: expect.stringContaining('more than 1 MB') });
    expect(error).toMatchObject({ kind: 'error', message: 'no' });
  });

  it('is not one whose bar of progress runs long', () => {
    const log = new CellLog();
    for (let i = 0; i < 20_000; i++) log.add(stdout(`\r${'='.repeat(100)} ${i}`));
    log.add(stdout('\ndone\n'));
    expect(log.outputs).toHaveLength(1);
    expect((log.outputs[0] as { text: string }).text.endsWith('19999\ndone\n')).toBe(true);
  });

  it('has the ends of an endless traceback', () => {
    const traceback = Array.from({ length: 5000 }, (_, i) => `line ${i}`);
    const log = logOf({ kind: 'error', name: 'RecursionError', message: 'm'.repeat(50_000), traceback });
    const [error] = log.outputs as Extract<CellOutput, { kind: 'error' }>[];
    expect(error.traceback.length).toBeLessThan(100);
    expect([error.traceback[0], error.traceback.at(-1)]).toEqual(['line 0', 'line 4999']);
    expect(error.message.length).toBeLessThan(20_010);
  });
});
