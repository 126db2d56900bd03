import { describe, expect, test } from 'vitest';
import { ShapeError, tf, ValueError } from '../../index';

// The matrices and bands of TensorFlow's own documentation.
const matrix = tf.constant([
  [1, 2, 3, 4],
  [5, 6, 7, 8],
  [9, 8, 7, 6],
]);

describe('diagPart', () => {
  test('a diagonal', () => {
    expect(tf.linalg.diagPart(matrix).arraySync()).toEqual([1, 6, 7]);
    expect(tf.linalg.diagPart(matrix, { k: 1 }).arraySync()).toEqual([2, 7, 6]);
    expect(tf.linalg.diagPart(matrix, { k: -2 }).arraySync()).toEqual([9]);
  });

  test.each([
    ['RIGHT_LEFT' as const, [0, 3, 8], [5, 8, 0]],
    ['LEFT_RIGHT' as const, [3, 8, 0], [0, 5, 8]],
    ['LEFT_LEFT' as const, [3, 8, 0], [5, 8, 0]],
    ['RIGHT_RIGHT' as const, [0, 3, 8], [0, 5, 8]],
  ])('a band, %s', (align, highest, lowest) => {
    const band = tf.linalg.diagPart(matrix, { k: [-1, 2], align });
    expect(band.arraySync()).toEqual([highest, [2, 7, 6], [1, 6, 7], lowest]);
    const back = tf.linalg.diag(band, { k: [-1, 2], numRows: 3, numCols: 4, align });
    expect(back.arraySync()).toEqual([
      [1, 2, 3, 0],
      [5, 6, 7, 8],
      [0, 8, 7, 6],
    ]);
  });

  test('paddingValue stands beside shorter diagonals', () => {
    expect(tf.linalg.diagPart(matrix, { k: [2, 3], paddingValue: 9 }).arraySync()).toEqual([
      [9, 4],
      [3, 8],
    ]);
  });

  test('throws for what is no matrix, no diagonal and no alignment', () => {
    expect(() => tf.linalg.diagPart([1, 2])).toThrow(ShapeError);
    expect(() => tf.linalg.diagPart(matrix, { k: 4 })).toThrow(
      'diagPart: k 4 is no diagonal of a matrix of shape [3, 4]',
    );
    expect(() => tf.linalg.diagPart(matrix, { k: [1, 0] })).toThrow(ValueError);
    expect(() => tf.linalg.diagPart(matrix, { align: 'LEFT' as 'LEFT_LEFT' })).toThrow('expected align LEFT_RIGHT');
  });
});

describe('diag', () => {
  test('sizes are those that it takes, or those given', () => {
    expect(tf.linalg.diag([1, 2]).arraySync()).toEqual([
      [1, 0],
      [0, 2],
    ]);
    expect(tf.linalg.diag([1, 2], { k: 1 }).shape).toEqual([3, 3]);
    expect(tf.linalg.diag([1, 2], { k: 1, numRows: 2 }).shape).toEqual([2, 3]);
    expect(tf.linalg.diag([1, 2], { k: -1, numRows: 3, numCols: 4, paddingValue: 9 }).arraySync()).toEqual([
      [9, 9, 9, 9],
      [1, 9, 9, 9],
      [9, 2, 9, 9],
    ]);
  });

  test('throws where they do not fit', () => {
    expect(() => tf.linalg.diag([1, 2], { numRows: 1 })).toThrow(ValueError);
    expect(() => tf.linalg.diag([1, 2], { numRows: 3, numCols: 3 })).toThrow('do not fit numRows 3, numCols 3');
    expect(() => tf.linalg.diag(1)).toThrow(ShapeError);
    expect(() => tf.linalg.diag([[1, 2]], { k: [0, 1] })).toThrow('expected […, 2, length] for 2 diagonals');
  });

  test('setDiag puts a diagonal back', () => {
    expect(tf.linalg.setDiag(matrix, [0, -1, -2]).arraySync()).toEqual([
      [0, 2, 3, 4],
      [5, -1, 7, 8],
      [9, 8, -2, 6],
    ]);
    expect(() => tf.linalg.setDiag(matrix, [0, 1])).toThrow('expected a diagonal of shape [3], got [2]');
  });
});

describe('bandPart', () => {
  test('keeps triangles and bands, and drops NaN outside', () => {
    const x = tf.constant([
      [1, NaN, NaN],
      [2, 3, NaN],
      [4, 5, 6],
    ]);
    expect(tf.linalg.bandPart(x, -1, 0).arraySync()).toEqual([
      [1, 0, 0],
      [2, 3, 0],
      [4, 5, 6],
    ]);
    expect(tf.linalg.bandPart(tf.ones([2, 3]), 0, 1).arraySync()).toEqual([
      [1, 1, 0],
      [0, 1, 1],
    ]);
  });

  test('throws for more diagonals than there are', () => {
    expect(() => tf.linalg.bandPart(matrix, 4, 0)).toThrow(
      'bandPart: expected a whole numLower up to 3 for [3, 4], got 4',
    );
  });
});

describe('small things of matrices', () => {
  test('eye', () => {
    expect(tf.eye(2, { numColumns: 3, dtype: 'int32' }).arraySync()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(tf.eye(2, { batchShape: [3] }).shape).toEqual([3, 2, 2]);
    expect(() => tf.eye(-1)).toThrow(ShapeError);
  });

  test('trace, matvec, tensorDiag', () => {
    expect(tf.linalg.trace(matrix).itemSync()).toBe(14);
    expect(tf.linalg.matvec(matrix, [1, 0, 0, 1]).arraySync()).toEqual([5, 13, 15]);
    expect(() => tf.linalg.matvec(matrix, [1, 2])).toThrow('matvec: expected […, m, n] and […, n], got [3, 4] and [2]');
    expect(tf.linalg.tensorDiagPart(tf.linalg.tensorDiag(matrix)).arraySync()).toEqual(matrix.arraySync());
    expect(() => tf.linalg.tensorDiagPart(matrix)).toThrow(ShapeError);
  });
});
