import { expect, test } from 'vitest';
import { tf, type Tensor } from '../../index';

/** The derivative of the sum of `f` by `x`, taken `order` times, each time summed. */
function derivative(f: (x: Tensor) => Tensor, x: Tensor, order: number): Tensor {
  const tape = new tf.GradientTape();
  const y = tape.record(() => {
    tape.watch(x);
    return order === 1 ? f(x) : derivative(f, x, order - 1);
  });
  return tape.gradient(y, x)!;
}

const product = (x: Tensor) => tf.reduceProd(x);

test('first derivatives are the products of the others, with any number of zeros', () => {
  expect(derivative(product, tf.constant([2, 3, 5]), 1).arraySync()).toEqual([15, 10, 6]);
  expect(derivative(product, tf.constant([2, 0, 5]), 1).arraySync()).toEqual([0, 10, 0]);
  expect(derivative(product, tf.constant([0, 3, 0]), 1).arraySync()).toEqual([0, 0, 0]);
});

// Of three elements the sum of the derivatives is e₂ = ab + bc + ca; by a that is b + c.
test('second derivatives too', () => {
  expect(derivative(product, tf.constant([2, 3, 5]), 2).arraySync()).toEqual([8, 7, 5]);
  expect(derivative(product, tf.constant([0, 3, 5]), 2).arraySync()).toEqual([8, 5, 3]);
  expect(derivative(product, tf.constant([0, 0, 5]), 2).arraySync()).toEqual([5, 5, 0]);
  expect(derivative(product, tf.constant([0, 0, 0]), 2).arraySync()).toEqual([0, 0, 0]);
});

// Of four elements the sums of the derivatives are e₃, then 2e₂, elementary symmetric polynomials; by xₖ that is 2(e₁ − xₖ).
test('and the third', () => {
  expect(derivative(product, tf.constant([0, 0, 0, 7]), 3).arraySync()).toEqual([14, 14, 14, 0]);
  expect(derivative(product, tf.constant([1, 2, 3, 4]), 3).arraySync()).toEqual([18, 16, 14, 12]);
});

test('an infinity or NaN among the others shows, and an infinity alone does not', () => {
  expect(derivative(product, tf.constant([Infinity, 2, 3]), 1).arraySync()).toEqual([6, Infinity, Infinity]);
  expect(derivative(product, tf.constant([NaN, 2]), 1).arraySync()).toEqual([2, NaN]);
});

test('nothing has no derivative to speak of', () => {
  expect(derivative(product, tf.zeros([0]), 1).shape).toEqual([0]);
  expect(derivative((x) => tf.reduceProd(x, { axis: 1 }), tf.zeros([2, 0]), 1).shape).toEqual([2, 0]);
});
