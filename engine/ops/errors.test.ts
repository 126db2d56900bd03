import { describe, expect, test } from 'vitest';
import { DTypeError, ShapeError, tf, ValueError } from '../index';
import type { Backend } from '../tensor/backend';
import { withBackend } from '../tensor/activeBackend';
import { cpuBackend } from '../backends/cpu/cpuBackend';

const ints = (values: number[]) => tf.constant(values, { dtype: 'int32' });
const bools = tf.constant([true, false]);
const matrix = tf.zeros([2, 3]);

describe('errors name the op, what was expected and what came', () => {
  test.each<[() => unknown, new (...args: never[]) => Error, string]>([
    [() => tf.matmul(matrix, tf.zeros([4, 5])), ShapeError, 'matmul: inner dimensions differ: [2, 3] × [4, 5]'],
    [
      () => tf.matmul(matrix, matrix, { transposeA: true, transposeB: true }),
      ShapeError,
      'matmul: inner dimensions differ: [2, 3]ᵀ × [2, 3]ᵀ',
    ],
    [() => tf.matmul([1, 2], matrix), ShapeError, 'matmul: expected at least two axes each: [2] × [2, 3]'],
    [
      () => tf.matmul(tf.zeros([2, 3, 4]), tf.zeros([3, 4, 5])),
      ShapeError,
      'matmul: shapes do not broadcast: [2] and [3]',
    ],
    [() => tf.add(matrix, [1, 2]), ShapeError, 'add: shapes do not broadcast: [2, 3] and [2]'],
    [
      () => tf.add(matrix, ints([1, 2, 3])),
      DTypeError,
      'add: expected two numbers of one dtype, got float32 [2, 3] and int32 [3]',
    ],
    [() => tf.multiply(ints([1]), 0.5), DTypeError, 'multiply: expected int32, got the number 0.5; cast it first'],
    [() => tf.exp(ints([1])), DTypeError, 'exp: expected a float dtype, got int32 [1]'],
    [() => tf.negative(bools), DTypeError, 'negative: expected a number dtype, got bool [2]'],
    [() => tf.logicalNot([1, 0]), DTypeError, 'logicalNot: expected bool, got float32 [2]'],
    [
      () => tf.logicalAnd(bools, bools.cast('int32')),
      DTypeError,
      'logicalAnd: expected two bools, got bool [2] and int32 [2]',
    ],
    [() => tf.reduceSum(bools), DTypeError, 'reduceSum: expected a number dtype, got bool [2]'],
    [() => tf.reduceAny(matrix), DTypeError, 'reduceAny: expected bool, got float32 [2, 3]'],
    [
      () => tf.reduceSum(matrix, { axis: 2 }),
      ValueError,
      'reduceSum: axis 2 is out of range for rank 2: expected -2 to 1',
    ],
    [() => tf.reduceSum(matrix, { axis: [0, -2] }), ValueError, 'reduceSum: axis [0, -2] names an axis twice'],
    [() => tf.argmax(tf.zeros([0, 2])), ShapeError, 'argmax: axis 0 of [0, 2] has no elements'],
    [() => tf.reshape(matrix, [4, 2]), ShapeError, 'reshape: [2, 3] has 6 elements, which do not fill [4, 2]'],
    [() => tf.reshape(matrix, [-1, -1]), ShapeError, 'reshape: [2, 3] has 6 elements, which do not fill [-1, -1]'],
    [() => tf.transpose(matrix, { perm: [0, 0] }), ValueError, 'transpose: axis [0, 0] names an axis twice'],
    [() => tf.squeeze(matrix, { axis: 0 }), ShapeError, 'squeeze: expected size 1 at axis 0 of [2, 3], got 2'],
    [
      () => tf.concat([matrix, tf.zeros([2, 2])], 0),
      ShapeError,
      'concat: shapes differ outside axis 0: [2, 3], [2, 2]',
    ],
    [
      () => tf.concat([matrix, matrix.cast('int32')], 0),
      DTypeError,
      'concat: expected tensors of one dtype, got float32 and int32',
    ],
    [() => tf.stack([matrix, [1, 2]]), ShapeError, 'stack: expected tensors of one shape, got [2, 3], [2]'],
    [
      () => tf.split(matrix, 2, { axis: 1 }),
      ShapeError,
      'split: [2, 3] does not split into 2 equal parts along axis 1',
    ],
    [
      () => tf.split(matrix, [1, 3], { axis: 1 }),
      ShapeError,
      'split: [2, 3] does not split into parts of [1, 3] along axis 1',
    ],
    [
      () => tf.slice(matrix, [0, 2], [1, 2]),
      ShapeError,
      'slice: begin [0, 2] and size [1, 2] do not lie inside [2, 3]',
    ],
    [() => tf.pad(matrix, [[1, 1]]), ShapeError, 'pad: expected [before, after] for each axis of [2, 3], got [[1, 1]]'],
    [() => tf.tile(matrix, [2]), ShapeError, 'tile: expected one multiple for each axis of [2, 3], got [2]'],
    [() => tf.broadcastTo(matrix, [2, 2]), ShapeError, 'broadcastTo: [2, 3] does not broadcast to [2, 2]'],
    [() => tf.gather(matrix, [0, 2]), ValueError, 'gather: index 2 is out of range for axis 0 of [2, 3]'],
    [() => tf.gather(matrix, tf.constant([0])), DTypeError, 'gather: expected int32 indices, got float32 [1]'],
    [() => tf.where(matrix, 1, 2), DTypeError, 'where: expected a bool condition, got float32 [2, 3]'],
    [() => tf.clipByValue([1, 2], [0, 0, 0], 1), ShapeError, 'clipByValue: shapes do not broadcast: [2] and [3]'],
    [
      () => tf.nn.sigmoidCrossEntropyWithLogits([1], [1, 2]),
      ShapeError,
      'sigmoidCrossEntropyWithLogits: expected two tensors of one shape, got [1] and [2]',
    ],
    [
      () => tf.nn.softmaxCrossEntropyWithLogits([1], [1, 2]),
      ShapeError,
      'softmaxCrossEntropyWithLogits: expected labels and logits of one shape, got [1] and [2]',
    ],
    [
      () => tf.nn.sparseSoftmaxCrossEntropyWithLogits(ints([1, 2]), matrix.reshape([3, 2])),
      ShapeError,
      'sparseSoftmaxCrossEntropyWithLogits: expected labels with the shape of logits but for the last axis, got [2] and [3, 2]',
    ],
    [
      () => tf.nn.biasAdd(matrix, [1, 2]),
      ShapeError,
      'biasAdd: expected a bias as long as the last axis, got [2, 3] and [2]',
    ],
    [() => tf.range(1, 0), ValueError, 'range: no steps of 1 lead from 1 to 0'],
    [() => tf.zeros([-1]), ShapeError, 'zeros: expected whole sizes of 0 or more, got [-1]'],
    [
      () => tf.constant([[1], [1, 2]]),
      ShapeError,
      'constant: nested arrays are ragged: expected length 1 at depth 1, got length 2',
    ],
    [
      () => tf.constant(1.5, { dtype: 'int32' }),
      DTypeError,
      'constant: expected int32, got the number 1.5; cast it first',
    ],
  ])('%s', (call, kind, message) => {
    expect(call).toThrow(message);
    expect(call).toThrow(kind);
  });
});

test('nothing runs when the shapes are wrong', () => {
  let runs = 0;
  const counting: Backend = new Proxy(cpuBackend, {
    get: (target, key) => (key === 'run' ? () => runs++ : Reflect.get(target, key)),
  });
  withBackend(counting, () => {
    const [a, b] = [tf.constant([1, 2]), tf.constant([1, 2, 3])];
    expect(() => tf.add(a, b)).toThrow(ShapeError);
  });
  expect(runs).toBe(0);
});

test('a disposed tensor is refused by name', () => {
  const x = tf.constant([1]);
  x.name = 'x';
  x.dispose();
  expect(() => tf.add(x, 1)).toThrow('tensor x has been disposed');
});

test('raw numbers take the dtype of the tensor beside them', () => {
  expect(tf.add(ints([1]), 2).dtype).toBe('int32');
  expect(tf.add(2, ints([1])).dtype).toBe('int32');
  expect(tf.multiply(tf.constant(2, { dtype: 'float64' }), 0.1).dataSync()).toEqual(Float64Array.of(0.2));
  expect(tf.add(new Int32Array([1]), 2).dtype).toBe('int32');
  expect(tf.add(1, 2).dtype).toBe('float32');
});
