import { beforeEach, describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../../index';
import { context } from '../../tape/context';
import { clearSession } from '../names';

const { Input, layers, Model, Sequential } = tf.keras;

beforeEach(() => {
  clearSession();
  tf.random.setSeed(5);
});

/** Two inputs, a shared layer, two outputs. */
function twoTowers() {
  const a = Input({ shape: [2], name: 'a' });
  const b = Input({ shape: [2], name: 'b' });
  const shared = new layers.Dense(3, { name: 'shared', kernelInitializer: 'ones', activation: 'relu' });
  const [x, y] = [shared.call(a), shared.call(b)];
  const head = new layers.Dense(1, { name: 'head', kernelInitializer: 'ones' });
  return new Model({ inputs: [a, b], outputs: [head.call(x), y] });
}

describe('a functional model', () => {
  test('runs its graph, and shared layers share their weights', () => {
    const model = twoTowers();
    expect(model.name).toBe('functional');
    expect(model.layers.map(({ name }) => name)).toEqual(['a', 'shared', 'b', 'head']);
    expect(model.weights.map(({ path }) => path)).toEqual(['shared/kernel', 'shared/bias', 'head/kernel', 'head/bias']);
    const [first, second] = model.call<Tensor[]>([tf.constant([[1, 2]]), tf.constant([[3, 4]])]);
    expect(first.arraySync()).toEqual([[9]]);
    expect(second.arraySync()).toEqual([[7, 7, 7]]);
    const [byName] = model.call<Tensor[]>({ b: [[3, 4]], a: [[1, 2]] });
    expect(byName.arraySync()).toEqual([[9]]);
  });

  test('nests as a layer, and its ops stand in its scope', () => {
    const inner = new Sequential([new layers.Dense(2, { kernelInitializer: 'ones' })], { name: 'inner' });
    const x = Input({ shape: [3] });
    const model = new Model({ inputs: x, outputs: inner.call(x), name: 'outer' });
    const scopes = new Set<string>();
    context.tracer = { taped: (record) => scopes.add(record.scope) };
    const tape = new tf.GradientTape();
    try {
      tape.record(() => model.call([[1, 2, 3]]));
    } finally {
      context.tracer = null;
    }
    expect([...scopes]).toEqual(['outer/inner/dense']);
    expect(model.weights.map(({ path }) => path)).toEqual(['inner/dense/kernel', 'inner/dense/bias']);
    expect(model.outputShape).toEqual([null, 2]);
  });

  test('takes a part of another graph', () => {
    const model = twoTowers();
    const part = new Model({ inputs: model.inputs[0], outputs: model.getLayer({ name: 'shared' }).output });
    expect(part.call([[1, 1]]).arraySync()).toEqual([[2, 2, 2]]);
  });

  test('refuses loose ends, names used twice and inputs that do not fit', () => {
    const [a, b] = [Input({ shape: [2] }), Input({ shape: [2] })];
    const x = new layers.Dense(1, { name: 'd' }).call(b);
    expect(() => new Model({ inputs: a, outputs: x })).toThrow('Graph disconnected: cannot find parent for tensor');
    const y = new layers.Dense(1, { name: 'd' }).call(x);
    expect(() => new Model({ inputs: b, outputs: y })).toThrow('The name "d" is used 2 times in the model.');
    expect(() => new Model({ inputs: b })).toThrow('All `outputs` values must be KerasTensors');
    clearSession();
    const model = twoTowers();
    expect(() => model.call([[1, 2]])).toThrow(
      'Layer "functional" expects 2 input(s), but it received 1 input tensors.',
    );
    expect(() => model.call({ a: [[1, 2]] })).toThrow('Missing data for input "b".');
    expect(() => model.call([tf.zeros([1, 3]), tf.zeros([1, 2])])).toThrow(
      'Input 0 of layer "functional" is incompatible with the layer: expected shape=(None, 2), found shape=(1, 3)',
    );
  });
});

describe('training', () => {
  /** Tells what `training` was when it was called. */
  class Told extends layers.Layer {
    seen: (boolean | null | undefined)[] = [];

    constructor() {
      super('Told');
    }

    computeOutputShape(shape: readonly (number | null)[]) {
      return shape;
    }

    protected forward(inputs: Tensor, { training }: { training?: boolean | null }) {
      this.seen.push(training);
      return inputs;
    }
  }

  test('reaches the layers inside, and fit, evaluate and predict say it', async () => {
    const told = new Told();
    const inner = new Sequential([told]);
    const model = new Sequential([inner, new layers.Dense(1)]);
    model.call([[1]]);
    model.call([[1]], { training: true });
    model.call([[1]], { training: false });
    expect(told.seen).toEqual([null, true, false]);
    model.compile({ loss: 'mse' });
    await model.fit([[1]], [[1]]);
    await model.evaluate([[1]], [[1]]);
    await model.predict([[1]]);
    expect(told.seen.slice(3)).toEqual([true, false, false]);
  });

  test('frozen layers keep their weights', () => {
    const model = twoTowers();
    model.getLayer({ name: 'shared' }).trainable = false;
    expect(model.trainableVariables.map(({ path }) => path)).toEqual(['head/kernel', 'head/bias']);
    expect(model.nonTrainableVariables.map(({ path }) => path)).toEqual(['shared/kernel', 'shared/bias']);
    const tape = new tf.GradientTape();
    tape.record(() => model.call([tf.ones([1, 2]), tf.ones([1, 2])]));
    expect(tape.watchedVariables().map(({ path }) => path)).toEqual(['head/kernel', 'head/bias']);
  });

  test('penalties on weights and outputs are losses', () => {
    const layer = new layers.Dense(5, {
      kernelInitializer: 'ones',
      kernelRegularizer: new tf.keras.regularizers.L1({ l1: 0.01 }),
      activityRegularizer: new tf.keras.regularizers.L2({ l2: 0.01 }),
    });
    layer.call(tf.fill([5, 5], 2));
    // Keras' own example: 0.25 of the kernel, and 5 of outputs of 10 (25 · 100 · 0.01 / 5).
    expect(layer.losses.map((one) => one.itemSync()).sort()).toEqual([0.25, 5]);
  });
});

describe('configs', () => {
  test('make the same model again', () => {
    const model = twoTowers();
    const json = JSON.stringify(model.getConfig());
    clearSession();
    const copy = Model.fromConfig(JSON.parse(json));
    expect(JSON.stringify(copy.getConfig())).toBe(json);
    copy.setWeights(model.getWeights());
    const [first] = copy.call<Tensor[]>([tf.constant([[1, 2]]), tf.constant([[3, 4]])]);
    expect(first.arraySync()).toEqual([[9]]);
  });

  test('of a layer have Keras keys', () => {
    const layer = new layers.Dense(2, { activation: 'relu', kernelRegularizer: 'l2', biasConstraint: 'NonNeg' });
    layer.build([null, 3]);
    const plain = layers.serialize(layer);
    expect(plain).toMatchObject({
      module: 'keras.layers',
      class_name: 'Dense',
      registered_name: null,
      build_config: { input_shape: [null, 3] },
      config: {
        name: 'dense',
        trainable: true,
        dtype: { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' } },
        units: 2,
        activation: 'relu',
        use_bias: true,
        kernel_initializer: { module: 'keras.initializers', class_name: 'GlorotUniform', config: { seed: null } },
        kernel_regularizer: { module: 'keras.regularizers', class_name: 'L2', config: { l2: 0.01 } },
        bias_constraint: { module: 'keras.constraints', class_name: 'NonNeg', config: {} },
        bias_regularizer: null,
      },
    });
    const again = layers.deserialize(JSON.parse(JSON.stringify(plain)));
    expect(again.built).toBe(true);
    expect(again.weights.map(({ path }) => path)).toEqual(['dense/kernel', 'dense/bias']);
  });

  test('say what is wrong', () => {
    expect(() => new layers.Dense(2, { useBais: false } as object)).toThrow(
      'Unrecognized keyword arguments passed to Dense: {"useBais":false}',
    );
    expect(() => new layers.Dense(2, { kernelInitializer: 'glorot' })).toThrow(
      'Could not interpret initializer identifier: glorot',
    );
    const config = { class_name: 'Convolution9D', config: {}, module: 'keras.layers', registered_name: null };
    expect(() => layers.deserialize(config)).toThrow("Unknown layer: 'Convolution9D'");
  });
});

describe('fit', () => {
  const x = Array.from({ length: 10 }, (_, i) => [i / 10]);
  const y = x.map(([one]) => [2 * one]);

  function line(learningRate = 0.1, options = {}) {
    const model = new Sequential([new layers.Dense(1, { kernelInitializer: 'zeros', ...options })]);
    model.compile({ optimizer: new tf.optimizers.SGD({ learningRate }), loss: 'mse' });
    return model;
  }

  test('keeps the last examples for validation, and tells callbacks', async () => {
    const model = line();
    const told: string[] = [];
    const callback = {
      onTrainBegin: () => told.push('train'),
      onEpochBegin: (epoch: number) => told.push(`epoch ${epoch}`),
      onTrainBatchEnd: (batch: number) => told.push(`batch ${batch}`),
      onEpochEnd: (_: number, logs: object) => told.push(Object.keys(logs).join()),
      onTrainEnd: () => told.push('end'),
    };
    const { history } = await model.fit(x, y, { batchSize: 4, validationSplit: 0.2, callbacks: [callback] });
    expect(told).toEqual(['train', 'epoch 0', 'batch 0', 'batch 1', 'loss,val_loss', 'end']);
    expect(history.val_loss[0]).toBeCloseTo((await model.evaluate(x.slice(8), y.slice(8))) as number, 6);
  });

  test('EarlyStopping ends it and gives the best weights back', async () => {
    const model = line(3);
    const stopping = new tf.keras.callbacks.EarlyStopping({ monitor: 'loss', patience: 2, restoreBestWeights: true });
    const kernels: number[] = [];
    const notes = { onEpochEnd: () => kernels.push(model.weights[0].itemSync()) };
    const { epoch } = await model.fit(x, y, { epochs: 20, callbacks: [stopping, notes] });
    expect(model.weights[0].itemSync()).toBe(kernels[0]);
    expect(epoch).toEqual([0, 1, 2]);
    expect([stopping.bestEpoch, stopping.stoppedEpoch]).toEqual([0, 2]);
  });

  test('LearningRateScheduler and ReduceLROnPlateau set the rate', async () => {
    const { LearningRateScheduler, ReduceLROnPlateau } = tf.keras.callbacks;
    const model = line();
    await model.fit(x, y, { epochs: 3, callbacks: [new LearningRateScheduler((epoch) => 0.1 / (epoch + 1))] });
    expect(model.optimizer!.learningRate).toBeCloseTo(0.1 / 3, 6);
    const still = line(0);
    still.optimizer!.learningRate = 1e-30;
    const plateau = new ReduceLROnPlateau({ monitor: 'loss', factor: 0.5, patience: 2 });
    await still.fit(x, y, { epochs: 5, callbacks: [plateau] });
    expect(still.optimizer!.learningRate).toBeCloseTo(2.5e-31, 35);
  });

  test('constraints hold after each step', async () => {
    const model = line(0.1, { kernelConstraint: 'NonNeg' });
    await model.fit(
      x,
      y.map(([one]) => [-one]),
      { epochs: 3 },
    );
    expect(model.layers[0].weights[0].itemSync()).toBe(0);
  });
});
