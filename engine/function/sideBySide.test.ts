import { expect, it } from 'vitest';
import type { HostItem, Kernel, KernelItem, Schedule } from '../tensor/backend';
import { sideBySide } from './sideBySide';

const RULE: Kernel = {
  name: 'descend',
  cpu: () => {},
  wgsl: null,
  wgslRule: {
    letters: ['w', 'g'],
    body: '',
    values: ['w - g * rate'],
    helpers: '',
    floats: ({ rate }: { rate: number }) => [['rate', rate]],
  },
};
const OTHER: Kernel = { name: 'other', cpu: () => {}, wgsl: null };

const update = (inputs: number[], output: number, renew: KernelItem['renew'] = null): KernelItem => {
  return { kind: 'kernel', kernel: RULE, inputs, outputs: [output], attributes: { rate: 0.5 }, renew };
};
const other = (inputs: number[], output: number): KernelItem => {
  return { kind: 'kernel', kernel: OTHER, inputs, outputs: [output], attributes: {}, renew: null };
};
const host = (gives: number[], takes: number[]): HostItem => ({ kind: 'host', gives, takes, run: () => {} });

/** Names of the kernels, and what they take, in order; `host` for work of the host. */
function after(items: Schedule['items'], shapes: readonly (readonly number[])[], most = 12): string[] {
  const values = shapes.map((shape) => ({ shape, dtype: 'float32' as const }));
  const schedule = { values, constants: [], items };
  return sideBySide(schedule, most).items.map((one) =>
    one.kind === 'host' ? 'host' : `${one.kernel.name} ${one.inputs.join()} → ${one.outputs.join()}`,
  );
}

const small = Array.from({ length: 16 }, () => [3]);

it('joins updates by one rule, up to as many buffers as there may be', () => {
  const items = [update([0, 1], 2), host([10], [2]), update([3, 4], 5), host([11], [5]), update([6, 7], 8)];
  expect(after(items, small)).toEqual(['3 descend 0,1,3,4,6,7 → 2,5,8', 'host', 'host']);
  expect(after(items, small, 8)).toEqual(['2 descend 0,1,3,4 → 2,5', 'host', 'host', 'descend 6,7 → 8']);
  expect(after(items, small, 5)).toEqual(['descend 0,1 → 2', 'host', 'descend 3,4 → 5', 'host', 'descend 6,7 → 8']);
});

it('leaves an update where it is when it needs what was given in between', () => {
  expect(after([update([0, 1], 2), other([2], 4), update([3, 4], 5)], small)).toEqual([
    'descend 0,1 → 2',
    'other 2 → 4',
    'descend 3,4 → 5',
  ]);
  expect(after([update([0, 1], 2), update([2, 1], 5)], small)).toEqual(['descend 0,1 → 2', 'descend 2,1 → 5']);
  expect(after([update([0, 1], 2), host([3], []), update([3, 4], 5)], small)).toHaveLength(3);
});

it('does not move an update past work of the host that may change its numbers', () => {
  expect(after([update([0, 1], 2), host([], []), update([3, 4], 5)], small)).toEqual([
    'descend 0,1 → 2',
    'host',
    'descend 3,4 → 5',
  ]);
});

it('leaves large variables, and those without elements, alone', () => {
  const shapes = small.map((shape, i) => (i === 3 ? [5000] : i === 6 ? [0] : shape));
  const items = [update([0, 1], 2), update([3, 4], 5), update([6, 7], 8), update([9, 10], 11)];
  expect(after(items, shapes)).toEqual(['2 descend 0,1,9,10 → 2,11', 'descend 3,4 → 5', 'descend 6,7 → 8']);
});

it('asks each update anew for its numbers', () => {
  let rate = 1;
  const items = [update([0, 1], 2, () => ({ rate })), update([3, 4], 5)];
  const values = small.map((shape) => ({ shape, dtype: 'float32' as const }));
  const [one] = sideBySide({ values, constants: [], items }, 12).items as KernelItem[];
  rate = 2;
  expect(one.renew!()).toEqual({ each: [{ rate: 2 }, { rate: 0.5 }] });
  const specs = (list: readonly number[]) => list.map((i) => values[i]);
  const gpu = { software: true };
  const [pass] = one.kernel.wgsl!(specs(one.inputs), specs(one.outputs), one.renew!() as never, gpu).passes;
  const bits = (value: number) => new Uint32Array(Float32Array.of(value).buffer)[0];
  expect([...pass.params].map((word) => word >>> 0)).toEqual([6, 3, bits(2), 3, bits(0.5)]);
});
