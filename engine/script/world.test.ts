import { beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../index';
import type { ScriptError } from '../protocol/events';
import { Sandbox } from './sandbox';
import { LocalLine } from './testing/localLine';
import { runScript, type ScriptOutcome } from './world';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.load();
});

async function outcomeOf(source: string, line = new LocalLine(), pins = {}): Promise<ScriptOutcome> {
  return runScript({ sandbox, tf, source, pins, seed: 1, line });
}

async function run(source: string, line = new LocalLine(), pins = {}): Promise<LocalLine> {
  expect(await outcomeOf(source, line, pins)).toEqual({ type: 'finished' });
  return line;
}

async function printsOf(source: string): Promise<string[]> {
  return (await run(source)).printed;
}

async function errorOf(source: string): Promise<ScriptError> {
  const outcome = await outcomeOf(source);
  if (outcome.type !== 'failed') throw new Error(`expected the script to fail, it ${outcome.type}`);
  return outcome.error;
}

describe('tf in a script', () => {
  it('makes tensors, reads them at once and with await, and knows their facts', async () => {
    expect(
      await printsOf(`const x = tf.constant([[1, 2], [3, 4]]);
print(x.shape, x.dtype, x.rank, x.size, x.array(), await x.array(), x.numpy(), x.data());
print(tf.constant(7).item() + 1, await tf.constant(7).item(), x instanceof tf.Tensor, typeof x);
print(tf.constant([true, false]).array(), tf.constant(new Int32Array([1, 2])).dtype);`),
    ).toEqual([
      '[2, 2] float32 2 4 [[1, 2], [3, 4]] [[1, 2], [3, 4]] [[1, 2], [3, 4]] Float32Array [1, 2, 3, 4]',
      '8 7 true object',
      '[true, false] int32',
    ]);
  });

  it('has functions at every place of the tree, and the same function in two places is one', async () => {
    expect(
      await printsOf(`print(tf.losses.mse === tf.keras.losses.meanSquaredError, tf.math.exp === tf.exp);
print(tf.exp(0).item(), tf.nn.relu([-1, 2]).array(), tf.constant([1, 2]).mul(3).array(), tf.pow(2, 3).item());
print(Object.isFrozen(tf), Object.isFrozen(tf.nn));`),
    ).toEqual(['true true', '1 [0, 2] [3, 6] 8', 'true true']);
  });

  it('builds functional models, and makes layers and models of their configs', async () => {
    expect(
      await printsOf(`const { Input, layers, Model } = tf.keras;
const x = Input({ shape: [2] });
const y = new layers.Dense(1, { kernelInitializer: 'ones' }).call(x);
const model = new Model({ inputs: x, outputs: y });
print(y.shape, model.call([[1, 2]]).array(), model.layers[1].output === y);
const again = Model.fromConfig(JSON.parse(JSON.stringify(model.getConfig())));
again.setWeights(model.getWeights());
print(again.call([[3, 4]]).array(), layers.Dense.fromConfig(model.layers[1].getConfig()).units);`),
    ).toEqual(['[null, 1] [[3]] true', '[[7]] 1']);
  });

  it('prints a summary where the script prints, or gives it to a function of the script', async () => {
    expect(
      await printsOf(`const model = new tf.keras.Sequential([tf.keras.Input({ shape: [4, 4, 1] }),
  new tf.keras.layers.Conv2D(2, 3), new tf.keras.layers.Flatten()]);
print(model.summary());
model.summary({ printFn: (table) => print(table.split('\\n')[0]) });`).then((lines) =>
        lines.flatMap((line) => line.split('\n').filter((row) => /conv2d|Model|undefined/.test(row))),
      ),
    ).toEqual([
      'Model: "sequential"',
      '│ conv2d (Conv2D)                 │ (None, 2, 2, 2)        │            20 │',
      'undefined',
      'Model: "sequential"',
    ]);
  });

  it('gives one object one reference', async () => {
    expect(
      await printsOf(`const w = new tf.Variable(1.0);
const tape = new tf.GradientTape({ persistent: true });
const y = tape.record(() => w.mul(2));
const layer = new tf.keras.layers.Dense(1);
const model = new tf.keras.Sequential([layer]);
model.call([[1.0]]);
print(tape.watchedVariables()[0] === w, model.layers[0] === layer, layer.kernel === model.trainableVariables[0]);
print(w instanceof tf.Variable, model instanceof tf.keras.Sequential);
const seen = new Map(model.trainableVariables.map((v, i) => [v, i]));
print(seen.get(layer.bias));`),
    ).toEqual(['true true true', 'true true', '1']);
  });

  it('carries -0, NaN, infinities, undefined options and long texts', async () => {
    expect(
      await printsOf(`print(Object.is(tf.constant(-0).item(), -0), tf.constant([NaN, Infinity]).array());
print(tf.reduceSum([1, 2], { axis: undefined }).item());
print(tf.constant(Array.from({ length: 30000 }, (_, i) => i)).array().length, 'é😀'.repeat(3));
const long = 'x'.repeat(50000); print(long);`),
    ).toEqual(['true [NaN, Infinity]', '3', '30000 é😀é😀é😀', 'x'.repeat(50_000)]);
  });

  it('runs TypeScript', async () => {
    expect(
      await printsOf(`import * as tf from 'tapedeck';
interface Pair { a: number; b: number }
enum Kind { First = 3, Second }
const add = (p: Pair): number => p.a + p.b;
const values: Array<number> = [1, 2] as const satisfies readonly number[] as any;
print(add({ a: 1, b: 2 }), Kind.Second, values);`),
    ).toEqual(['3 4 [1, 2]']);
  });

  it('sets what can be set and refuses the rest', async () => {
    expect(
      await printsOf(`const optimizer = new tf.optimizers.SGD({ learningRate: 0.1 });
optimizer.learningRate = 0.5;
print(optimizer.learningRate);`),
    ).toEqual(['0.5']);
    expect((await errorOf('tf.constant(1).shape = [2];')).name).toBe('TypeError');
    expect((await errorOf('tf.pow = 3;')).name).toBe('TypeError');
  });

  it('fits a compiled model with await', async () => {
    const line = await run(`const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1)]);
model.compile({ optimizer: new tf.optimizers.SGD({ learningRate: 0.1 }), loss: 'mse' });
const history = await model.fit([[1.0], [2.0]], [[2.0], [4.0]], { epochs: 3, verbose: 0 });
print(history.history.loss.length);`);
    expect(line.printed.at(-1)).toBe('3');
    expect(line.gates).toEqual([1, 2]);
  });

  it('pairs with zip up to the shortest, and counts chance and time from the same start', async () => {
    const source =
      'print(zip([1, 2, 3], ["a", "b"]), Math.random(), Math.random(), Date.now(), new Date().toISOString());';
    const [first] = await printsOf(source);
    expect(first).toMatch(/^\[\[1, "a"\], \[2, "b"\]\] 0\.\d+ 0\.\d+ 946684800000 2000-01-01/);
    expect(await printsOf(source)).toEqual([first]);
    expect(await printsOf('print(tf.random.uniform([2]).array())')).toEqual(
      await printsOf('print(tf.random.uniform([2]).array())'),
    );
  });
});

describe('the tape in a script', () => {
  it('differentiates twice with nested tapes', async () => {
    expect(
      await printsOf(`const x = new tf.Variable(3.0);
const outer = new tf.GradientTape();
const first = outer.record(() => {
  const inner = new tf.GradientTape();
  const y = inner.record(() => tf.pow(x, 3));
  return inner.gradient(y, x);
});
print(first.item(), outer.gradient(first, x).item());`),
    ).toEqual(['27 18']);
  });

  it('gives gradients in the structure of the sources, null where there is no path', async () => {
    expect(
      await printsOf(`const a = new tf.Variable(2.0), b = new tf.Variable(3.0);
const tape = new tf.GradientTape({ persistent: true });
const y = tape.record(() => a.mul(a));
const g = tape.gradient(y, { one: a, list: [b, a] });
print(g.one.item(), g.list[0], g.list[1].item());
print(tape.gradient(y, b, { unconnectedGradients: 'zero' }).item());`),
    ).toEqual(['4 null 4', '0']);
  });

  it('gives jacobians', async () => {
    expect(
      await printsOf(`const x = new tf.Variable([1.0, 2.0]);
const tape = new tf.GradientTape();
const y = tape.record(() => tf.square(x));
print(tape.jacobian(y, x).array());`),
    ).toEqual(['[[2, 0], [0, 4]]']);
  });

  it('carries tangents forward, also through a tape', async () => {
    expect(
      await printsOf(`const x = new tf.Variable([1.0, 2.0]);
const accumulator = new tf.autodiff.ForwardAccumulator(x, [1, 10]);
const gradient = accumulator.record(() => {
  const tape = new tf.GradientTape();
  const y = tape.record(() => tf.reduceSum(tf.multiply(x, tf.square(x))));
  return tape.gradient(y, x);
});
print(gradient.array(), accumulator.jvp(gradient).array());`),
    ).toEqual(['[3, 12] [6, 120]']);
  });

  it('takes gradients written by the script, whose functions call back and forth', async () => {
    const line = await run(`const clipped = tf.customGradient((x) => {
  const y = tf.square(x);
  return [y, (dy) => dy.mul(100)];
});
const x = new tf.Variable(2.0);
const tape = new tf.GradientTape();
const y = tape.record(() => clipped(x.readValue()).mul(3));
print(y.item(), tape.gradient(y, x).item());`);
    expect(line.printed).toEqual(['12 300']);
  });

  it('tells the timeline of it in order, on its lines', async () => {
    const line = await run(`const x = new tf.Variable(4.0);
const tape = new tf.GradientTape();
const y = tape.record(() =>
  tf.square(
    x,
  ),
);
const dx = tape.gradient(y, x);
x.assign(dx);`);
    const told = line.items.filter(({ t }) => !['upload', 'op', 'alias', 'free'].includes(t));
    expect(told.map(({ t }) => t)).toEqual([
      'tunable',
      'variableCreated',
      'label',
      'recordingStarted',
      'taped',
      'recordingEnded',
      'label',
      'backwardStarted',
      'seeded',
      'visited',
      'contributed',
      'backwardEnded',
      'label',
      'variableChanged',
    ]);
    const lines = told.filter((item) => 'line' in item).map((item) => [item.t, (item as { line: number }).line]);
    expect(lines).toEqual([
      ['variableCreated', 1],
      ['recordingStarted', 3],
      ['taped', 4],
      ['backwardStarted', 8],
      ['variableChanged', 9],
    ]);
  });

  it('names tensors and variables as the script does', async () => {
    const line = await run(`const x = new tf.Variable(4.0);
let y = tf.square(x);
y = y.mul(2);
const n = 5, list = [y];
const { a, b } = { a: tf.constant(1), b: tf.constant(2) };`);
    expect(line.of('label').map(({ name, variable }) => [name, variable !== null])).toEqual([
      ['x', true],
      ['y', false],
      ['y', false],
      ['a', false],
      ['b', false],
    ]);
  });

  it('waits at a gate before the second training step', async () => {
    const line = await run(`const x = new tf.Variable(4.0);
for (let i = 0; i < 3; i++) {
  const tape = new tf.GradientTape();
  const y = tape.record(() => tf.square(x));
  x.assign(x.sub(tape.gradient(y, x).mul(0.1)));
}`);
    expect(line.gates).toEqual([1, 2]);
  });
});

describe('lines of calls that span lines', () => {
  it('are where the name of the function stands', async () => {
    const line = await run(`const w = new tf.Variable(
  2.0,
);
const tape = new tf.GradientTape();
const loss = tape.record(() =>
  tf.losses.mse(
    tf.constant([[1.0]]),
    tf.reshape(
      w,
      [1, 1],
    ),
  ),
);
const g = tape
  .gradient(
    loss,
    w,
  );
print(
  g,
);`);
    const places = line.items.flatMap((item) =>
      'line' in item && item.t !== 'op' && item.t !== 'upload' ? [[item.t, item.line]] : [],
    );
    expect(places).toEqual([
      ['variableCreated', 1],
      ['recordingStarted', 5],
      ['taped', 8],
      ...line
        .of('taped')
        .slice(1)
        .map(() => ['taped', 6]),
      ['backwardStarted', 15],
      ['printed', 19],
    ]);
    expect(await errorOf('const a = 1;\ntf.matmul(\n  tf.ones([2, 3]),\n  tf.ones([4, 5]),\n);')).toMatchObject({
      name: 'ShapeError',
      line: 2,
      column: 4,
    });
  });
});

describe('pins', () => {
  const source = `const w = new tf.Variable([1.0, 2.0]);
const optimizer = new tf.optimizers.SGD({ learningRate: 0.1 });
print(w.array(), optimizer.learningRate);`;

  it('offer what the script starts from, and replace it by key', async () => {
    const line = await run(source);
    const [w, state, rate] = line.of('tunable');
    expect(state).toMatchObject({ kind: 'state', start: null });
    expect(w).toMatchObject({ kind: 'variable', shape: [2], start: [1, 2], pinned: false });
    expect(rate).toMatchObject({ kind: 'hyperparameter', shape: [], start: [0.1], pinned: false, variable: null });
    const pinned = await run(source, new LocalLine(), { [w.key]: [5, 6], [rate.key]: [0.25] });
    expect(pinned.printed).toEqual(['[5, 6] 0.25']);
    expect(pinned.of('tunable').map(({ pinned: is, start }) => [is, start])).toEqual([
      [true, [5, 6]],
      [false, null],
      [true, [0.25]],
    ]);
  });

  it('of another size are passed over, and keys start anew with each run', async () => {
    const [w] = (await run(source)).of('tunable');
    const line = await run(source, new LocalLine(), { [w.key]: [5, 6, 7], toString: [1], 'other#0': [1, 2] });
    expect(line.printed).toEqual(['[1, 2] 0.1']);
    expect(line.of('tunable')[0].key).toBe(w.key);
  });
});

describe('what goes wrong in a script', () => {
  it.each([
    ['tf.nothing(1);', 'TypeError', 'Tapedeck has no tf.nothing'],
    ['tf.nn.nothing;', 'TypeError', 'Tapedeck has no tf.nn.nothing'],
    ['const f = () => f();\nf();', 'RangeError', 'Maximum call stack size exceeded'],
    [
      'tf.ones([100000, 100000]);',
      'ValueError',
      'fill: a result of shape [100000, 100000] needs 40 GB; at most 4 GB can be computed',
    ],
  ])('%s is told by name and line', async (source, name, message) => {
    const line = new LocalLine();
    const end = await runScript({ sandbox, tf, source, pins: {}, seed: 1, line });
    expect(end).toMatchObject({ type: 'failed', error: { name, message, line: expect.any(Number) } });
  });
});

describe('prints', () => {
  it('numbers read from float32 tensors with the digits of a float32, others as JavaScript does', async () => {
    const line = await run(
      `console.log(tf.constant(0.1).item(), 0.1 + 0.2, 1 / 3, tf.constant(1 / 3).item(), 16777217, -0, NaN, tf.constant(1e-30).item());`,
    );
    expect(line.printed).toEqual(['0.1 0.30000000000000004 0.3333333333333333 0.33333334 16777217 -0 NaN 1e-30']);
  });

  it('tensors as TensorFlow does, the rest as a console does', async () => {
    const line =
      await run(`console.log('loss', tf.constant(8), [tf.constant([1, 2])], { a: 1, b: 'two', c: [null, undefined] });
print(new Map([['k', 1]]), new Set([2]), () => 1, new TypeError('no'), 10n, Symbol.iterator, -0);
print(\`\${tf.constant(3)}\`);
print();
const loop = []; loop.push(loop); print(loop);
console.warn(new tf.Variable(2.0));`);
    expect(line.printed).toEqual([
      'loss tf.Tensor(8.0, shape=(), dtype=float32) [tf.Tensor([1. 2.], shape=(2,), dtype=float32)] { a: 1, b: "two", c: [null, undefined] }',
      'Map {["k", 1]} Set {2} [Function (anonymous)] TypeError: no 10n Symbol(Symbol.iterator) -0',
      'tf.Tensor(3.0, shape=(), dtype=float32)',
      '',
      '[[[[[[…]]]]]]',
      "<tf.Variable 'Variable:0' shape=() dtype=float32, numpy=2.0>",
    ]);
    expect(line.of('printed').map((item) => item.line)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('errors of a script', () => {
  it('keep name, message, line and column', async () => {
    expect(
      await errorOf(`const a = tf.ones([2, 3]);
const b = tf.ones([4, 5]);

const c = tf.matmul(a, b);`),
    ).toEqual({
      name: 'ShapeError',
      message: 'matmul: inner dimensions differ: [2, 3] × [4, 5]',
      line: 4,
      column: expect.any(Number),
    });
  });

  it('point into the function that failed, through the engine and back', async () => {
    const error = await errorOf(`const tape = new tf.GradientTape();
const x = new tf.Variable([1.0, 2.0]);
function model(v) {
  return v.add([1, 2, 3]);
}
tape.record(() => model(x));`);
    expect(error).toMatchObject({ name: 'ShapeError', line: 4 });
  });

  it('can be caught, are Errors, and pass through a tape whole', async () => {
    expect(
      await printsOf(`try { tf.add([1, 2], [1, 2, 3]); } catch (error) { print(error.name, error instanceof Error); }
const mine = { kind: 'mine' };
const tape = new tf.GradientTape();
try { tape.record(() => { throw mine; }); } catch (error) { print(error === mine); }
tape.record(() => 1);
try { await Promise.reject(new RangeError('far')); } catch (error) { print(error.message); }`),
    ).toEqual(['ShapeError true', 'true', 'far']);
  });

  it('of every kind have their line', async () => {
    expect(await errorOf('let a = 1;\nnull.x;')).toMatchObject({ name: 'TypeError', line: 2 });
    expect(await errorOf('print(1);\n\nnope();')).toMatchObject({ name: 'ReferenceError', line: 3 });
    expect(await errorOf('await 1;\nthrow new RangeError("far");')).toMatchObject({ name: 'RangeError', line: 2 });
    expect(await errorOf('print(1);\nthrow "text";')).toMatchObject({ message: 'the script threw text' });
    expect(await errorOf('const a = 1;\nconst b = ;')).toMatchObject({ name: 'SyntaxError', line: 2, column: 11 });
    expect(await errorOf('function f() { return f(); }\nf();')).toMatchObject({ name: 'RangeError', line: 1 });
    expect(await errorOf('\nawait new Promise(() => {});')).toMatchObject({
      message: 'the script awaits something that never happens',
    });
    expect(await errorOf('\n\nawait import("fs");')).toMatchObject({ message: expect.stringContaining('fs') });
  });

  it('explain what JavaScript cannot do with tensors', async () => {
    expect((await errorOf('tf.constant(1) + 1;')).message).toContain('write x.add(y)');
    expect((await errorOf('tf.Variable(1);')).message).toBe('Variable is a class: write new Variable(…)');
    expect((await errorOf('tf.square(new Map());')).message).toContain('a Map cannot be given to tf');
    expect((await errorOf('new tf.GradientTape().record(async () => 1);')).message).toContain('async function');
  });

  it('leave the next run as if nothing had been', async () => {
    await errorOf('const tape = new tf.GradientTape();\ntape.record(() => { tf.add([1, 2], [1, 2, 3]); });');
    const line = await run(
      'const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1)]);\nmodel.call([[1]]);',
    );
    expect(line.of('taped')).toEqual([]);
    expect(line.of('variableCreated')[0].path).toContain('sequential/dense/kernel');
  });
});

describe('memory', { timeout: 60_000 }, () => {
  const training = `const model = new tf.keras.Sequential([
  new tf.keras.layers.Dense(8, { activation: 'tanh' }),
  new tf.keras.layers.Dense(1),
]);
const optimizer = new tf.optimizers.SGD({ learningRate: 0.01, momentum: 0.9 });
const x = tf.constant([[0, 1], [1, 0]]), y = tf.constant([[1], [0]]);
const losses = [];
for (let i = 0; i < STEPS; i++) {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => tf.reduceMean(tf.losses.mse(y, model.call(x))));
  const weights = model.trainableVariables;
  optimizer.applyGradients(zip(tape.gradient(loss, weights), weights));
  KEEP
}
print(losses.length, losses.every((one) => one.item() >= 0));`;

  async function train(steps: number, keep: string): Promise<LocalLine> {
    const line = new LocalLine();
    line.keepItems = false;
    return run(training.replace('STEPS', `${steps}`).replace('KEEP', keep), line);
  }

  it('stays flat over 1,000 steps', async () => {
    const { liveAtGates } = await train(1_000, '');
    expect(Math.max(...liveAtGates.slice(500))).toBeLessThanOrEqual(Math.max(...liveAtGates.slice(0, 500)));
    expect(Math.max(...liveAtGates)).toBeLessThan(800);
  });

  it('keeps what the script keeps', async () => {
    const line = await train(1_000, 'losses.push(loss);');
    expect(line.printed).toEqual(['1000 true']);
  });

  it('lets go of the gradients of custom gradients', async () => {
    const line = new LocalLine();
    line.keepItems = false;
    await run(
      `const double = tf.customGradient((x) => { const y = x.mul(2); return [y, (dy) => dy.mul(y).mul(2)]; });
const x = new tf.Variable([1.0, 2.0]);
for (let i = 0; i < 1000; i++) {
  const tape = new tf.GradientTape();
  const y = tape.record(() => double(x.readValue()));
  x.assign(x.sub(tape.gradient(y, x).mul(0)));
}`,
      line,
    );
    expect(Math.max(...line.liveAtGates)).toBeLessThan(800);
  });

  it('of large tensors is given back soon, without a tape too', async () => {
    const line = new LocalLine();
    let most = 0;
    const execute = line.executor.execute.bind(line.executor);
    line.executor.execute = (item) => {
      execute(item);
      most = Math.max(most, line.executor.live.size);
    };
    line.keepItems = false;
    await run(
      'let x = tf.ones([512, 512]);\nfor (let i = 0; i < 200; i++) x = x.mul(1);\nprint(x.array()[0][0]);',
      line,
    );
    expect(line.printed).toEqual(['1']);
    expect(most).toBeLessThan(40);
  });

  it('keeps what a suspended fit holds', async () => {
    const line = await run(`const model = new tf.keras.Sequential([new tf.keras.layers.Dense(2)]);
model.compile({ optimizer: new tf.optimizers.Adam({ learningRate: 0.01 }), loss: 'mse' });
const history = await model.fit(tf.ones([64, 2]), tf.ones([64, 2]), { epochs: 20, batchSize: 4, verbose: 0 });
print(history.history.loss.length);`);
    expect(line.printed.at(-1)).toBe('20');
  });

  it('leaves recorded tapes usable however much garbage there was', async () => {
    expect(
      await printsOf(`const x = new tf.Variable(3.0);
const tape = new tf.GradientTape();
const y = tape.record(() => { let v = tf.square(x); for (let i = 0; i < 2000; i++) { tf.add(v, 1); } return v; });
for (let i = 0; i < 2000; i++) tf.ones([2]);
print(tape.gradient(y, x).item());`),
    ).toEqual(['6']);
  });
});
