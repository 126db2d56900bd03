import { beforeAll, describe, expect, test } from 'vitest';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import { DTypeError, ShapeError, tf, type Tensor } from '../../index';
import { numbers } from '../../testing/gradients';
import { withBackend } from '../../tensor/activeBackend';
import { testWebgpuBackend } from '../../testing/webgpu';

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});

const NAN = Number.NaN;

// Reference numbers are NumPy's.
const a = [
  [0, 2, 1],
  [1, 1, 0],
  [3, -1, 2],
];

function expectClose(actual: Tensor, expected: number[]) {
  numbers(actual).forEach((one, i) => expect(one, `element ${i}`).toBeCloseTo(expected[i], 5));
  expect(actual.size).toBe(expected.length);
}

describe('inv, det and solve', () => {
  test('agree with NumPy, also where a pivot must be fetched', () => {
    expectClose(tf.linalg.inv(a), [-0.25, 0.625, 0.125, 0.25, 0.375, -0.125, 0.5, -0.75, 0.25]);
    expectClose(tf.linalg.inv(a, { adjoint: true }), [-0.25, 0.25, 0.5, 0.625, 0.375, -0.75, 0.125, -0.125, 0.25]);
    expect(tf.linalg.det(a).itemSync()).toBeCloseTo(-8, 5);
    expectClose(tf.linalg.solve(a, [[1], [2], [3]]), [1.375, 0.625, -0.25]);
    expectClose(tf.linalg.solve(a, [[1], [2], [3]], { adjoint: true }), [1.75, -0.875, 0.625]);
  });

  test('a singular matrix has determinant 0 and no inverse, and leaves its neighbours alone', async () => {
    const batch = [
      [
        [1, 2],
        [2, 4],
      ],
      [
        [2, 0],
        [0, 4],
      ],
    ];
    const expected = [NAN, NAN, NAN, NAN, 0.5, 0, 0, 0.25];
    expect(numbers(tf.linalg.inv(batch))).toEqual(expected);
    expect(numbers(tf.linalg.det(batch))).toEqual([0, 8]);
    const [onGpu, determinants] = withBackend(webgpu, () => [tf.linalg.inv(batch), tf.linalg.det(batch)]);
    expect(Array.from(await onGpu.data())).toEqual(expected);
    expect(Array.from(await determinants.data())).toEqual([0, 8]);
  });

  test('of nothing', () => {
    expect(tf.linalg.inv(tf.zeros([0, 3, 3])).shape).toEqual([0, 3, 3]);
    expect(tf.linalg.det(tf.zeros([2, 0, 0])).arraySync()).toEqual([1, 1]);
  });

  test('throws for what is no square float matrix', () => {
    expect(() => tf.linalg.inv([[1, 2]])).toThrow('inv: expected square matrices, got shape [1, 2]');
    expect(() => tf.linalg.det([1])).toThrow(ShapeError);
    expect(() => tf.linalg.inv(tf.eye(2, { dtype: 'int32' }))).toThrow(DTypeError);
    expect(() => tf.linalg.solve(a, [[1], [2]])).toThrow('expected […, n, n] and […, n, m] of one batch');
  });
});

describe('cholesky', () => {
  const positive = [
    [4, 2, -2],
    [2, 10, 5],
    [-2, 5, 6],
  ];

  test('agrees with NumPy and reads the lower triangle alone', () => {
    const expected = [2, 0, 0, 1, 3, 0, -1, 2, 1];
    expectClose(tf.linalg.cholesky(positive), expected);
    const [[one], [two, three], last] = positive;
    expectClose(tf.linalg.cholesky([[one, NAN, NAN], [two, three, NAN], last]), expected);
  });

  test('the gradient is symmetric', () => {
    const x = tf.constant(positive);
    const tape = new tf.GradientTape();
    const l = tape.record(() => {
      tape.watch(x);
      return tf.linalg.cholesky(x);
    });
    const gradient = tape.gradient(l, x) as Tensor;
    expect(gradient.arraySync()).toEqual(tf.transpose(gradient).arraySync());
  });

  test('is NaN in its triangle where the matrix is not positive definite', async () => {
    const indefinite = [
      [1, 2],
      [2, 1],
    ];
    expect(numbers(tf.linalg.cholesky(indefinite))).toEqual([NAN, 0, NAN, NAN]);
    const onGpu = withBackend(webgpu, () => tf.linalg.cholesky(indefinite));
    expect(Array.from(await onGpu.data())).toEqual([NAN, 0, NAN, NAN]);
  });
});

describe('triangularSolve', () => {
  const l = [
    [2, 9],
    [1, 4],
  ];

  test('reads one triangle, plain or transposed', () => {
    const b = [[2], [5]];
    expect(numbers(tf.linalg.triangularSolve(l, b))).toEqual([1, 1]);
    expect(numbers(tf.linalg.triangularSolve(l, b, { adjoint: true }))).toEqual([0.375, 1.25]);
    expect(numbers(tf.linalg.triangularSolve(l, b, { lower: false }))).toEqual([-4.625, 1.25]);
    expect(numbers(tf.linalg.triangularSolve(l, b, { lower: false, adjoint: true }))).toEqual([1, -1]);
  });

  test('leading axes broadcast', () => {
    expect(tf.linalg.triangularSolve(l, tf.ones([3, 2, 1])).shape).toEqual([3, 2, 1]);
    expect(() => tf.linalg.triangularSolve(l, [1, 2])).toThrow(ShapeError);
  });
});

describe('eigh', () => {
  test('eigenvalues rise, and eigenvectors stand in columns', () => {
    const [e, v] = tf.linalg.eigh([
      [2, NAN, NAN],
      [1, 2, NAN],
      [0, 0, -5],
    ]);
    expectClose(e, [-5, 1, 3]);
    const half = Math.SQRT1_2;
    expectClose(tf.abs(v), [0, half, half, 0, half, half, 1, 0, 0]);
    expectClose(tf.linalg.eigvalsh(tf.eye(2)), [1, 1]);
  });

  test('takes large matrices apart and puts them together again', () => {
    const x = tf.constant(
      Array.from({ length: 400 }, (_, i) => Math.sin(i * i)),
      { shape: [20, 20] },
    );
    const symmetric = tf.add(x, tf.transpose(x));
    const [e, v] = tf.linalg.eigh(symmetric);
    expectClose(tf.matmul(tf.multiply(v, e), v, { transposeB: true }), numbers(symmetric));
  });

  test('numbers that are none give NaN', async () => {
    const broken = [
      [1, 0],
      [NAN, 1],
    ];
    expect(numbers(tf.linalg.eigvalsh(broken))).toEqual([NAN, NAN]);
    const onGpu = withBackend(webgpu, () => tf.linalg.eigvalsh(broken));
    expect(Array.from(await onGpu.data())).toEqual([NAN, NAN]);
  });
});
