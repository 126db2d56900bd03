import { describe, expect, test } from 'vitest';
import { DTypeError, ShapeError, tf, type Tensor, ValueError } from '../../index';

/** Whole numbers from −3 to 3, other ones for each operand. */
function operand(shape: number[], i: number): Tensor {
  const size = shape.reduce((product, one) => product * one, 1);
  const numbers = Array.from({ length: size }, (_, at) => ((at * (i + 2) + i) % 7) - 3);
  return tf.constant(numbers, { shape, dtype: 'int32' });
}

describe('einsum', () => {
  test.each<[string, number[][], unknown]>([
    [
      'ij,jk->ik',
      [
        [2, 3],
        [3, 2],
      ],
      [
        [12.0, -4.0],
        [0.0, 3.0],
      ],
    ],
    [
      'ij,kj',
      [
        [2, 3],
        [2, 3],
      ],
      [
        [2.0, -4.0],
        [-8.0, -6.0],
      ],
    ],
    ['ii', [[3, 3]], -6.0],
    [
      'iij->ji',
      [[2, 2, 3]],
      [
        [-3.0, 1.0],
        [-1.0, 3.0],
        [1.0, -2.0],
      ],
    ],
    [
      'ijij->ij',
      [[2, 2, 2, 2]],
      [
        [-3.0, 0.0],
        [3.0, -1.0],
      ],
    ],
    [
      '...ij,...jk->...ik',
      [
        [2, 1, 1, 2],
        [2, 2, 1],
      ],
      [
        [[[5.0]], [[9.0]]],
        [[[1.0]], [[-3.0]]],
      ],
    ],
    [
      'i...,i...->...',
      [
        [2, 3],
        [2, 1],
      ],
      [9.0, 0.0, -2.0],
    ],
    [
      'ab,bc,cd->ad',
      [
        [2, 2],
        [2, 3],
        [3, 1],
      ],
      [[-24.0], [32.0]],
    ],
    [
      'i,j,k->kij',
      [[2], [2], [1]],
      [
        [
          [-6.0, 3.0],
          [-2.0, 1.0],
        ],
      ],
    ],
    [
      'bhqd,bhkd->bqhk',
      [
        [1, 2, 2, 2],
        [1, 2, 3, 2],
      ],
      [
        [
          [
            [5.0, 9.0, -8.0],
            [-4.0, -2.0, 0.0],
          ],
          [
            [1.0, -3.0, 0.0],
            [10.0, 11.0, -9.0],
          ],
        ],
      ],
    ],
    [
      'ij,ij->',
      [
        [2, 3],
        [2, 3],
      ],
      -4.0,
    ],
    ['ijk->k', [[2, 2, 3]], [3.0, -3.0, -2.0]],
    [
      'b...i,b->i...b',
      [[2, 3, 2], [2]],
      [
        [
          [6.0, 2.0],
          [-2.0, -1.0],
          [4.0, 3.0],
        ],
        [
          [2.0, -3.0],
          [-6.0, 1.0],
          [0.0, -2.0],
        ],
      ],
    ],
  ])('%s of %j is what NumPy gives', (equation, shapes, expected) => {
    expect(tf.einsum(equation, ...shapes.map(operand)).arraySync()).toEqual(expected);
  });

  test('spaces mean nothing, whole numbers stay whole', () => {
    const x = tf.constant([1, 2, 3], { dtype: 'int32' });
    expect(tf.einsum('i , i ->', x, x).dtype).toBe('int32');
    expect(tf.einsum('i,i->', x, x).itemSync()).toBe(14);
  });

  test('an empty axis sums to 0', () => {
    expect(tf.einsum('ij,jk->ik', tf.zeros([2, 0]), tf.zeros([0, 1])).arraySync()).toEqual([[0], [0]]);
  });

  test.each<[string, number[][], new () => Error, string]>([
    ['ij,jk->ik', [[2, 3]], ValueError, 'is about 2 tensors, got 1'],
    ['i->j', [[2]], ValueError, "'j' stands in the result of 'i->j' alone"],
    ['i->ii', [[2]], ValueError, 'stands twice'],
    ['i1', [[2]], ValueError, 'expected an equation of letters'],
    ['i..', [[2]], ValueError, 'expected an equation of letters'],
    ['i->i->i', [[2]], ValueError, 'expected an equation of letters'],
    ['...i->i', [[2, 3]], ValueError, 'has no ellipsis'],
    ['ij', [[2]], ShapeError, "'ij' of 'ij' does not fit a tensor of shape [2]"],
    [
      'ij,jk',
      [
        [2, 3],
        [4, 2],
      ],
      ShapeError,
      "'j' of 'ij,jk' is 3 and 4 long in [2, 3], [4, 2]",
    ],
    ['ii', [[2, 3]], ShapeError, "'i' of 'ii' is 2 and 3 long"],
    ['...,...', [[2], [3]], ShapeError, 'the ellipsis'],
  ])('%s of %j throws', (equation, shapes, kind, message) => {
    const call = () => tf.einsum(equation, ...shapes.map(operand));
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });

  test('bools and mixed dtypes throw', () => {
    expect(() => tf.einsum('i->', tf.constant([true]))).toThrow(DTypeError);
    expect(() => tf.einsum('i,i->', tf.constant([1]), tf.constant(new Int32Array(1)))).toThrow(DTypeError);
  });
});

describe('tensordot', () => {
  const [a, b] = [operand([2, 3, 2], 0), operand([2, 3], 1)];

  test('is the einsum that its axes say', () => {
    expect(tf.tensordot(a, b, 1).arraySync()).toEqual(tf.einsum('ijk,kl->ijl', a, b).arraySync());
    expect(tf.tensordot(a, b, 0).arraySync()).toEqual(tf.einsum('ijk,lm->ijklm', a, b).arraySync());
    expect(tf.tensordot(a, b, [1, 1]).arraySync()).toEqual(tf.einsum('ijk,lj->ikl', a, b).arraySync());
    const both = tf.einsum('ijk,kj->i', a, b).arraySync();
    expect(
      tf
        .tensordot(a, b, [
          [-1, 1],
          [0, -1],
        ])
        .arraySync(),
    ).toEqual(both);
  });

  test('throws for axes that do not meet', () => {
    expect(() => tf.tensordot(a, b, 3)).toThrow(ValueError);
    expect(() => tf.tensordot(a, b, [[0, 1], [0]])).toThrow('expected as many axes of a as of b');
    expect(() =>
      tf.tensordot(a, b, [
        [0, 0],
        [0, 1],
      ]),
    ).toThrow(ValueError);
    expect(() => tf.tensordot(a, b, [0, 1])).toThrow(ShapeError);
    expect(() => tf.tensordot(a, b, [3, 0])).toThrow('tensordot: axis 3 is out of range for rank 3');
  });
});
