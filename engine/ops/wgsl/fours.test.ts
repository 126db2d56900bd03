import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import { tf } from '../../index';
import { withBackend } from '../../tensor/activeBackend';
import type { Backend } from '../../tensor/backend';
import { fromData } from '../../tensor/convert';
import type { DType } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import { testWebgpuBackend } from '../../testing/webgpu';
import { walksFours } from './elementwise';

/** Kernels that read and write four neighbours at once, where they may and where they may not. */
let gpu: WebgpuBackend;
beforeAll(async () => {
  gpu = await testWebgpuBackend();
});
afterAll(() => gpu.destroy());

it('vectors are whole in every input', () => {
  expect(walksFours({ sizes: [1027], strides: [[1], [0]] })).toBe(true);
  expect(walksFours({ sizes: [1027], strides: [[2]] })).toBe(false);
  expect(
    walksFours({
      sizes: [8, 12],
      strides: [
        [12, 1],
        [0, 1],
        [3, 0],
      ],
    }),
  ).toBe(true);
  expect(walksFours({ sizes: [8, 10], strides: [[10, 1]] })).toBe(false);
  expect(walksFours({ sizes: [8, 12], strides: [[13, 1]] })).toBe(false);
});

/** Small whole numbers, other ones for each seed; exact under sums and products. */
function numbers(backend: Backend, shape: number[], seed: number, dtype: DType = 'float32'): Tensor {
  const size = shape.reduce((product, one) => product * one, 1);
  const list = Array.from({ length: size }, (_, i) => ((i * 31 + seed * 7) % 19) - 9);
  return withBackend(backend, () => tf.cast(fromData(Float32Array.from(list), shape, 'float32'), dtype));
}

async function same(run: (given: (shape: number[], seed: number, dtype?: DType) => Tensor) => Tensor): Promise<void> {
  const [expected, actual] = await Promise.all(
    [cpuBackend, gpu].map((backend) => withBackend(backend, () => run((...one) => numbers(backend, ...one))).data()),
  );
  expect(actual).toEqual(expected);
}

describe('elementwise', () => {
  const pairs: [number[], number[]][] = [
    [[1027], [1027]],
    [[1030], []],
    [[], [2050]],
    [[40, 28], [28]],
    [
      [40, 28],
      [40, 1],
    ],
    [
      [1, 28],
      [40, 1],
    ],
    [[40, 26], [26]],
    [
      [9, 1, 16],
      [1, 13, 16],
    ],
    [
      [9, 13, 1],
      [13, 16],
    ],
  ];

  it.each(pairs)('%j with %j', async (a, b) => {
    for (const dtype of ['float32', 'int32'] as const) {
      await same((of) => tf.subtract(of(a, 1, dtype), of(b, 2, dtype)));
      await same((of) => tf.less(of(a, 1, dtype), of(b, 2, dtype)));
    }
    await same((of) => tf.logicalAnd(of(a, 1, 'bool'), of(b, 3, 'bool')));
  });

  it('of three inputs and three axes', async () => {
    await same((of) => tf.where(of([100, 20], 1, 'bool'), of([20], 2), of([], 3)));
    await same((of) => tf.add(of([3, 1, 20, 100], 1), of([3, 4, 1, 100], 2)));
  });

  it('leaves what lies behind alone', async () => {
    const behind = (of: (shape: number[], seed: number) => Tensor) => {
      const x = of([1025], 1);
      return tf.concat([x.mul(3), tf.reshape(tf.reduceSum(x.mul(2)), [1]), x], 0);
    };
    await same(behind);
  });
});

describe('reductions', () => {
  it.each([
    [[1028], 0],
    [[1027], 0],
    [[5, 260], 1],
    [[5, 262], 1],
    [[260, 5], 0],
    [
      [3, 8, 40],
      [1, 2],
    ],
    [
      [3, 8, 40],
      [0, 2],
    ],
    [[2, 20000], 1],
  ] as [number[], number | number[]][])('%j over %j', async (shape, axis) => {
    await same((of) => tf.reduceSum(of(shape, 1), { axis }));
    await same((of) => tf.reduceMax(of(shape, 2, 'int32'), { axis }));
    await same((of) => tf.reduceAll(of(shape, 2, 'bool'), { axis }));
    // A pair of the largest and its distance from the whole: its later passes have no vectors.
    await same((of) => tf.round(tf.reduceLogsumexp(of(shape, 4), { axis }).mul(1000)));
  });
});
