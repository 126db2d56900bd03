/** `tf.keras.layers`. */
export { Activation } from './activation';
export { Dense, type DenseOptions } from './dense';
export { Flatten } from './flatten';
export { Input, InputLayer, type InputOptions } from './inputLayer';
export { Layer, type LayerOptions } from './layer';
export { deserialize, serialize } from './serialize';
