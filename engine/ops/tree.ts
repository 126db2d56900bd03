/**
 * The ops at their places in TensorFlow's module tree. Written out, so that `tf.math.log1p` has a
 * static type; `tree.test.ts` holds it against the names that the definitions declare.
 */
import * as ops from './all';
import { constant, convertToTensor, ones, onesLike, zeros, zerosLike } from './creation';

const { add, cast, divide, equal, greater, log, multiply, negative, pow, square, subtract } = ops;
const { reduceMax, reduceMean, reduceSum } = ops;

export const math = {
  add,
  divide,
  equal,
  greater,
  log,
  multiply,
  negative,
  pow,
  reduceMax,
  reduceMean,
  reduceSum,
  square,
  subtract,
  truediv: divide,
};

export const nn = {};

export const linalg = { matmul: ops.matmul, transpose: ops.transpose };

export const dtypes = { cast };

export const top = {
  add,
  broadcastTo: ops.broadcastTo,
  cast,
  constant,
  convertToTensor,
  divide,
  equal,
  fill: ops.fill,
  greater,
  identity: ops.identity,
  matmul: ops.matmul,
  multiply,
  negative,
  ones,
  onesLike,
  pow,
  reduceMax,
  reduceMean,
  reduceSum,
  reshape: ops.reshape,
  square,
  stack: ops.stack,
  stopGradient: ops.stopGradient,
  subtract,
  transpose: ops.transpose,
  truediv: divide,
  unstack: ops.unstack,
  where: ops.where,
  zeros,
  zerosLike,
};
