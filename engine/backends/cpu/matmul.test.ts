import { describe, expect, test } from 'vitest';
import { matmulCpu, matmulReference, type MatmulSizes } from './matmul';
import { matmulBeside, matmulWasm32 } from './wasmMatmul';

let word = 1;
function random(size: number): Float32Array {
  return Float32Array.from({ length: size }, () => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
    return word / 2 ** 31 - 1;
  });
}

/** The largest difference, in units of the rounding that k sums of numbers up to 1 can make. */
function errorOf(sizes: MatmulSizes, run: typeof matmulWasm32): number {
  const { m, k, n } = sizes;
  const [a, b] = [random(m * k), random(k * n)];
  const [expected, got] = [new Float32Array(m * n), new Float32Array(m * n).fill(7)];
  matmulReference(a, 0, b, 0, expected, 0, sizes);
  run(a, 0, b, 0, got, 0, sizes);
  const worst = got.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
  return worst / (Math.max(1, k) * 2 ** -23);
}

const TRANSPOSES = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

describe('matmul in WASM SIMD against plain loops', () => {
  test.each(TRANSPOSES)('every size around the tiles, transposes %s and %s', (transposeA, transposeB) => {
    const sizes = [1, 2, 3, 5, 6, 7, 8, 9, 11, 12, 13, 16, 17, 31, 33, 67];
    for (const m of sizes) {
      for (const n of sizes) {
        for (const k of [1, 2, 7, 64, 67]) {
          const error = errorOf({ m, k, n, transposeA, transposeB }, matmulWasm32);
          expect(error, `${m} x ${k} x ${n}`).toBeLessThan(1);
        }
      }
    }
  });

  test.each(TRANSPOSES)('sizes beyond one block, transposes %s and %s', (transposeA, transposeB) => {
    for (const [m, k, n] of [
      [97, 257, 9],
      [193, 513, 130],
      [64, 784, 128],
      [9, 300, 1100],
    ]) {
      expect(errorOf({ m, k, n, transposeA, transposeB }, matmulWasm32), `${m} x ${k} x ${n}`).toBeLessThan(1);
      expect(errorOf({ m, k, n, transposeA, transposeB }, matmulBeside), `${m} x ${k} x ${n}`).toBeLessThan(1);
    }
  });

  test('an empty inner axis gives zeros, also after a larger product', () => {
    const sizes = { m: 7, k: 0, n: 9, transposeA: false, transposeB: false };
    const y = new Float32Array(63).fill(7);
    matmulWasm32(new Float32Array(0), 0, new Float32Array(0), 0, y, 0, sizes);
    expect([...y].every((value) => value === 0)).toBe(true);
  });

  test('offsets choose a matrix of a batch and leave the others alone', () => {
    const sizes = { m: 9, k: 10, n: 11, transposeA: false, transposeB: false };
    const [a, b] = [random(2 * 90), random(3 * 110)];
    const [expected, got] = [new Float32Array(2 * 99), new Float32Array(2 * 99)];
    matmulReference(a, 90, b, 220, expected, 99, sizes);
    matmulCpu(a, 90, b, 220, got, 99, sizes);
    expect([...got.subarray(0, 99)].every((value) => value === 0)).toBe(true);
    got.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
  });

  test.each([NaN, Infinity])('%s reaches exactly the row it stands in', (poison) => {
    const sizes = { m: 13, k: 12, n: 17, transposeA: false, transposeB: false };
    const a = random(13 * 12);
    const b = random(12 * 17).map((value) => Math.abs(value) + 0.1);
    a[5 * 12 + 3] = poison;
    const y = new Float32Array(13 * 17);
    matmulCpu(a, 0, b, 0, y, 0, sizes);
    y.forEach((value, i) => {
      if (Math.floor(i / 17) === 5) expect(value).toBe(poison);
      else expect(Number.isFinite(value)).toBe(true);
    });
  });

  test('0 · Infinity is NaN', () => {
    const sizes = { m: 8, k: 8, n: 8, transposeA: false, transposeB: false };
    const b = random(64);
    b[0] = Infinity;
    const y = new Float32Array(64);
    matmulCpu(new Float32Array(64), 0, b, 0, y, 0, sizes);
    expect(y[0]).toBeNaN();
    expect(y[1]).toBe(0);
  });

  test('float64 keeps its precision', () => {
    const sizes = { m: 1, k: 512, n: 1, transposeA: false, transposeB: false };
    const y = new Float64Array(1);
    matmulCpu(new Float64Array(512).fill(1 / 3), 0, new Float64Array(512).fill(3), 0, y, 0, sizes);
    expect(y[0]).toBeCloseTo(512, 10);
  });
});
