import { beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../index';
import { Sandbox } from './sandbox';
import { LocalLine } from './testing/localLine';
import { runScript, type ScriptOutcome } from './world';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.load();
});

async function outcomeOf(source: string, line = new LocalLine()): Promise<ScriptOutcome> {
  return runScript({ sandbox, tf, source, pins: {}, seed: 1, line });
}

async function printsOf(source: string): Promise<string[]> {
  const line = new LocalLine();
  expect(await outcomeOf(source, line)).toEqual({ type: 'finished' });
  return line.printed;
}

describe('a script', () => {
  it('sees nothing but JavaScript, tf, zip, console and print', async () => {
    const names = (await printsOf('print(Object.getOwnPropertyNames(globalThis).sort().join(" "))'))[0].split(' ');
    const unknown = names.filter((name) => !(name in globalThis) && !name.startsWith('__tapedeck'));
    expect(unknown.sort()).toEqual(
      ['Float16Array', 'InternalError', 'Iterator', 'print', 'tf', 'zip'].filter((one) => unknown.includes(one)),
    );
    for (const outside of ['process', 'require', 'fetch', 'module', 'importScripts', 'postMessage', 'self', 'window']) {
      expect(names).not.toContain(outside);
    }
    for (const withheld of ['performance', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'WebAssembly']) {
      expect(names).not.toContain(withheld);
    }
  });

  it('does not get out through constructors, Function or eval', async () => {
    expect(
      await printsOf(`const ways = [
  () => tf.square.constructor('return typeof process')(),
  () => tf.constant(1).constructor.constructor('return typeof process')(),
  () => (0, eval)('typeof process + typeof require + typeof fetch'),
  () => new Function('return typeof globalThis.process')(),
  () => Object.getPrototypeOf(async () => {}).constructor('return typeof process')() instanceof Promise,
  () => print.constructor('return typeof process')(),
];
for (const way of ways) print(way());`),
    ).toEqual(['undefined', 'undefined', 'undefinedundefinedundefined', 'undefined', 'true', 'undefined']);
  });

  it('cannot forge, change or mix up references', async () => {
    expect(
      await printsOf(`const t = tf.constant(1), v = new tf.Variable(2.0);
const tries = {
  fake: () => Object.create(tf.Tensor.prototype).item(),
  borrowed: () => tf.Tensor.prototype.item.call(v.constructor),
  mixed: () => tf.GradientTape.prototype.record.call(t, () => 1),
  assigned: () => tf.Variable.prototype.assign.call(t, 3),
  getter: () => Object.getOwnPropertyDescriptor(tf.Tensor.prototype, 'rank').get.call({}),
  proxied: () => new Proxy(t, {}).item(),
};
for (const [name, attempt] of Object.entries(tries)) {
  try { print(name, 'got', attempt()); } catch (error) { print(name, error.name); }
}
print(Object.keys(t), JSON.stringify(t), Reflect.ownKeys(t));`),
    ).toEqual([
      'fake TypeError',
      'borrowed TypeError',
      'mixed TypeError',
      'assigned TypeError',
      'getter TypeError',
      'proxied TypeError',
      '[] {} []',
    ]);
  });

  it('does not reach the objects behind tensors', async () => {
    expect(
      await printsOf(`const t = tf.constant(1);
print(typeof t.backend, typeof t.storage === 'object', typeof tf.square.op, typeof tf.Tensor.prototype.backend);`),
    ).toEqual(['undefined false undefined undefined']);
  });

  it('changes no prototype of the engine, whatever keys it gives', async () => {
    const outcome = await outcomeOf(`tf.reduceSum([1], JSON.parse('{"__proto__": {"axis": 5}, "constructor": 1}'));`);
    expect(outcome).toMatchObject({ type: 'failed', error: { message: expect.stringContaining('__proto__') } });
    await printsOf(`Object.prototype.axis = 0; Array.prototype.push = () => 0; String.prototype.slice = () => '';
Map.prototype.get = () => undefined;`);
    expect(({} as Record<string, unknown>).axis).toBeUndefined();
    expect(await printsOf('print(tf.reduceSum([[1, 2], [3, 4]]).item())')).toEqual(['10']);
  });

  it('cannot call tf from a getter among its own arguments, and does no harm by trying', async () => {
    expect(
      await printsOf(`try {
  tf.reduceSum([1, 2], { get axis() { return tf.constant(0).item(); } });
} catch (error) { print(error.message); }
print(tf.reduceSum([1, 2]).item());`),
    ).toEqual(['tf cannot be called by a getter or proxy among its own arguments', '3']);
  });

  it('ends without end of arguments, nesting or circles', async () => {
    for (const source of [
      'const a = []; a.push(a, 1); tf.constant(a);',
      'let a = [1]; for (let i = 0; i < 200; i++) a = [a]; tf.constant(a);',
      'const f = () => new tf.GradientTape().record(f); f();',
      'const f = () => tf.tidy(f); f();',
    ]) {
      expect(await outcomeOf(source), source).toMatchObject({ type: 'failed', error: { name: 'RangeError' } });
    }
  });
});

describe('the stop', () => {
  const endless = [
    'while (true) {}',
    'for (;;) { try { while (true) {} } catch {} }',
    'new tf.GradientTape().record(() => { while (true) {} });',
    'try { new tf.GradientTape().record(() => { try { for (;;); } finally { for (;;); } }); } finally { for (;;); }',
    'await 1; while (true) tf.ones([2]);',
    'async function f() { for (;;) await null; }\nawait f();',
    '[1].map(function f() { return [1].map(() => { for (;;); }); });',
    'for (;;) /(a+)+b/.test("aaaaaaaaaaaaaaaaaaaa");',
  ];

  it.each(endless)('ends %s within a second', async (source) => {
    const line = new LocalLine();
    line.keepItems = false;
    const start = performance.now();
    line.stop = () => performance.now() - start > 50;
    expect(await outcomeOf(source, line)).toEqual({ type: 'interrupted' });
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(await printsOf('print(tf.add(1, 2).item())')).toEqual(['3']);
  });

  it('at a gate ends the script there, though it catches everything', async () => {
    const line = new LocalLine();
    let stopped = false;
    line.stop = () => stopped;
    line.gate = () => {
      stopped = true;
      return LocalLine.prototype.gate.call(line, 1);
    };
    const source = `const x = new tf.Variable(1.0);
for (;;) {
  try {
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.square(x));
    tape.gradient(y, x);
  } catch {}
}`;
    expect(await outcomeOf(source, line)).toEqual({ type: 'interrupted' });
    expect(line.of('recordingStarted').length).toBe(1);
  });
});

describe('a memory bomb', { timeout: 60_000 }, () => {
  it.each([
    'const a = []; for (;;) a.push(new Float64Array(1e6));',
    'const a = []; for (;;) a.push({ a });',
    'let s = "xxxxxxxx"; for (;;) s += s;',
    'const a = []; try { for (;;) a.push(new Array(1e5).fill(1)); } catch (error) { a.push(new Array(1e6).fill(2)); throw error; }',
    'tf.constant(Array.from({ length: 1e7 }, () => Array.from({ length: 4 }, () => 1)));',
  ])('%s is a clean error, and the next run works', async (source) => {
    const limits = { memoryBytes: 32 << 20, stackBytes: 256 << 10 };
    const line = new LocalLine();
    const outcome = await runScript({ sandbox, tf, source, pins: {}, seed: 1, line, limits });
    expect(outcome).toMatchObject({
      type: 'failed',
      error: { name: expect.stringMatching(/MemoryError|RangeError|InternalError/), line: 1 },
    });
    expect(await printsOf('print(tf.add(1, 2).item())')).toEqual(['3']);
  });
});
