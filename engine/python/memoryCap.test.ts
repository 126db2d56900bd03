import { expect, it } from 'vitest';
import { MemoryCap } from './memoryCap';

const PAGE = 1 << 16;

it('refuses what is beyond the limit, and lends a reserve', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const cap = new MemoryCap(memory, 3 * PAGE);
  expect(memory.grow(2)).toBe(1);
  expect(() => memory.grow(1)).toThrow(RangeError);
  expect(cap.bytes).toBe(3 * PAGE);
  cap.reserveOpen = true;
  expect(memory.grow(1)).toBe(3);
  expect(() => memory.grow(2_000)).toThrow(RangeError);
});
