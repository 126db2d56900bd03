import { expect, test } from 'vitest';
import { descend32, descendPlain } from './wasmDescend';

test.each([1, 1023, 1024, 1027, 8192, 8193, 20_001])('%i elements: bit for bit what plain loops give', (n) => {
  const w = Float32Array.from({ length: n }, (_, i) => Math.sin(i) * 3);
  const g = Float32Array.from({ length: n }, (_, i) => Math.cos(i * 1.7));
  g[n - 1] = n % 2 === 0 ? NaN : Infinity;
  const [expected, got] = [new Float32Array(n), new Float32Array(n).fill(7)];
  descendPlain(w, g, expected, 0.01);
  descend32(w, g, got, 0.01);
  expect(got).toEqual(expected);
});
