/** The one list of layers: each Keras class with its translation into ONNX. */
import type { Translation } from '../translation';
import { activation } from './activations';
import { multiHeadAttention } from './attention';
import { cell } from './cells';
import { convolution, depthwiseConvolution, transposedConvolution } from './convolution';
import { dense, embedding, masking, rescaling } from './dense';
import { average, merge } from './merging';
import { batchNormalization, layerNormalization } from './normalization';
import { averagePooling, globalAveragePooling, globalMaxPooling, maxPooling } from './pooling';
import { recurrent } from './recurrent';
import { concatenate, flatten, permute, repeatVector, reshape, unchanged } from './shapes';

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
  Embedding: embedding,
  Flatten: flatten,
  GlobalAveragePooling1D: globalAveragePooling,
  GlobalAveragePooling2D: globalAveragePooling,
  GlobalMaxPooling1D: globalMaxPooling,
  GlobalMaxPooling2D: globalMaxPooling,
  GRU: recurrent,
  GRUCell: cell,
  LayerNormalization: layerNormalization,
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
  RepeatVector: repeatVector,
  Rescaling: rescaling,
  Reshape: reshape,
  RNN: recurrent,
  SimpleRNN: recurrent,
  SimpleRNNCell: cell,
  Subtract: merge('Sub'),
};

/** The weights can be exported by themselves, in every other format. */
const NOT_YET = 'no translation yet';

/** What is in `tf.keras.layers` and is no layer with a translation. */
export const notTranslated: Readonly<Record<string, string>> = {
  ELU: NOT_YET,
  GaussianNoise: NOT_YET,
  InputLayer: 'an input of the graph, not a node',
  Lambda: 'a function of a script, which no file can say',
  Layer: 'what layers are made of, no layer by itself',
  LeakyReLU: NOT_YET,
  Normalization: NOT_YET,
  PReLU: NOT_YET,
  ReLU: NOT_YET,
  Softmax: NOT_YET,
  UnitNormalization: NOT_YET,
  UpSampling2D: NOT_YET,
  ZeroPadding2D: NOT_YET,
};
