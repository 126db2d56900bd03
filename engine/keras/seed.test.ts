import { beforeEach, expect, test } from 'vitest';
import { tf } from '../index';
import { context, type VariableUpdate } from '../tape/context';
import { clearSession } from './names';

/** One step of API.md's last section: the seed, line for line. */
function seedStep(w: number, b: number) {
  const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1)]);
  const optimizer = new tf.optimizers.SGD({ learningRate: 0.01 });
  const x = tf.constant([[2.0]]);
  const yTrue = tf.constant([[5.0]]);
  model.build(x.shape);
  model.setWeights([[[w]], [b]]);
  const lossNow = () => tf.losses.mse(yTrue, model.call(x));
  const tape = new tf.GradientTape();
  const loss = tape.record(lossNow);
  const gradients = tape.gradient(loss, model.trainableVariables);
  optimizer.applyGradients(model.trainableVariables.map((variable, i) => [gradients[i], variable]));
  return {
    loss: loss.dataSync()[0],
    gradients: gradients.map((one) => one!.dataSync()[0]),
    weights: model.trainableVariables.map((one) => one.dataSync()[0]),
    next: lossNow().dataSync()[0],
    model,
    optimizer,
  };
}

beforeEach(clearSession);

test('w = 1, b = 0: loss 9, gradients −12 and −6, then w = 1.12, b = 0.06 and loss 7.29', () => {
  const { loss, gradients, weights, next } = seedStep(1, 0);
  expect(loss).toBe(9);
  expect(gradients).toEqual([-12, -6]);
  expect(weights).toEqual([Math.fround(1.12), Math.fround(0.06)]);
  expect(next).toBeCloseTo(7.29, 5);
});

test('w = 1.33800925: the figures that TensorFlow prints', () => {
  const { gradients } = seedStep(1.33800925, 0);
  expect(gradients).toEqual([Math.fround(-9.295926), Math.fround(-4.647963)]);
});

test('weights and ops carry Keras names, and the timeline hears of the update', () => {
  const scopes: string[] = [];
  const updates: (VariableUpdate | null)[] = [];
  context.tracer = {
    taped: (record) => scopes.push(`${record.scope}:${record.op.name}`),
    variableChanged: (variable, _before, _after, update) => {
      if (update !== null) updates.push(update);
      expect(variable.path.startsWith('sequential/dense/')).toBe(true);
    },
  };
  try {
    const { model, optimizer } = seedStep(1, 0);
    expect(model.trainableVariables.map((one) => one.path)).toEqual([
      'sequential/dense/kernel',
      'sequential/dense/bias',
    ]);
    expect(optimizer.iterations.itemSync()).toBe(1);
  } finally {
    context.tracer = null;
  }
  expect(scopes.slice(0, 5)).toEqual([
    'sequential/dense:matmul',
    'sequential/dense:add',
    ':subtract',
    ':square',
    ':reduceMean',
  ]);
  const step = { rule: 'SGD', formula: String.raw`w \leftarrow w - \eta\, g`, hyperparameters: { learningRate: 0.01 } };
  expect(updates).toEqual([expect.objectContaining(step), expect.objectContaining(step)]);
});

test('XOR with 2-8-1 is learnt in 500 steps from a seed', () => {
  tf.random.setSeed(1);
  const model = new tf.keras.Sequential([
    new tf.keras.layers.Dense(8, { activation: 'tanh' }),
    new tf.keras.layers.Dense(1, { activation: 'sigmoid' }),
  ]);
  const optimizer = new tf.optimizers.SGD({ learningRate: 0.5, momentum: 0.9 });
  const x = tf.constant([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const y = tf.constant([[0], [1], [1], [0]]);
  let first = 0;
  let last = 0;
  for (let step = 0; step < 500; step++) {
    const tape = new tf.GradientTape();
    const loss = tape.record(() => tf.reduceMean(tf.losses.binaryCrossentropy(y, model.call(x))));
    const gradients = tape.gradient(loss, model.trainableVariables);
    optimizer.applyGradients(model.trainableVariables.map((variable, i) => [gradients[i], variable]));
    last = loss.itemSync();
    if (step === 0) first = last;
  }
  expect(first).toBeGreaterThan(0.5);
  expect(last).toBeLessThan(0.02);
  const rounded = Array.from(model.call(x).dataSync(), Math.round);
  expect(rounded).toEqual([0, 1, 1, 0]);
});
