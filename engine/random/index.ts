/** `tf.random`: seeded numbers, the same on every backend and machine. */
export { setSeed } from './generator';
export { normal, permutation, truncatedNormal, uniform } from './random';
export type { NormalOptions, UniformOptions } from './random';
