import { expect, test } from 'vitest';
import { heap } from './heap';
import { descend32, sumRowsResident } from './wasmRows';

const SIZES = [1024, 1027, 8192, 20_001];
const special = [NaN, Infinity, -Infinity, 0, -0];

/** The same numbers outside the heap and in it. */
function twins(n: number, at: (i: number) => number): [Float32Array, Float32Array] {
  const own = Float32Array.from({ length: n }, (_, i) => (i % 97 < special.length ? special[i % 97] : at(i)));
  const resident = heap().allocate(n)!;
  resident.set(own);
  return [own, resident];
}

test.each(SIZES)('descend, %i elements: the heap gives bit for bit what plain loops give', (n) => {
  const [w, wasmW] = twins(n, (i) => Math.sin(i) * 3);
  const [g, wasmG] = twins(n, (i) => Math.cos(i * 1.7));
  const [expected, got] = twins(n, () => 7);
  descend32(w, g, expected, 0.01);
  descend32(wasmW, wasmG, got, 0.01);
  expect(got).toEqual(expected);
  descend32(wasmW, g, got.fill(7), 0.01);
  expect(got).toEqual(expected);
});

test.each([1, 3, 4, 7, 128, 1030])('sums over the rows, %i columns: bit for bit', (columns) => {
  const rows = Math.ceil(1100 / columns) + 2;
  const [x, wasmX] = twins(rows * columns, (i) => Math.sin(i));
  const sums = new Float32Array(columns).fill(7);
  expect(sumRowsResident(wasmX, sums)).toBe(true);
  const expected = Float32Array.from({ length: columns }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += x[i * columns + j];
    return sum;
  });
  expect(sums).toEqual(expected);
  expect(sumRowsResident(x, sums)).toBe(false);
  heap().release(wasmX);
});
