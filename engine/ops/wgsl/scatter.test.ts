import { expect, it, test } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import { tf } from '../../index';
import { withBackend } from '../../tensor/activeBackend';
import type { Backend } from '../../tensor/backend';
import { fromData } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { sharedWebgpuBackend, testWebgpuBackendAsHardware } from '../../testing/webgpu';
import { scattersByColumns } from './scatter';

const software = sharedWebgpuBackend();
const hardware = sharedWebgpuBackend(testWebgpuBackendAsHardware);

it('goes by columns where threads are few for the elements', () => {
  expect(scattersByColumns(10, { software: true })).toBe(true);
  expect(scattersByColumns(10_000, { software: false })).toBe(false);
  expect(scattersByColumns(2_000_000, { software: false })).toBe(true);
});

/** 300 rows for 50 slices: each is named several times, and some rows name none. */
const ROWS = 300;
const whole = (shape: number[], seed: number) =>
  fromData(
    Float32Array.from({ length: shape.reduce((x, y) => x * y, 1) }, (_, i) => ((i * 29 + seed) % 23) - 11),
    shape,
    'float32',
  );
const rows = (shape: number[]) =>
  fromData(
    Int32Array.from({ length: ROWS }, (_, i) => ((i * 17) % 54) - 2),
    shape,
    'int32',
  );

const scatters: [string, () => Tensor | null][] = [
  ['gather', () => gradientOf(whole([50, 6], 1), (x) => tf.gather(x, rows([ROWS])))],
  [
    'gather along an axis of several, in batches',
    () => gradientOf(whole([3, 2, 50, 5], 2), (x) => tf.gather(x, rows([3, 100]), { axis: 2, batchDims: 1 })),
  ],
  ['scatterNd', () => tf.scatterNd(clipped(), whole([ROWS, 7], 3), [50, 7])],
  ['tensorScatterNdUpdate', () => tf.tensorScatterNdUpdate(whole([50, 7], 4), clipped(), whole([ROWS, 7], 5))],
];

const clipped = () => tf.clipByValue(rows([ROWS, 1]), 0, 49);

/** The gradient of Σ f(x)·w, with whole numbers for w: its sums are exact. */
function gradientOf(x: Tensor, f: (x: Tensor) => Tensor): Tensor | null {
  const tape = new tf.GradientTape();
  tape.watch(x);
  const y = tape.record(() => f(x));
  return tape.gradient(y, x, { outputGradients: whole([...y.shape], 9) });
}

test.each(scatters)('%s adds up the same by elements and by columns', async (_, scatter) => {
  const on = (backend: Backend) => withBackend(backend, () => scatter()!).data();
  const expected = await on(cpuBackend);
  expect(await on(software())).toEqual(expected);
  expect(await on(hardware())).toEqual(expected);
});
