/** The one list of layers that TensorFlow.js has, and what of Keras 3 it cannot say. https://js.tensorflow.org/api/latest */
import type { Config } from '../../keras/config';
import { attention } from './attention';
import { causal, type Compose, keepingAxes, normalizedAlong, subtraction } from './composed';

export interface Kind {
  /** Why it cannot be written when it is set like this, for inputs of this rank; null where it can. */
  readonly refuses?: (config: Config, rank: number) => string | null;
  /** How it is made of layers that there are, where it is set so that there is no other way. */
  readonly composed?: (config: Config, rank: number) => Compose | null;
  /** Another layer that does the same, where TensorFlow.js would not take this one. */
  readonly instead?: (config: Config, rank: number) => { readonly class_name: string; readonly config: Config } | null;
  /** Names of weights that are others there. */
  readonly weights?: Readonly<Record<string, string>>;
}

const plain: Kind = {};

/** Only what has this value can be written. */
function only(key: string, value: unknown, why: string): Kind {
  return { refuses: (config) => (String(config[key] ?? value) === String(value) ? null : why) };
}

const globalPool: Kind = { composed: ({ keepdims }) => (keepdims === true ? keepingAxes : null) };

/*
 * Behind the reset, the product with the recurrent kernel has a bias of its own and is scaled as a whole: no other
 * weights make a GRU that resets before compute the same, and no other layer goes step by step.
 */
const gru = only('reset_after', false, 'TensorFlow.js has only GRUs with `resetAfter: false`; ONNX has the others');

export const layerKinds: Readonly<Record<string, Kind>> = {
  Activation: plain,
  Add: plain,
  Average: plain,
  AveragePooling1D: plain,
  AveragePooling2D: plain,
  BatchNormalization: {
    refuses: ({ axis }, rank) => {
      if (rank > 4) return 'TensorFlow.js normalizes up to rank 4';
      return axis === 0 ? 'TensorFlow.js keeps the batch first' : null;
    },
    // Its kernel takes the moving mean for that of the last axis, whatever shape it has.
    composed: ({ axis }, rank) => (axis === -1 || axis === rank - 1 ? null : normalizedAlong),
  },
  Concatenate: plain,
  Conv1D: {
    refuses: ({ groups }) => (groups === 1 ? null : 'TensorFlow.js has no groups'),
    composed: ({ padding }) => (padding === 'causal' ? causal : null),
  },
  Conv2D: only('groups', 1, 'TensorFlow.js has no groups'),
  Conv2DTranspose: {
    refuses: ({ output_padding: added = null, dilation_rate: dilations }) => {
      if (added !== null) return 'TensorFlow.js has no output padding';
      return String(dilations) === '1,1' ? null : 'TensorFlow.js has no dilated transposed convolution';
    },
  },
  Dense: plain,
  DepthwiseConv2D: { weights: { kernel: 'depthwise_kernel' } },
  Dropout: plain,
  ELU: only('alpha', 1, 'TensorFlow.js has the ELU layer with alpha 1 only'),
  Embedding: plain,
  Flatten: {
    instead: ({ name, trainable, dtype }, rank) => {
      // Its Flatten wants something to flatten.
      if (rank > 2) return null;
      return { class_name: 'Reshape', config: { name, trainable, dtype, target_shape: [-1] } };
    },
  },
  GaussianNoise: plain,
  GlobalAveragePooling1D: globalPool,
  GlobalAveragePooling2D: globalPool,
  GlobalMaxPooling1D: globalPool,
  GlobalMaxPooling2D: globalPool,
  GRU: gru,
  InputLayer: plain,
  LayerNormalization: plain,
  LeakyReLU: {
    instead: ({ negative_slope: alpha, ...config }) => ({ class_name: 'LeakyReLU', config: { ...config, alpha } }),
  },
  LSTM: plain,
  Masking: plain,
  Maximum: plain,
  MaxPooling1D: plain,
  MaxPooling2D: plain,
  Minimum: plain,
  MultiHeadAttention: { composed: () => attention },
  Multiply: plain,
  Permute: plain,
  PReLU: plain,
  ReLU: {
    refuses: ({ negative_slope: slope, threshold }) =>
      slope === 0 && threshold === 0 ? null : 'TensorFlow.js has only a ReLU that is 0 below 0',
  },
  RepeatVector: plain,
  Rescaling: plain,
  Reshape: plain,
  RNN: plain,
  SimpleRNN: plain,
  Softmax: {
    refuses: ({ axis }, rank) =>
      axis === -1 || axis === rank - 1 ? null : 'TensorFlow.js has the softmax along the last axis only',
  },
  Subtract: { composed: () => subtraction },
  UpSampling2D: plain,
  ZeroPadding2D: plain,
};

/** Those that take the mask of their input, or pass it on: TensorFlow.js throws in others, or does not go by it. */
export const maskable: ReadonlySet<string> = new Set([
  'Activation',
  'BatchNormalization',
  'Dense',
  'Dropout',
  'GRU',
  'LayerNormalization',
  'LSTM',
  'Masking',
  'RNN',
  'SimpleRNN',
]);

/** Cells that an RNN layer may hold. */
export const cellKinds: Readonly<Record<string, Kind>> = { GRUCell: gru, LSTMCell: plain, SimpleRNNCell: plain };

const insideOnly = 'TensorFlow.js has cells only inside of an RNN layer';

/** Layers that TensorFlow.js does not have, or not in files. */
export const notWritten: Readonly<Record<string, string>> = {
  GRUCell: insideOnly,
  Lambda: 'a function of a script, which no file can say',
  Layer: 'what layers are made of, no layer by itself',
  LSTMCell: insideOnly,
  Normalization: 'TensorFlow.js has no such layer',
  SimpleRNNCell: insideOnly,
  UnitNormalization: 'TensorFlow.js has no such layer',
};

/** Keras' functions that TensorFlow.js has, by its names; `composedActivations` has more. Its `hardSigmoid` is another one, with slope 0.2. */
export const activationNames: Readonly<Record<string, string>> = {
  // With the factor 1 that Keras' function has, they are one.
  celu: 'elu',
  elu: 'elu',
  gelu: 'gelu',
  linear: 'linear',
  log_softmax: 'log_softmax',
  mish: 'mish',
  relu: 'relu',
  relu6: 'relu6',
  selu: 'selu',
  sigmoid: 'sigmoid',
  silu: 'swish',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
  tanh: 'tanh',
};

/**
 * Initializers by TensorFlow.js' names; it begins with zeros where it has none, since the weights come with the file.
 * Orthogonal is left out: inside of a model in a model TensorFlow.js makes a whole decomposition of what is then replaced.
 */
export const initializerNames: Readonly<Record<string, string>> = {
  Constant: 'Constant',
  GlorotNormal: 'GlorotNormal',
  GlorotUniform: 'GlorotUniform',
  HeNormal: 'HeNormal',
  HeUniform: 'HeUniform',
  Identity: 'Identity',
  LecunNormal: 'LeCunNormal',
  LecunUniform: 'LeCunUniform',
  Ones: 'Ones',
  RandomNormal: 'RandomNormal',
  RandomUniform: 'RandomUniform',
  TruncatedNormal: 'TruncatedNormal',
  VarianceScaling: 'VarianceScaling',
  Zeros: 'Zeros',
};

export const constraintNames: readonly string[] = ['MaxNorm', 'MinMaxNorm', 'NonNeg', 'UnitNorm'];
