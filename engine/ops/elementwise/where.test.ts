import { expect, test } from 'vitest';
import { tf, type Tensor, ValueError } from '../../index';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import { withBackend } from '../../tensor/activeBackend';
import type { Backend } from '../../tensor/backend';

test('a condition alone gives the places of what is true, row by row', () => {
  const found = tf.where([
    [true, false, true],
    [false, false, true],
  ]);
  expect(found.dtype).toBe('int32');
  expect(found.arraySync()).toEqual([
    [0, 0],
    [0, 2],
    [1, 2],
  ]);
  expect(tf.where([0, 2, NaN, -0]).arraySync()).toEqual([[1], [2]]);
});

test('nothing true, no elements, a scalar', () => {
  expect(tf.where([[false]]).shape).toEqual([0, 2]);
  expect(tf.where(tf.zeros([0, 3])).shape).toEqual([0, 2]);
  expect(tf.where(true).shape).toEqual([1, 0]);
  expect(tf.where(false).shape).toEqual([0, 0]);
});

test('x and y come together', () => {
  expect(() => tf.where(true, 1)).toThrow('where: expected both x and y, or neither; got one of them');
  expect(() => tf.where(true, null, 1)).toThrow(ValueError);
});

test('it says what to do where the numbers cannot be read at once', () => {
  const gpu: Backend = new Proxy(cpuBackend, {
    get: (target, key) => (key === 'name' ? 'webgpu' : Reflect.get(target, key)),
  });
  withBackend(gpu, () => {
    expect(() => tf.where([true, false])).toThrow(
      'where: the places of true elements of [2] cannot be told at once on webgpu; ' +
        'give x and y, or read `await condition.data()` and look there',
    );
  });
});

test('and in a traced function, which would keep the first answer', () => {
  const places = tf.function((condition: Tensor) => tf.where(condition));
  expect(() => places(tf.constant([true]))).toThrow(
    'where: how many elements of [1] are true is not known inside a tf.function; ' +
      'call where(condition) outside it, or give x and y',
  );
});
