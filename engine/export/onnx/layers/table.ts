/** The one list of layers: each Keras class with its translation into ONNX. */
import type { Translation } from '../translation';
import { elu, leakyRelu, prelu, relu, softmax } from './activationLayers';
import { activation } from './activations';
import { multiHeadAttention } from './attention';
import { cell } from './cells';
import { convolution, depthwiseConvolution, transposedConvolution } from './convolution';
import { dense, embedding, masking, rescaling } from './dense';
import { average, merge } from './merging';
import { batchNormalization, layerNormalization } from './normalization';
import { averagePooling, globalAveragePooling, globalMaxPooling, maxPooling } from './pooling';
import { recurrent } from './recurrent';
import { concatenate, flatten, permute, repeatVector, reshape, unchanged, upSampling, zeroPadding } from './shapes';

export const layerTranslations: Readonly<Record<string, Translation>> = {
  Activation: activation,
  Add: merge('Add'),
  Average: average,
  AveragePooling1D: averagePooling,
  AveragePooling2D: averagePooling,
  BatchNormalization: batchNormalization,
  Concatenate: concatenate,
  Conv1D: convolution,
  Conv2D: convolution,
  Conv2DTranspose: transposedConvolution,
  Dense: dense,
  DepthwiseConv2D: depthwiseConvolution,
  Dropout: unchanged,
  ELU: elu,
  Embedding: embedding,
  Flatten: flatten,
  GaussianNoise: unchanged,
  GlobalAveragePooling1D: globalAveragePooling,
  GlobalAveragePooling2D: globalAveragePooling,
  GlobalMaxPooling1D: globalMaxPooling,
  GlobalMaxPooling2D: globalMaxPooling,
  GRU: recurrent,
  GRUCell: cell,
  LayerNormalization: layerNormalization,
  LeakyReLU: leakyRelu,
  LSTM: recurrent,
  LSTMCell: cell,
  Masking: masking,
  Maximum: merge('Max'),
  MaxPooling1D: maxPooling,
  MaxPooling2D: maxPooling,
  Minimum: merge('Min'),
  MultiHeadAttention: multiHeadAttention,
  Multiply: merge('Mul'),
  Permute: permute,
  PReLU: prelu,
  ReLU: relu,
  RepeatVector: repeatVector,
  Rescaling: rescaling,
  Reshape: reshape,
  RNN: recurrent,
  SimpleRNN: recurrent,
  SimpleRNNCell: cell,
  Softmax: softmax,
  Subtract: merge('Sub'),
  UpSampling2D: upSampling,
  ZeroPadding2D: zeroPadding,
};

/** The weights can be exported by themselves, in every other format. */
const NOT_YET = 'no translation yet';

/** What is in `tf.keras.layers` and is no layer with a translation. */
export const notTranslated: Readonly<Record<string, string>> = {
  InputLayer: 'an input of the graph, not a node',
  Lambda: 'a function of a script, which no file can say',
  Layer: 'what layers are made of, no layer by itself',
  Normalization: NOT_YET,
  UnitNormalization: NOT_YET,
};
