/** `tf.keras.layers`. */
export { Activation } from './activation';
export { Conv1D, type Conv1DOptions, Conv2D, type Conv2DOptions } from './convolution/conv';
export { Conv2DTranspose, type Conv2DTransposeOptions } from './convolution/conv2DTranspose';
export { DepthwiseConv2D, type DepthwiseConv2DOptions } from './convolution/depthwiseConv2D';
export { Dense, type DenseOptions } from './dense';
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
export { Input, InputLayer, type InputOptions } from './inputLayer';
export { Layer, type LayerOptions } from './layer';
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
export { deserialize, serialize } from './serialize';
