import { describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../../../index';

const { layers } = tf.keras;
const image = (...shape: number[]) =>
  tf.constant(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => (i % 7) - 3),
    { shape },
  );
const list = (x: Tensor) => Array.from(x.dataSync());

describe('weights and shapes', () => {
  test.each([
    ['Conv2D', new layers.Conv2D(8, 3), [2, 7, 6, 4], [3, 3, 4, 8], [8], [2, 5, 4, 8]],
    [
      'Conv2D, same, strides',
      new layers.Conv2D(8, [3, 2], { padding: 'same', strides: [2, 3] }),
      [2, 7, 6, 4],
      [3, 2, 4, 8],
      [8],
      [2, 4, 2, 8],
    ],
    ['Conv2D, groups', new layers.Conv2D(6, 3, { groups: 2 }), [1, 5, 5, 4], [3, 3, 2, 6], [6], [1, 3, 3, 6]],
    ['Conv2D, dilated', new layers.Conv2D(2, 3, { dilationRate: 2 }), [1, 7, 6, 1], [3, 3, 1, 2], [2], [1, 3, 2, 2]],
    ['Conv1D', new layers.Conv1D(5, 3, { strides: 2 }), [2, 9, 4], [3, 4, 5], [5], [2, 4, 5]],
    ['Conv1D, causal', new layers.Conv1D(5, 3, { padding: 'causal' }), [2, 9, 4], [3, 4, 5], [5], [2, 9, 5]],
    ['DepthwiseConv2D', new layers.DepthwiseConv2D(3, { depthMultiplier: 2 }), [2, 5, 5, 3], [3, 3, 3, 2], [6], [2, 3, 3, 6]], // prettier-ignore
    ['Conv2DTranspose', new layers.Conv2DTranspose(8, 3, { strides: 2 }), [2, 4, 3, 5], [3, 3, 8, 5], [8], [2, 9, 7, 8]], // prettier-ignore
    [
      'Conv2DTranspose, same',
      new layers.Conv2DTranspose(8, 3, { strides: 2, padding: 'same' }),
      [2, 4, 3, 5],
      [3, 3, 8, 5],
      [8],
      [2, 8, 6, 8],
    ],
    [
      'Conv2DTranspose, output padding',
      new layers.Conv2DTranspose(8, 3, { strides: 2, padding: 'same', outputPadding: 0 }),
      [2, 4, 3, 5],
      [3, 3, 8, 5],
      [8],
      [2, 7, 5, 8],
    ],
    [
      'Conv2DTranspose, strides above the kernel',
      new layers.Conv2DTranspose(1, 2, { strides: 3 }),
      [1, 2, 2, 1],
      [2, 2, 1, 1],
      [1],
      [1, 6, 6, 1],
    ],
  ])('%s', (_, layer, input, kernel, bias, output) => {
    expect(layer.computeOutputShape([null, ...input.slice(1)])).toEqual([null, ...output.slice(1)]);
    const y = layer.call(image(...input));
    expect(y.shape).toEqual(output);
    expect(layer.weights.map(({ path, shape }) => [path.split('/')[1], shape])).toEqual([
      ['kernel', kernel],
      ['bias', bias],
    ]);
  });
});

describe('numbers', () => {
  test('Conv2D adds its bias and activates', () => {
    const layer = new layers.Conv2D(1, 2, { activation: 'relu', kernelInitializer: 'ones', biasInitializer: 'ones' });
    expect(list(layer.call(tf.reshape(tf.constant([1, -2, 3, 4, -5, 6, 0, 0, 0]), [1, 3, 3, 1])))).toEqual([
      0, 3, 0, 2,
    ]);
  });

  test('Conv1D, causal: no output depends on a later step', () => {
    const layer = new layers.Conv1D(1, 2, { padding: 'causal', dilationRate: 2, useBias: false });
    layer.build([null, 4, 1]);
    layer.setWeights([[[[10]], [[1]]]]);
    expect(list(layer.call([[[1], [2], [3], [4]]]))).toEqual([1, 2, 13, 24]);
  });

  test('Conv2DTranspose spreads', () => {
    const layer = new layers.Conv2DTranspose(1, 2, { strides: 2, useBias: false });
    layer.build([null, 1, 2, 1]);
    layer.setWeights([tf.reshape(tf.constant([1, 2, 3, 4]), [2, 2, 1, 1])]);
    expect(list(layer.call([[[[1], [10]]]]))).toEqual([1, 2, 10, 20, 3, 4, 30, 40]);
  });

  test('a small network learns', () => {
    tf.random.setSeed(1);
    const model = new tf.keras.Sequential([
      new layers.Conv2D(4, 3, { activation: 'relu', padding: 'same' }),
      new layers.MaxPooling2D(),
      new layers.DepthwiseConv2D(2),
      new layers.GlobalAveragePooling2D(),
      new layers.Dense(1),
    ]);
    const [x, y] = [image(4, 6, 6, 1), tf.constant([[1], [0], [0.5], [-1]])];
    const optimizer = new tf.optimizers.Adam({ learningRate: 0.02 });
    const losses: number[] = [];
    for (let step = 0; step < 40; step++) {
      const tape = new tf.GradientTape();
      const loss = tape.record(() => tf.reduceMean(tf.square(tf.subtract(model.call<Tensor>(x), y))));
      const gradients = tape.gradient(loss, model.trainableVariables) as Tensor[];
      optimizer.applyGradients(gradients.map((one, i) => [one, model.trainableVariables[i]]));
      losses.push(loss.itemSync());
    }
    expect(losses[39]).toBeLessThan(losses[0] / 2);
  });
});

describe('configs', () => {
  test.each([
    new layers.Conv2D(8, [3, 2], { groups: 2, activation: 'relu', kernelRegularizer: 'l2' }),
    new layers.Conv1D(8, 3, { padding: 'causal' }),
    new layers.Conv2DTranspose(3, 2, { strides: 2, outputPadding: 1 }),
    new layers.DepthwiseConv2D(3, { depthMultiplier: 2, useBias: false }),
    new layers.MaxPooling2D({ poolSize: [2, 3], strides: 1, padding: 'same' }),
    new layers.AveragePooling1D(3),
    new layers.GlobalAveragePooling2D({ keepdims: true }),
  ])('$className is made again from its own', (layer) => {
    const again = layers.deserialize(JSON.parse(JSON.stringify(layers.serialize(layer))));
    expect(again.getConfig()).toEqual(layer.getConfig());
  });

  test('names are Keras’', () => {
    const config = new layers.DepthwiseConv2D(3).getConfig();
    expect(config).toMatchObject({ kernel_size: [3, 3], strides: [1, 1], padding: 'valid', dilation_rate: [1, 1] });
    expect(config).toMatchObject({ data_format: 'channels_last', depth_multiplier: 1, use_bias: true });
    expect(config).toHaveProperty('depthwise_initializer');
    expect(config).not.toHaveProperty('kernel_initializer');
  });
});

describe('what is wrong is said in Keras’ words', () => {
  test.each<[string, () => unknown, string]>([
    ['filters', () => new layers.Conv2D(0, 3), 'Expected a strictly positive value. Received filters=0.'],
    ['kernel size', () => new layers.Conv2D(1, [3]), 'The `kernel_size` argument must be a tuple of 2 integers. Received kernel_size=(3,)'], // prettier-ignore
    ['strides', () => new layers.Conv2D(1, 3, { strides: 0 }), 'including values {0} that do not satisfy `value > 0`'],
    ['padding', () => new layers.Conv2D(1, 3, { padding: 'causal' as never }), "must be a list/tuple or one of {'valid', 'same'}. Received: causal"], // prettier-ignore
    ['groups', () => new layers.Conv2D(3, 3, { groups: 2 }), 'evenly divisible by the number of groups. Received: groups=2, filters=3.'], // prettier-ignore
    ['channels', () => new layers.Conv2D(4, 3, { groups: 2 }).build([null, 5, 5, 3]), 'Received groups=2, but the input has 3 channels'], // prettier-ignore
    ['dilated strides', () => new layers.Conv2D(1, 3, { strides: 2, dilationRate: 2 }), 'Received: strides=(2, 2) and dilation_rate=(2, 2)'], // prettier-ignore
    ['size', () => new layers.Conv2D(1, 5).build([null, 4, 4, 1]), 'Computed output size would be zero or negative. Received `inputs shape=(None, 4, 4, 1)`, `kernel shape=(5, 5, 1, 1)`, `dilation_rate=[1 1]`'], // prettier-ignore
    ['rank', () => new layers.Conv2D(1, 3).call(tf.ones([5, 5, 1])), 'expected min_ndim=4, found ndim=3. Full shape received: (5, 5, 1)'], // prettier-ignore
    ['multiplier', () => new layers.DepthwiseConv2D(3, { depthMultiplier: 0 }), 'Received depth_multiplier=0.'],
    ['output padding', () => new layers.Conv2DTranspose(1, 3, { outputPadding: 1 }), '`output_padding` must be < `strides`. output_padding=(1, 1), strides=(1, 1)'], // prettier-ignore
    ['format', () => new layers.Conv2D(1, 3, { dataFormat: 'channels_first' as never }), "must be 'channels_last'"],
    ['pool', () => new layers.MaxPooling2D({ poolSize: 5 }).computeOutputShape([null, 4, 4, 1]), 'Received: `inputs.shape=[None 4 4 1]`, `pool_size=[5 5]`, `strides=(5, 5)`'], // prettier-ignore
    ['pool padding', () => new layers.MaxPooling2D({ padding: 'full' as never }), "must be either 'valid' or 'same'. Received: padding=full"], // prettier-ignore
    ['pool rank', () => new layers.MaxPooling2D().call(tf.ones([4, 4, 1])), 'expected ndim=4, found ndim=3'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });

  test('channels that change after the first call', () => {
    const layer = new layers.Conv2D(1, 3);
    layer.call(image(1, 5, 5, 2));
    expect(() => layer.call(image(1, 5, 5, 3))).toThrow('expected axis -1 of input shape to have value 2');
  });
});
