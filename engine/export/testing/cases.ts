/** Models that between them use every layer that is written, in every way that changes the file. For tests of what is written. */
import { Input, layers, Model as Functional, Sequential, utils } from '../../keras';
import { seeded } from '../../testing/mutations';
import { fromData } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import type { KerasTensor } from '../../keras/kerasTensor';
import type { Layer } from '../../keras/layers/layer';
import type { Model } from '../../keras/models/model';
import { activationWriters } from '../onnx/layers/activations';

export interface Case {
  readonly name: string;
  /** Made anew, untrained. */
  readonly model: () => Model;
  /** Behind the batch, one for each input, where a size that is open in the model needs one. */
  readonly shapes?: readonly (readonly number[])[];
}

type Shape = readonly (number | null)[];

/** One layer behind one input. */
function one(name: string, shape: Shape, layer: () => Layer, fixed?: readonly number[]): Case {
  const model = () => {
    const x = Input({ shape, name: 'x' });
    return new Functional({ inputs: x, outputs: layer().call(x) });
  };
  return { name, model, ...(fixed && { shapes: [fixed] }) };
}

/** A graph from inputs of these shapes. */
function graph(
  name: string,
  shapes: readonly Shape[],
  build: (inputs: KerasTensor[]) => KerasTensor | KerasTensor[],
): Case {
  const model = () => {
    const inputs = shapes.map((shape, i) => Input({ shape, name: `x${i}` }));
    return new Functional({ inputs, outputs: build(inputs) });
  };
  return { name, model };
}

/** A sequence and a mask for it. */
function masked(name: string, mask: Shape, build: (x: KerasTensor, mask: KerasTensor) => KerasTensor): Case {
  const model = () => {
    const x = Input({ shape: steps, name: 'x' });
    const seen = Input({ shape: mask, dtype: 'bool', name: 'mask' });
    return new Functional({ inputs: [x, seen], outputs: build(x, seen) });
  };
  return { name, model };
}

const steps = [5, 3];

const called = (layer: Layer, inputs: KerasTensor | KerasTensor[], options = {}) =>
  layer.call<KerasTensor>(inputs as KerasTensor, options);

export const activations: readonly Case[] = Object.keys(activationWriters).map((name) =>
  one(`Activation ${name}`, [5], () => new layers.Activation(name)),
);

export const plain: readonly Case[] = [
  one('Dense', [4], () => new layers.Dense(3, { activation: 'relu' })),
  one('Dense with leaky_relu', [4], () => new layers.Dense(3, { activation: 'leaky_relu' })),
  one('Dense of rank 4 without bias', [2, 3, 4], () => new layers.Dense(5, { useBias: false })),
  one('Rescaling', [3], () => new layers.Rescaling(2, { offset: -1 })),
  one('Rescaling by channel', [2, 3], () => new layers.Rescaling([1, 2, 3], { offset: [4, 5, 6] })),
  one('Flatten', [2, 3, 4], () => new layers.Flatten()),
  one('Flatten channels first', [2, 3, 4], () => new layers.Flatten({ dataFormat: 'channels_first' })),
  one('Flatten of rank 1', [], () => new layers.Flatten()),
  one('Reshape', [4, 3], () => new layers.Reshape([2, 6])),
  one('Reshape the rest', [4, 3], () => new layers.Reshape([-1, 2, 2])),
  one('Permute', [2, 3, 4], () => new layers.Permute([3, 1, 2])),
  one('RepeatVector', [3], () => new layers.RepeatVector(4)),
  one('Dropout', [3], () => new layers.Dropout(0.5)),
  one('GaussianNoise', [3], () => new layers.GaussianNoise(0.5)),
  one('ReLU', [5], () => new layers.ReLU()),
  one('ReLU up to 1', [5], () => new layers.ReLU({ maxValue: 1 })),
  one('ReLU that leaks from a threshold on', [5], () => new layers.ReLU({ maxValue: 1, negativeSlope: 0.2, threshold: 0.5 })), // prettier-ignore
  one('LeakyReLU', [5], () => new layers.LeakyReLU({ negativeSlope: 0.1 })),
  one('ELU', [5], () => new layers.ELU({ alpha: 2 })),
  one('PReLU', [2, 5], () => new layers.PReLU({ alphaInitializer: 'glorotUniform' })),
  one('PReLU along shared axes', [3, 4, 2], () => new layers.PReLU({ sharedAxes: [1, 2], alphaInitializer: 'glorotUniform' })), // prettier-ignore
  one('Softmax', [2, 5], () => new layers.Softmax()),
  one('Softmax on axis 1', [2, 5], () => new layers.Softmax({ axis: 1 })),
  graph('Embedding', [[6]], ([x]) => called(new layers.Embedding(5, 3), called(new layers.Activation('relu'), x))),
  {
    name: 'Embedding of whole numbers',
    model: () => {
      const x = Input({ shape: [6], dtype: 'int32', name: 'words' });
      const words = new layers.Embedding(5, 3).call(x);
      return new Functional({ inputs: x, outputs: [words, new layers.Flatten().call(x)] });
    },
  },
  ...(['Add', 'Average', 'Maximum', 'Minimum', 'Multiply'] as const).map((name) =>
    graph(name, [[2, 3], [3], [2, 3]], (inputs) => called(new layers[name](), inputs)),
  ),
  graph('Subtract', [[2, 3], [2, 3]], (inputs) => called(new layers.Subtract(), inputs)), // prettier-ignore
  graph('Concatenate', [[2, 3], [2, 4]], (inputs) => called(new layers.Concatenate(), inputs)), // prettier-ignore
  graph('Concatenate on axis 1', [[2, 3], [1, 3]], (inputs) => called(new layers.Concatenate({ axis: 1 }), inputs)), // prettier-ignore
];

export const images: readonly Case[] = [
  one('Conv1D', [9, 2], () => new layers.Conv1D(3, 4, { strides: 2, padding: 'same', activation: 'tanh' })),
  one('Conv1D causal', [9, 2], () => new layers.Conv1D(3, 3, { dilationRate: 2, padding: 'causal' })),
  one('Conv1D open', [null, 2], () => new layers.Conv1D(3, 4, { padding: 'same' }), [7, 2]),
  one('Conv1D open with strides', [null, 2], () => new layers.Conv1D(3, 4, { padding: 'same', strides: 3 }), [8, 2]),
  one('Conv2D', [7, 6, 3], () => new layers.Conv2D(4, [3, 2])),
  one('Conv2D same', [7, 6, 3], () => new layers.Conv2D(4, 3, { strides: [2, 3], padding: 'same', useBias: false })),
  one('Conv2D dilated', [7, 6, 2], () => new layers.Conv2D(2, 3, { dilationRate: [2, 1], padding: 'same' })),
  one('Conv2D in groups', [5, 5, 4], () => new layers.Conv2D(6, 3, { groups: 2, activation: 'relu' })),
  one('DepthwiseConv2D', [6, 5, 3], () => new layers.DepthwiseConv2D(3, { depthMultiplier: 2, padding: 'same' })),
  one('DepthwiseConv2D valid', [6, 6, 3], () => new layers.DepthwiseConv2D(2, { strides: 2 })),
  one('Conv2DTranspose', [4, 3, 2], () => new layers.Conv2DTranspose(3, 3)),
  one('Conv2DTranspose strides', [4, 3, 2], () => new layers.Conv2DTranspose(3, 2, { strides: 3 })),
  one('Conv2DTranspose same', [4, 3, 2], () => new layers.Conv2DTranspose(3, 4, { strides: 2, padding: 'same' })),
  one('Conv2DTranspose short', [4, 3, 2], () => new layers.Conv2DTranspose(3, 1, { strides: 2, padding: 'same' })),
  one('Conv2DTranspose added', [4, 3, 2], () => new layers.Conv2DTranspose(1, 3, { strides: 2, padding: 'same', outputPadding: 1 })), // prettier-ignore
  one('MaxPooling1D', [7, 2], () => new layers.MaxPooling1D({ poolSize: 3, strides: 2, padding: 'same' })),
  one('AveragePooling1D', [7, 2], () => new layers.AveragePooling1D(2, { padding: 'same' })),
  one('MaxPooling2D', [7, 6, 3], () => new layers.MaxPooling2D()),
  one('MaxPooling2D same', [7, 6, 3], () => new layers.MaxPooling2D({ poolSize: 3, strides: 2, padding: 'same' })),
  one('AveragePooling2D', [7, 6, 3], () => new layers.AveragePooling2D([2, 3], { strides: 2, padding: 'same' })),
  one('GlobalAveragePooling1D', [7, 2], () => new layers.GlobalAveragePooling1D()),
  one('GlobalMaxPooling1D', [7, 2], () => new layers.GlobalMaxPooling1D({ keepdims: true })),
  one('GlobalAveragePooling2D', [4, 3, 2], () => new layers.GlobalAveragePooling2D({ keepdims: true })),
  one('GlobalMaxPooling2D', [4, 3, 2], () => new layers.GlobalMaxPooling2D()),
  one('ZeroPadding2D', [3, 4, 2], () => new layers.ZeroPadding2D({ padding: [[1, 0], [2, 3]] })), // prettier-ignore
  one('UpSampling2D', [3, 4, 2], () => new layers.UpSampling2D({ size: [2, 3] })),
  one('UpSampling2D open', [null, null, 2], () => new layers.UpSampling2D(), [3, 4, 2]),
  one('BatchNormalization', [4], () => new layers.BatchNormalization({ epsilon: 0.01 })),
  one('BatchNormalization of images', [3, 4, 2], () => new layers.BatchNormalization()),
  one('BatchNormalization on axis 1', [3, 4, 2], () => new layers.BatchNormalization({ axis: 1, scale: false })),
  one('LayerNormalization', [3, 4], () => new layers.LayerNormalization()),
  one('LayerNormalization on axis 1', [3, 4], () => new layers.LayerNormalization({ axis: 1, center: false })),
  one('LayerNormalization on two axes', [3, 4, 2], () => new layers.LayerNormalization({ axis: [1, 2] })),
];

export const sequences: readonly Case[] = [
  one('SimpleRNN', steps, () => new layers.SimpleRNN(4)),
  one('SimpleRNN relu', steps, () => new layers.SimpleRNN(4, { activation: 'relu', returnSequences: true })),
  one('SimpleRNN gelu', steps, () => new layers.SimpleRNN(4, { activation: 'gelu', goBackwards: true, returnSequences: true })), // prettier-ignore
  one('LSTM', steps, () => new layers.LSTM(4)),
  one('LSTM backwards', steps, () => new layers.LSTM(4, { goBackwards: true, returnSequences: true, useBias: false })),
  one('LSTM with its states', steps, () => new layers.LSTM(4, { returnState: true })),
  one('LSTM with other functions', steps, () => new layers.LSTM(4, { activation: 'softsign', recurrentActivation: 'hard_sigmoid', returnState: true })), // prettier-ignore
  one('LSTM of open length', [null, 3], () => new layers.LSTM(4, { returnSequences: true }), [6, 3]),
  one('GRU', steps, () => new layers.GRU(4, { returnSequences: true })),
  one('GRU that resets before', steps, () => new layers.GRU(4, { resetAfter: false, returnState: true })),
  one('GRU without bias', steps, () => new layers.GRU(4, { useBias: false })),
  one('GRU with other functions', steps, () => new layers.GRU(4, { activation: 'elu' })),
  one(
    'GRU with others that resets before',
    steps,
    () => new layers.GRU(4, { activation: 'linear', resetAfter: false }),
  ),
  one('RNN', steps, () => new layers.RNN(new layers.GRUCell(4), { returnSequences: true })),
  graph('LSTM from given states', [steps, [4], [4]], ([x, h, c]) => called(new layers.LSTM(4), x, { initialState: [h, c] })), // prettier-ignore
  graph('GRU from a given state', [steps, [4]], ([x, h]) => called(new layers.GRU(4, { activation: 'selu' }), x, { initialState: h })), // prettier-ignore
  graph('SimpleRNNCell', [[3], [4]], (inputs) => called(new layers.SimpleRNNCell(4), inputs)), // prettier-ignore
  graph('LSTMCell', [[3], [4], [4]], (inputs) => called(new layers.LSTMCell(4), inputs)), // prettier-ignore
  graph('GRUCell', [[3], [4]], (inputs) => called(new layers.GRUCell(4), inputs)), // prettier-ignore
  masked('LSTM masked', [5], (x, mask) => called(new layers.LSTM(4, { returnSequences: true }), x, { mask })),
  masked('GRU masked with zeros', [5], (x, mask) =>
    called(new layers.GRU(4, { returnSequences: true, returnState: true, zeroOutputForMask: true }), x, { mask }),
  ),
  masked('SimpleRNN masked, backwards', [5], (x, mask) =>
    called(new layers.SimpleRNN(4, { goBackwards: true }), x, { mask }),
  ),
  masked('GlobalAveragePooling1D masked', [5], (x, mask) =>
    called(new layers.GlobalAveragePooling1D({ keepdims: true }), x, { mask }),
  ),
  graph('MultiHeadAttention', [steps, [4, 6]], (inputs) => called(new layers.MultiHeadAttention(2, 4), inputs)),
  graph('MultiHeadAttention of one head', [steps], ([x]) => called(new layers.MultiHeadAttention(1, 4, { outputShape: 5 }), [x, x])), // prettier-ignore
  graph('MultiHeadAttention of a key too', [steps, [4, 6], [4, 2]], (inputs) => called(new layers.MultiHeadAttention(3, 4, { valueDim: 2, useBias: false }), inputs)), // prettier-ignore
  graph('MultiHeadAttention of three', [steps, [4, 6], [4, 2]], (inputs) => called(new layers.MultiHeadAttention(2, 4, { valueDim: 3, outputShape: 7, useBias: false }), inputs, { returnAttentionScores: true })), // prettier-ignore
  graph('MultiHeadAttention causal', [steps], ([x]) => called(new layers.MultiHeadAttention(2, 4), [x, x], { useCausalMask: true })), // prettier-ignore
  masked('MultiHeadAttention masked', [5, 5], (x, attentionMask) =>
    called(new layers.MultiHeadAttention(2, 4), [x, x], { attentionMask }),
  ),
  masked('MultiHeadAttention with masks of its inputs', [5], (x, mask) =>
    called(new layers.MultiHeadAttention(2, 4), [x, x], { queryMask: mask, keyMask: mask, useCausalMask: true }),
  ),
];

/** Words, of which 0 stands for none; each mask comes from them. */
function ofWords(name: string, build: (one: KerasTensor, other: KerasTensor) => KerasTensor): Case {
  const model = () => {
    const inputs = ['a', 'b'].map((one) => Input({ shape: [5], dtype: 'int32', name: one }));
    const words = new layers.Embedding(5, 3, { maskZero: true });
    return new Functional({
      inputs,
      outputs: build(...(inputs.map((x) => words.call(x)) as [KerasTensor, KerasTensor])),
    });
  };
  return { name: `Masked: ${name}`, model };
}

/** Masks that go along from layer to layer. */
export const masks: readonly Case[] = [
  {
    name: 'Masked: Masking',
    model: () => {
      const x = Input({ shape: [5, 1], name: 'x' });
      const seen = new layers.Masking().call<KerasTensor>(new layers.Activation('relu').call<KerasTensor>(x));
      return new Functional({ inputs: x, outputs: [seen, new layers.SimpleRNN(4).call(seen)] });
    },
  },
  ofWords('LSTM', (a, b) => called(new layers.Add(), [called(new layers.LSTM(4), a), called(new layers.LSTM(4), b)])),
  ofWords('two LSTMs', (a, b) =>
    called(new layers.Concatenate(), [
      called(new layers.LSTM(4), called(new layers.LSTM(4, { returnSequences: true, goBackwards: true }), a)),
      called(new layers.GRU(2), called(new layers.Dropout(0.5), called(new layers.Dense(3), b))),
    ]),
  ),
  ofWords('GlobalAveragePooling1D', (a, b) =>
    called(new layers.Add(), [
      called(new layers.GlobalAveragePooling1D(), a),
      called(new layers.GlobalMaxPooling1D(), b),
    ]),
  ),
  ofWords('Add', (a, b) => called(new layers.LSTM(4), called(new layers.Add(), [a, b]))),
  ofWords('Concatenate', (a, b) => called(new layers.LSTM(4), called(new layers.Concatenate(), [a, b]))),
  ofWords('Concatenate with none', (a, b) =>
    called(new layers.LSTM(4), called(new layers.Concatenate({ axis: 1 }), [a, called(new layers.Permute([1, 2]), b)])),
  ),
  ofWords('MultiHeadAttention', (a, b) =>
    called(new layers.LSTM(4), called(new layers.MultiHeadAttention(2, 3), [a, b, a])),
  ),
  ofWords('a model', (a, b) => {
    const inner = new Sequential([Input({ shape: [5, 3] }), new layers.Dense(3), new layers.LSTM(4)]);
    return called(new layers.Subtract(), [inner.call(a), inner.call(b)]);
  }),
];

export const models: readonly Case[] = [
  {
    name: 'the neuron of the lessons',
    model: () => {
      const model = new Sequential([new layers.Dense(1)]);
      model.call([[2]]);
      return model;
    },
  },
  {
    name: 'the net of the XOR lesson',
    model: () => {
      const model = new Sequential([
        new layers.Dense(8, { activation: 'tanh' }),
        new layers.Dense(1, { activation: 'sigmoid' }),
      ]);
      model.call([[0, 0], [0, 1], [1, 0], [1, 1]]); // prettier-ignore
      return model;
    },
  },
  graph('shared layers, two outputs', [[3], [3]], ([a, b]) => {
    const shared = new layers.Dense(4, { activation: 'relu' });
    const both = called(new layers.Concatenate(), [shared.call(a), shared.call(b)]);
    return [new layers.Dense(2).call(both), new layers.Dense(1).call(both)];
  }),
  graph('shared layers with other functions', [[3], [3]], ([a, b]) => {
    const shared = new layers.Dense(4, { activation: 'hard_silu' });
    const inner = new Sequential([
      Input({ shape: [4] }),
      new layers.Dense(4, { activation: 'soft_shrink' }),
      new layers.Activation('log_sigmoid'),
    ]);
    return [inner.call<KerasTensor>(shared.call(a)), inner.call<KerasTensor>(shared.call(b))];
  }),
  graph('models in models', [[3], [4]], ([a, b]) => {
    const inner = new Sequential([Input({ shape: [3] }), new layers.Dense(4), new layers.Dropout(0.2)]);
    const x = Input({ shape: [4] });
    const twice = new Functional({ inputs: x, outputs: [new layers.Dense(2).call(x), x] });
    const [first, same] = twice.call<KerasTensor[]>(inner.call(a));
    const [second] = twice.call<KerasTensor[]>(b);
    return [called(new layers.Add(), [first, second]), same, inner.call(a)];
  }),
  graph('an input as an output', [[2]], ([x]) => [x, x]),
];

export const allCases: readonly Case[] = [...activations, ...plain, ...images, ...sequences, ...masks, ...models];

/** As many examples as a prediction is compared for. */
const BATCH = 3;

/** The same weights for a model in every run, also in place of zeros and ones. */
export function trained({ model }: Case): Model {
  utils.clearSession();
  const made = model();
  const random = seeded(7);
  const values = made.weights.map(({ shape, name, size }) => {
    // A variance is above 0.
    const middle = name === 'moving_variance' ? 1 : -0.5;
    const numbers = Float32Array.from({ length: size }, () => random() + middle);
    return fromData(numbers, shape, 'float32');
  });
  made.setWeights(values);
  return made;
}

/** One input of each: between −2 and 2, whole numbers from 0 to 4, or bools. */
export function inputsOf(model: Model, { shapes }: Case): Tensor[] {
  const random = seeded(11);
  return model.inputs.map(({ shape, dtype }, i) => {
    const full = [BATCH, ...(shapes?.[i] ?? (shape.slice(1) as number[]))];
    const size = full.reduce((n, one) => n * one, 1);
    const numbers = Float32Array.from({ length: size }, () => random() * 4 - 2);
    const data =
      dtype === 'bool'
        ? Uint8Array.from(numbers, (one) => Number(one > -0.5))
        : dtype === 'int32'
          ? Int32Array.from(numbers, (one) => one + 2)
          : numbers;
    return fromData(data, full, dtype);
  });
}
