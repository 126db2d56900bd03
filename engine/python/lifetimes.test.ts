/** References are counted: what Python lets go of ends, and what it keeps lives. */
import { beforeAll, expect, test } from 'vitest';
import { openPython, type PythonWorld } from './testing/pythonWorld';

let python: PythonWorld;
beforeAll(async () => {
  python = await openPython();
  python.run('import tensorflow as tf');
}, 60_000);

const held = () => [...python.binding.sweepReferences()].length;

test('a tensor is let go of when its last name is', () => {
  const before = held();
  python.run('a = tf.constant([1.0, 2.0])\nb = a + 1.0\nc = a');
  expect(held()).toBe(before + 2);
  python.run('del a, b');
  expect(held()).toBe(before + 1);
  python.run('del c');
  expect(held()).toBe(before);
});

test('memory stays flat over 1,000 training steps', () => {
  python.run(`
w = tf.Variable(tf.ones([16, 16]))
x = tf.ones([8, 16])
optimizer = tf.optimizers.Adam(0.001)
def steps(n):
    for _ in range(n):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x @ w) ** 2)
        optimizer.apply_gradients([(tape.gradient(loss, w), w)])
steps(100)`);
  python.garbage.collect(python.binding);
  const tensors = python.backend.live.size;
  const { bytes } = python.backend;
  const references = held();
  python.run('steps(1000)');
  expect(python.backend.live.size).toBeLessThan(2000);
  python.garbage.collect(python.binding);
  expect(python.backend.live.size).toBeLessThanOrEqual(tensors + 4);
  expect(python.backend.bytes).toBeLessThanOrEqual(bytes + 4096);
  expect(held()).toBeLessThanOrEqual(references + 2);
}, 60_000);

test('functions that records keep are let go of with them', () => {
  python.run(`
import _tapedeck.engine.bridge as _bridge
@tf.custom_gradient
def double(x):
    return x * 2.0, lambda dy: dy * 2.0
v = tf.Variable(1.0)
def steps(n):
    for _ in range(n):
        with tf.GradientTape() as tape:
            y = double(v)
        tape.gradient(y, v)
steps(10)`);
  python.garbage.collect(python.binding);
  const before = Number(python.run('len(_bridge._callbacks)'));
  python.run('steps(200)');
  python.garbage.collect(python.binding);
  expect(Number(python.run('len(_bridge._callbacks)'))).toBeLessThanOrEqual(before + 4);
}, 60_000);

test('what a layer of Python’s own holds lives as long as the layer', () => {
  python.run(`
class Scale(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.k = self.add_weight(shape=(), initializer='ones', name='k')
    def call(self, x):
        return x * self.k
layer = Scale()
for _ in range(600):
    y = layer(tf.constant(3.0))`);
  python.garbage.collect(python.binding);
  expect(python.run('float(layer(tf.constant(3.0)))')).toBe('3.0');
  const before = held();
  python.run('import gc\ndel layer, y\ngc.collect()');
  expect(held()).toBeLessThan(before);
}, 60_000);

test('what a gradient of Python’s puts aside outlives the backward pass', () => {
  expect(
    python.run(`
seen = []
@tf.custom_gradient
def noted(x):
    def backward(dy):
        seen.append(dy * 3.0)
        return dy
    return x * 1.0, backward
with tf.GradientTape() as tape:
    y = noted(v) * 2.0
tape.gradient(y, v)
float(seen[0])`),
  ).toBe('6.0');
});

test('memory stays flat in a fit that runs eagerly', () => {
  python.run(`
class Twice(tf.keras.layers.Layer):
    def call(self, x):
        return (x + x) * 1.0
model = tf.keras.Sequential([tf.keras.layers.Dense(4), Twice(), tf.keras.layers.Dense(1)])
model.compile('sgd', 'mse', run_eagerly=True)
x, y = tf.ones([64, 2]), tf.ones([64, 1])
model.fit(x, y, batch_size=2, verbose=0)`);
  python.garbage.collect(python.binding);
  const most: number[] = [];
  const { live } = python.backend;
  const add = live.add.bind(live);
  live.add = (tensor) => {
    most.push(live.size);
    return add(tensor);
  };
  python.run('model.fit(x, y, batch_size=2, epochs=20, verbose=0)');
  live.add = add;
  expect(Math.max(...most.slice(-2000))).toBeLessThan(most[0] + 400);
}, 60_000);
