/** Whatever a script does, its runtime is taken apart without a complaint of the interpreter. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { tf } from '../index';
import { Sandbox, type SandboxLimits } from './sandbox';
import { LocalLine } from './testing/localLine';
import { runScript } from './world';

const SMALL: SandboxLimits = { memoryBytes: 4 << 20, stackBytes: 128 << 10 };

let said: string[];
beforeEach(() => {
  said = [];
  const keep = (...words: unknown[]) => void said.push(words.join(' '));
  vi.spyOn(console, 'error').mockImplementation(keep);
  vi.spyOn(console, 'warn').mockImplementation(keep);
});
afterEach(() => vi.restoreAllMocks());

const TAPE = 'const v = new tf.Variable(1), tape = new tf.GradientTape();';

it.each([
  ['ends', 'print(tf.square(2));', 'finished'],
  ['throws', 'throw new Error("no");', 'failed'],
  ['throws what is no error', 'throw null;', 'failed'],
  ['does not parse', 'const = 1;', 'failed'],
  ['throws in a function given to tf', `${TAPE} tape.record(() => { throw new TypeError("no"); });`, 'failed'],
  ['catches that', `${TAPE} try { tape.record(() => { throw v; }); } catch (e) { print(e); }`, 'finished'],
  ['names a wrong shape', 'tf.matmul(tf.ones([2, 3]), tf.ones([4, 5]));', 'failed'],
  ['awaits what never comes', 'await new Promise(() => {});', 'failed'],
  ['throws after an await', 'await null; throw new RangeError("late");', 'failed'],
  ['leaves a rejection unhandled', 'Promise.reject(new Error("nobody")); print(1);', 'finished'],
  ['recurses without end', 'const f = () => f() + 1; f();', 'failed'],
  ['catches its own recursion', 'const f = () => f() + 1; try { f(); } catch (e) { print(e.name); }', 'finished'],
  ['recurses through tf', `${TAPE} const f = () => tape.stopRecording(f); tape.record(f);`, 'failed'],
  ['fills its memory', 'const all = []; for (;;) all.push(new Array(1000).fill({}));', 'failed'],
  [
    'catches that its memory is full',
    'const all = []; try { for (;;) all.push(new Array(1000).fill(all)); } catch (e) { all.length = 0; print(1); }',
    'finished',
  ],
  [
    'keeps functions of the engine',
    'globalThis.g = tf.customGradient((x) => [tf.square(x), (dy) => dy]); print(g(tf.ones([])));',
    'finished',
  ],
  [
    'goes round in circles',
    'const a = { f: () => a }; a.a = a; globalThis.a = a; globalThis.t = tf.ones([2]);',
    'finished',
  ],
] as const)('a script that %s', async (_, source, outcome) => {
  const sandbox = await Sandbox.load();
  const line = new LocalLine();
  const ended = await runScript({ sandbox, tf, source, pins: {}, seed: 1, line, limits: SMALL });
  expect(ended.type, JSON.stringify(ended)).toBe(outcome);
  // The next one finds a sound interpreter.
  const next = await runScript({ sandbox, tf, source: 'print(tf.add(1, 1));', pins: {}, seed: 1, line });
  expect(next).toEqual({ type: 'finished' });
  expect(said).toEqual([]);
});

it.each([
  ['in a loop', 'for (;;) {}'],
  ['in a function given to tf', `${TAPE} tape.record(() => { for (;;) {} });`],
  ['in a loop that catches everything', 'for (;;) { try { for (;;) tf.square(2); } catch {} }'],
  ['in an async function', 'const f = async () => { for (;;) await null; }; await f();'],
  ['in training, or at its gate', `for (;;) { ${TAPE} tape.gradient(tape.record(() => v.mul(v)), v); }`],
])('a script that is stopped %s', async (_, source) => {
  const sandbox = await Sandbox.load();
  const line = new LocalLine();
  let asked = 0;
  line.stopped = () => ++asked > 20;
  const ended = await runScript({ sandbox, tf, source, pins: {}, seed: 1, line });
  expect(ended).toEqual({ type: 'interrupted' });
  const next = await runScript({ sandbox, tf, source: 'print(1);', pins: {}, seed: 1, line: new LocalLine() });
  expect(next).toEqual({ type: 'finished' });
  expect(said).toEqual([]);
});
