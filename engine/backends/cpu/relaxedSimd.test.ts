import v8 from 'node:v8';
import { expect, test } from 'vitest';
import { matmulReference } from './matmul';
import { matmulFmaWasm } from './wasm/generated/matmulFmaWasm';
import { matmulBeside } from './wasmMatmul';

// Node has it behind a flag; this file alone turns it on, so that the other tests run without.
v8.setFlagsFromString('--experimental-wasm-relaxed-simd');

test.each([
  [1, 1, 1],
  [7, 64, 9],
  [97, 257, 19],
  [193, 513, 130],
])('with relaxed SIMD a product is as exact: %i x %i x %i', (m, k, n) => {
  expect(WebAssembly.validate(matmulFmaWasm)).toBe(true);
  const numbers = (size: number, seed: number) =>
    Float32Array.from({ length: size }, (_, i) => Math.sin(i * 1.3 + seed));
  const [a, b] = [numbers(m * k, 1), numbers(k * n, 2)];
  const [expected, got] = [new Float32Array(m * n), new Float32Array(m * n).fill(7)];
  const sizes = { m, k, n, transposeA: false, transposeB: false };
  matmulReference(a, 0, b, 0, expected, 0, sizes);
  matmulBeside(a, 0, b, 0, got, 0, sizes);
  const worst = got.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
  expect(worst / (k * 2 ** -23)).toBeLessThan(1);
});
