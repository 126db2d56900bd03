/** The binding in the closed-off interpreter that notebooks run in: what needs no number to be read. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { pythonFiles, TestWorld } from './testing/testWorld';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.start(await pythonFiles());
}, 120_000);
beforeEach(() => world.open());

test('a traceback shows the notebook’s own lines and nothing of ours', () => {
  const { traceback, end } = world.run('import tensorflow as tf\n\na = tf.ones([2, 3])\ntf.matmul(a, a)');
  expect(traceback).toBe(`Traceback (most recent call last):
  Cell In[1], line 4
    tf.matmul(a, a)
    ~~~~~~~~~^^^^^^
tensorflow.python.framework.errors_impl.InvalidArgumentError: matmul: inner dimensions differ: [2, 3] × [2, 3]`);
  expect(end).toMatchObject({ type: 'failed', error: { name: 'InvalidArgumentError', line: 4 } });
});

test('names of a cell reach the engine', () => {
  world.run('import tensorflow as tf\nweights = tf.Variable(1.0)\nn = 5');
  expect(world.line.items.filter((item) => item.t === 'label').map((item) => item.name)).toEqual(['weights']);
});

test('a world that is opened anew has a fresh tensorflow', () => {
  world.run('import tensorflow as tf\ntf.mine = 1\nlayer = tf.keras.layers.Dense(1)');
  world.open();
  expect(world.run('import tensorflow as tf\nhasattr(tf, "mine"), tf.keras.layers.Dense(1).name').result).toBe(
    "(False, 'dense')",
  );
});

test('a missing name says so', () => {
  expect(world.run('import tensorflow as tf\ntf.foo').traceback).toMatch(
    /AttributeError: module 'tensorflow' has no attribute 'foo' \(Tapedeck has no tf\.foo yet\)$/,
  );
  expect(world.run('from tensorflow import foo').traceback).toMatch(
    /ImportError: cannot import name 'foo' from 'tensorflow' \(Tapedeck has no tf\.foo yet\)$/,
  );
});

test('nothing of the binding leads out', () => {
  const told = world.run(`
import sys
import tensorflow as tf
import _tapedeck.engine.bridge as bridge
host = bridge._host
found = [name for name in ("constructor", "__proto__", "call", "apply", "bind") if hasattr(host, name)]
found + [name for name in ("js", "pyodide_js", "pyodide") if name in sys.modules]`);
  expect(told.result).toBe('[]');
});
