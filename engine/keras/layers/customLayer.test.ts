/** Layers, models and metrics whose functions come from outside. */
import { describe, expect, test } from 'vitest';
import { tf } from '../../index';
import type { Tensor } from '../../tensor/tensor';
import type { Variable } from '../../tape/variable';
import { CustomMetric } from '../metrics/customMetric';
import { CustomModel } from '../models/customModel';
import { clearSession } from '../names';
import { CustomLayer, type LayerHooks } from './customLayer';

/** `y = x · kernel`, with weights made for the input's shape. */
function linear(units: number): CustomLayer {
  let kernel: Variable | null = null;
  const hooks: LayerHooks = {
    build: (shape) => {
      kernel = layer.addWeight('kernel', [(shape as number[])[1], units], 'ones');
    },
    call: (x) => tf.matmul(x as Tensor, kernel!),
  };
  const layer = new CustomLayer('Linear', hooks);
  return layer;
}

describe('a layer', () => {
  test('builds once, in its own scope, and owns what it made', async () => {
    clearSession();
    const layer = linear(2);
    expect(await layer.call(tf.ones([1, 3])).array()).toEqual([[3, 3]]);
    layer.call(tf.ones([1, 3]));
    expect(layer.weights.map(({ path }) => path)).toEqual(['linear/kernel']);
  });

  test('tells its output’s shape by two runs that no tape hears', () => {
    const layer = linear(4);
    const tape = new tf.GradientTape();
    const symbol = tape.record(() => layer.call(tf.keras.Input({ shape: [3] })));
    expect(symbol.shape).toEqual([null, 4]);
    expect(tape.watchedVariables()).toEqual([]);
  });

  test('by its own word where it has one', () => {
    const layer = new CustomLayer('Named', { call: (x) => x as Tensor, computeOutputShape: () => [null, 9] });
    expect(layer.call(tf.keras.Input({ shape: [3] })).shape).toEqual([null, 9]);
  });

  test('counts the layers that it is told of, until it lets go of them', () => {
    const inner = new tf.keras.layers.Dense(1);
    const layer = new CustomLayer('Outer', { call: (x) => inner.call(x as Tensor) });
    layer.track('inner', inner);
    layer.call(tf.ones([1, 2]));
    expect(layer.weights).toHaveLength(2);
    layer.untrack(inner);
    expect(layer.weights).toHaveLength(0);
  });

  test('takes a variable in as its weight', () => {
    const layer = new CustomLayer('Holder', { call: (x) => x as Tensor });
    const state = new tf.Variable(1, { trainable: false });
    layer.trackWeight(new tf.Variable(1));
    layer.trackWeight(state);
    layer.trackWeight(state);
    expect([layer.weights.length, layer.trainableVariables.length]).toEqual([2, 1]);
  });
});

describe('a model', () => {
  const made = () => {
    const dense = new tf.keras.layers.Dense(1, { kernelInitializer: 'zeros' });
    const model = new CustomModel('Net', { call: (x) => dense.call(x as Tensor) });
    model.track('dense', dense);
    return model;
  };

  test('trains, evaluates and predicts, waiting or at once', async () => {
    const [x, y] = [tf.ones([4, 2]), tf.ones([4, 1])];
    const [waits, atOnce] = [made(), made()];
    for (const model of [waits, atOnce]) model.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae'] });
    const a = await waits.fit(x, y, { epochs: 3, shuffle: false, validationSplit: 0.25 });
    const b = atOnce.fitSync(x, y, { epochs: 3, shuffle: false, validationSplit: 0.25 });
    expect(a.history.loss[0]).toBe(1);
    expect(b.history).toEqual(a.history);
    expect(atOnce.evaluateSync(x, y)).toEqual(await waits.evaluate(x, y));
    expect(atOnce.predictSync(x).arraySync()).toEqual(await (await waits.predict(x)).array());
    expect(atOnce.trainOnBatchSync(x, y)).toEqual(await waits.trainOnBatch(x, y));
    expect(atOnce.testOnBatchSync(x, y)).toEqual(await waits.testOnBatch(x, y));
  });

  test('has as many outputs as it is told of', () => {
    const first = linear(1);
    const second = linear(2);
    const two = new CustomModel('Two', { call: (x) => [first.call(x as Tensor), second.call(x as Tensor)] });
    two.track('first', first);
    two.track('second', second);
    const labels = [tf.ones([4, 1]), tf.ones([4, 2])];
    for (const [names, losses] of [
      [
        ['', ''],
        ['mse_loss', 'mae_loss'],
      ],
      [
        ['a', 'b'],
        ['a_loss', 'b_loss'],
      ],
    ]) {
      two.declareOutputs(names);
      two.compile({ optimizer: 'sgd', loss: ['mse', 'mae'] });
      two.fitSync(tf.ones([4, 3]), labels);
      expect(two.metricsNames).toEqual(['loss', ...losses]);
    }
    expect(two.predictSync<Tensor[]>(tf.ones([4, 3])).map(({ shape }) => shape)).toEqual([
      [4, 1],
      [4, 2],
    ]);
  });
  test('is built by a run on zeros, and by nobody’s config', () => {
    const model = made();
    model.build([null, 2]);
    expect(model.weights).toHaveLength(2);
    expect(model.isCustom).toBe(true);
  });
});

test('a metric of a script’s own is kept by fit', () => {
  const count = new tf.Variable(0, { trainable: false });
  const metric = new CustomMetric('examples', {
    updateState: (yTrue) => count.assignAdd((yTrue as Tensor).shape[0]),
    result: () => count,
    resetState: () => count.assign(0),
  });
  const model = new tf.keras.Sequential([new tf.keras.layers.Dense(1)]);
  model.compile({ optimizer: 'sgd', loss: 'mse', metrics: [metric] });
  const { history } = model.fitSync(tf.ones([6, 2]), tf.ones([6, 1]), { epochs: 2, batchSize: 4, verbose: 0 });
  expect(history.examples).toEqual([6, 6]);
});

test('a tape is paused and goes on', async () => {
  const x = new tf.Variable(3);
  const tape = new tf.GradientTape({ persistent: true });
  tape.enter();
  const y = tf.multiply(x, x);
  tape.pause();
  const z = tf.multiply(x, 2);
  tape.resume();
  tape.exit();
  expect(await tape.gradient(y, x)?.item()).toBe(6);
  expect(tape.gradient(z, x)).toBeNull();
  expect(() => tape.pause()).toThrow('this tape is not recording');
});
