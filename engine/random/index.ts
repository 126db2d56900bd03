/** Where random numbers come from; the ops that draw them are `tf.random`, in `ops/random`. */
export { SeedGenerator, setSeed } from './streams';
