import { expect, it } from 'vitest';
import type { HostItem, Kernel, KernelItem } from '../tensor/backend';
import { lateAsCanBe } from './late';

const kernel = (name: string, aliases = false): Kernel => ({ name, cpu: () => {}, wgsl: null, aliases });
const SUM = kernel('sum');
const ADD = kernel('add');
const VIEW = kernel('view', true);

const item = (one: Kernel, inputs: number[], output: number): KernelItem => {
  return { kind: 'kernel', kernel: one, inputs, outputs: [output], attributes: {}, renew: null };
};
const host = (gives: number[], takes: number[]): HostItem => ({ kind: 'host', gives, takes, run: () => {} });

/** The order of the items by what they give or take, where sums wait. */
function order(items: readonly (KernelItem | HostItem)[], size = 4): string {
  const values = Array.from({ length: 12 }, () => ({ shape: [size], dtype: 'float32' as const }));
  return lateAsCanBe({ values, constants: [], items }, (one) => one === SUM)
    .map((one) => (one.kind === 'host' ? `host ${one.takes.join()}` : `${one.kernel.name} ${one.outputs.join()}`))
    .join(', ');
}

it('puts a kernel off until another needs it, with what it needs itself', () => {
  const items = [item(SUM, [0], 1), item(SUM, [1], 2), item(SUM, [0], 3), item(ADD, [0], 4), item(ADD, [2], 5)];
  expect(order(items)).toBe('add 4, sum 1, sum 2, add 5, sum 3');
});

it('takes chains of any length', () => {
  const values = Array.from({ length: 20_002 }, () => ({ shape: [4], dtype: 'float32' as const }));
  const sums = Array.from({ length: 20_000 }, (_, i) => item(SUM, [i], i + 1));
  const items = [...sums, item(ADD, [20_000], 20_001)];
  expect(lateAsCanBe({ values, constants: [], items }, (one) => one === SUM)).toEqual(items);
});

it('knows a value under another shape', () => {
  const items = [item(SUM, [0], 1), item(VIEW, [1], 2), item(ADD, [0], 3), item(ADD, [2], 4)];
  expect(order(items)).toBe('view 2, add 3, sum 1, add 4');
});

it('brings all that waits, in order, when the host needs some of it or may be about anything', () => {
  const items = [item(SUM, [0], 1), item(SUM, [0], 2), item(ADD, [0], 3)];
  expect(order([...items, host([], [3]), item(ADD, [0], 4)])).toBe('add 3, host 3, add 4, sum 1, sum 2');
  expect(order([...items, host([], [2]), item(ADD, [0], 4)])).toBe('add 3, sum 1, sum 2, host 2, add 4');
  expect(order([...items, host([], []), item(ADD, [0], 4)])).toBe('add 3, sum 1, sum 2, host , add 4');
});

it('leaves large ones where they are, since what they read would be held longer', () => {
  expect(order([item(SUM, [0], 1), item(ADD, [0], 2)], 5000)).toBe('sum 1, add 2');
});
