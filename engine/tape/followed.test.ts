import { beforeAll, expect, test } from 'vitest';
import { tf } from '../index';
import { Followed } from './followed';

beforeAll(() => tf.setBackend('cpu'));

test('sets that follow one tensor at a time each have a number of their own for it', () => {
  const [x, y] = [tf.constant(1), tf.constant(2)];
  const [first, second] = [new Followed(), new Followed()];
  first.add(x);
  second.add(y);
  second.add(x);
  second.add(x);
  first.add(y);
  expect([x, y].map((one) => first.placeOf(one))).toEqual([0, 1]);
  expect([x, y].map((one) => second.placeOf(one))).toEqual([1, 0]);
  expect(second.size).toBe(2);
  expect(new Followed().has(x)).toBe(false);
});

test('a set that has ended leaves the tensor to the next, and takes nothing from the others', () => {
  const x = tf.constant(1);
  const [first, second, third] = [new Followed(), new Followed(), new Followed()];
  first.add(x);
  second.add(tf.constant(0));
  second.add(x);
  first.end();
  third.add(x);
  expect(x.follower).toBe(third);
  expect([second.placeOf(x), third.placeOf(x)]).toEqual([1, 0]);
});
