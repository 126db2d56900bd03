/** `tf.keras.layers`. */
export { Activation } from './activation';
export {
  ELU,
  type ELUOptions,
  LeakyReLU,
  type LeakyReLUOptions,
  ReLU,
  type ReLUOptions,
} from './activations/elementwise';
export { PReLU, type PReLUOptions } from './activations/prelu';
export { Softmax, type SoftmaxOptions } from './activations/softmaxLayer';
export { Conv1D, type Conv1DOptions, Conv2D, type Conv2DOptions } from './convolution/conv';
export { Conv2DTranspose, type Conv2DTransposeOptions } from './convolution/conv2DTranspose';
export { UpSampling2D, type UpSampling2DOptions } from './convolution/upSampling2D';
export { ZeroPadding2D, type ZeroPadding2DOptions } from './convolution/zeroPadding2D';
export { DepthwiseConv2D, type DepthwiseConv2DOptions } from './convolution/depthwiseConv2D';
export { BatchNormalization, type BatchNormalizationOptions } from './batchNormalization';
export { Concatenate, type ConcatenateOptions } from './concatenate';
export { Dense, type DenseOptions } from './dense';
export { Dropout, type DropoutOptions } from './dropout';
export { Embedding, type EmbeddingOptions } from './embedding';
export { Flatten } from './flatten';
export {
  GlobalAveragePooling1D,
  GlobalAveragePooling1D as GlobalAvgPool1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling2D as GlobalAvgPool2D,
  GlobalMaxPooling1D,
  GlobalMaxPooling1D as GlobalMaxPool1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling2D as GlobalMaxPool2D,
  type GlobalPoolingOptions,
} from './pooling/globalPooling';
export {
  AveragePooling1D,
  AveragePooling1D as AvgPool1D,
  AveragePooling2D,
  AveragePooling2D as AvgPool2D,
  MaxPooling1D,
  MaxPooling1D as MaxPool1D,
  MaxPooling2D,
  MaxPooling2D as MaxPool2D,
  type PoolingOptions,
} from './pooling/pooling';
export { GaussianNoise, type GaussianNoiseOptions } from './gaussianNoise';
export { GRU, GRUCell, type GRUOptions } from './gru';
export { Input, InputLayer, type InputOptions } from './inputLayer';
export { Lambda, type LambdaOptions } from './lambda';
export { Layer, type LayerOptions } from './layer';
export { LayerNormalization, type LayerNormalizationOptions } from './layerNormalization';
export { LSTM, LSTMCell, type LSTMOptions } from './lstm';
export { Add, Average, Maximum, Minimum, Multiply, Subtract } from './merge';
export { Masking, type MaskingOptions } from './masking';
export { MultiHeadAttention, type MultiHeadAttentionOptions } from './multiHeadAttention';
export { Normalization, type NormalizationOptions } from './normalization';
export { Permute } from './permute';
export { RepeatVector } from './repeatVector';
export { Rescaling, type RescalingOptions } from './rescaling';
export { Reshape } from './reshape';
export { RNN, type RNNOptions } from './rnn';
export { deserialize, serialize } from './serialize';
export { SimpleRNN, SimpleRNNCell, type SimpleRNNOptions } from './simpleRNN';
export { UnitNormalization, type UnitNormalizationOptions } from './unitNormalization';
