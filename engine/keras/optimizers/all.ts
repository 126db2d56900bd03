/** Every optimizer. */
export { Adadelta } from './adadelta';
export { Adagrad } from './adagrad';
export { Adam, AdamW } from './adam';
export { Adamax } from './adamax';
export { Ftrl } from './ftrl';
export { Lion } from './lion';
export { Nadam } from './nadam';
export { RMSprop } from './rmsprop';
export { SGD } from './sgd';
