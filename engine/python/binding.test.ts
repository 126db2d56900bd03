/** The way between Python and the engine itself: lines, names, stops, fresh worlds, and what must not get through. */
import { beforeAll, expect, test } from 'vitest';
import { context } from '../tape/context';
import type { TapeRecord } from '../tape/record';
import { Interrupted } from '../script/sandbox';
import { Tensor } from '../tensor/tensor';
import { Variable } from '../tape/variable';
import { openPython, type PythonWorld } from './testing/pythonWorld';

let python: PythonWorld;
beforeAll(async () => {
  python = await openPython();
  python.run('import tensorflow as tf');
}, 60_000);

test('every op knows the line of the notebook that asked for it', () => {
  const lines: (number | null)[] = [];
  context.tracer = { taped: (record: TapeRecord) => lines.push(record.line) };
  try {
    python.run(`
def inner(x):
    return x * 2.0

x = tf.Variable(1.0)
with tf.GradientTape() as tape:
    y = inner(x)
    y = y + 1.0
    z = inner(y)`);
  } finally {
    context.tracer = null;
  }
  const first = Math.floor(lines[0]! / 1000) * 1000;
  expect(lines.map((line) => line! - first)).toEqual([2, 7, 2]);
});

test('a layer’s ops are of the line that called it', () => {
  const lines = new Set<number | null>();
  python.run('layer = tf.keras.layers.Dense(2)\nlayer(tf.ones([1, 2]))');
  context.tracer = { taped: (record: TapeRecord) => lines.add(record.line! % 1000) };
  try {
    python.run('with tf.GradientTape() as tape:\n    y = layer(\n        tf.ones([1, 2]))');
  } finally {
    context.tracer = null;
  }
  expect([...lines]).toEqual([1]);
});

test('tensors and variables take the names of a cell, and nothing else does', () => {
  python.labels.length = 0;
  python.run(`
import _tapedeck
a = tf.constant(1.0)
v = tf.Variable(2.0)
for name, value in {"a": a, "v": v, "n": 5, "m": tf.keras.layers.Dense(1), "f": tf.add}.items():
    _tapedeck.label(name, value)`);
  expect(python.labels.map(([name, object]) => [name, object instanceof Tensor || object instanceof Variable])).toEqual(
    [
      ['a', true],
      ['v', true],
    ],
  );
});

test('what the notebook was told to end ends it, however it is caught', () => {
  const before = context.tracer;
  context.tracer = {
    recordingStarted: () => {
      throw new Interrupted();
    },
  };
  try {
    expect(python.fails('with tf.GradientTape() as tape:\n    y = tf.constant(1.0)')).toBe('KeyboardInterrupt');
    expect(python.binding.interrupted).toBe(true);
    expect(python.fails('try:\n    tf.constant(1.0)\nexcept BaseException:\n    tf.constant(2.0)')).toBe(
      'KeyboardInterrupt',
    );
  } finally {
    context.tracer = before;
    context.tapes = [];
    python.reset();
    python.run('import tensorflow as tf');
  }
});

test('a fresh world has fresh modules, and what is left of the old is void', () => {
  python.run(
    'import sys\nkeep = sys.modules["tensorflow"]\nkeep.mine = 1\nsys.kept = (tf.constant(1.0), tf.keras.layers.Dense(1).name)',
  );
  python.reset();
  expect(python.run('import sys\nimport tensorflow as tf\nhasattr(tf, "mine")')).toBe('False');
  expect(python.run('tf.keras.layers.Dense(1).name')).toBe("'dense'");
  expect(python.fails('sys.kept[0].numpy()')).toContain('gone');
  python.run('del sys.kept');
  expect(python.run('float(tf.constant(3.0))')).toBe('3.0');
});

test('Python gets no way to JavaScript from the one function that it has', () => {
  python.run('import _tapedeck.engine.bridge as bridge\nhost = bridge._host');
  const names = ['constructor', '__proto__', 'prototype', 'call', 'apply', 'bind', 'caller', 'arguments', 'toString'];
  expect(python.run(`[name for name in ${JSON.stringify(names)} if hasattr(host, name)]`)).toBe('[]');
  expect(python.fails('host.new()')).toMatch(/Error/);
  expect(python.run('type(host(1, 0, None, 0)).__name__')).toBe("'str'");
});

test('what is sent by hand is checked', () => {
  const internal = /internal: /;
  expect(python.run('host(99, 0, None, 0)')).toMatch(internal);
  expect(python.run('host(1, 123456, None, 0)')).toMatch(internal);
  expect(python.run('host(2, -1, None, 0)')).toMatch(internal);
  expect(python.run('host(3, 999999, "numpy", 0)')).toMatch(internal);
  expect(python.run('host(9, 1, None, 0)')).toMatch(internal);
  expect(python.run('host(10, 0, "float32 2", 0, memoryview(bytearray(4)))')).toMatch(internal);
  expect(python.run('host(14, 0, "constructor", 0)')).toMatch(internal);
  expect(python.run('host(1, 0, None, 0, "h999999")')).toMatch(internal);
  expect(python.run('host(1, 0, None, 0, "zzz")')).toMatch(internal);
  expect(python.run('host(1, 0, None, 0, [1])')).toMatch(internal);
  expect(python.run(`host(1, 0, None, 0, 'j{"$":"o","v":[["__proto__",1]]}')`)).toContain('__proto__');
  expect(python.run('host(1, 0, None, 0, "j" + "[" * 200 + "]" * 200)')).toContain('nested more than');
  const held = 'v = tf.Variable(1.0)\n';
  for (const name of ['constructor', '__proto__', 'hasOwnProperty', '__defineGetter__', 'toLocaleString']) {
    expect(python.run(`${held}host(4, v._id, ${JSON.stringify(name)}, 0)`)).toBe('');
    expect(python.run(`${held}host(3, v._id, ${JSON.stringify(name)}, 0)`)).toContain('no attribute');
    expect(python.run(`${held}host(5, v._id, ${JSON.stringify(name)}, 0, 1)`)).toContain('no attribute');
  }
  expect(python.run('host(5, v._id, "variableId", 0, 1)')).toContain('cannot be set');
  expect(python.run('host(5, v._id, "current", 0, 1)')).toContain('cannot be set');
});

test('functions that call each other without end are an error of the notebook’s', () => {
  expect(
    python.fails(`
def again(x):
    return tf.function(again)(x)
again(tf.constant(1.0))`),
  ).toMatch(/RecursionError|deep/);
  expect(python.run('float(tf.constant(1.0) + 1.0)')).toBe('2.0');
});

test('an exception of a function keeps its traceback', () => {
  expect(() =>
    python.run(`
@tf.function
def f(x):
    raise LookupError("mine")
f(tf.constant(1.0))`),
  ).toThrow(/line 4, in f\n[\s\S]*LookupError: mine/);
});
