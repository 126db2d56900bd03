import { expect, test } from 'vitest';
import { heap } from '../heap';
import { compileLanes } from './kernel';
import { Lanes } from './lanes';
import { sumOf } from './sum';

const COUNT = 2 ** 18;

const FUNCTIONS = {
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  softplus: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
};

test.each(Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[])(
  '%s of float32 numbers of every size: the nearest float32',
  (name) => {
    const [x, y] = [heap().allocate(COUNT)!, heap().allocate(COUNT)!];
    const words = new Uint32Array(x.buffer, x.byteOffset, COUNT);
    for (let i = 0; i < COUNT; i++) words[i] = i * 2 ** 14 + (i % 16381);
    const lanes = new Lanes();
    lanes.output(lanes[name](lanes.input('full')));
    compileLanes(lanes)(1, COUNT, x.byteOffset, y.byteOffset);
    const wrong = [...y.keys()].filter((i) => !Object.is(y[i], Math.fround(FUNCTIONS[name](x[i]))));
    expect(wrong.map((i) => `${name}(${x[i]}) = ${y[i]}`)).toEqual([]);
    heap().release(x);
    heap().release(y);
  },
);

test('sums are kept in four parts in float64, whatever the length', () => {
  const x = heap()
    .allocate(1000)!
    .map((_, i) => Math.fround(Math.sin(i) * 10 ** (i % 9)));
  const block = heap().allocate(1000)!;
  block.set(x);
  const lanes = new Lanes();
  const input = lanes.input('full');
  lanes.sum(input);
  lanes.sum(lanes.mul(input, input));
  const run = compileLanes(lanes);
  for (const n of [0, 1, 3, 4, 5, 998, 1000]) {
    const sums = heap().allocate(256)!;
    run(1, n, block.byteOffset, sums.byteOffset);
    const parts = [0, 0, 0, 0];
    const squares = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      parts[i % 4] += x[i];
      squares[i % 4] += Math.fround(x[i] * x[i]);
    }
    const joined = (p: number[]) => p[0] + p[2] + (p[1] + p[3]);
    const got = new Float64Array(sums.buffer, sums.byteOffset, 2);
    expect([...got]).toEqual([joined(parts), joined(squares)]);
    expect(sumOf(x, 0, 1, n)).toBe(got[0]);
    expect(sumOf(block, 0, 1, n)).toBe(got[0]);
    heap().release(sums);
  }
});
