import { beforeAll, describe, expect, test } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import { tf } from '../../index';
import { withBackend } from '../../tensor/activeBackend';
import { fromData } from '../../tensor/convert';
import type { TypedArray } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import { difference } from '../../testing/close';
import { sampleData } from '../../testing/samples';
import { testWebgpuBackend } from '../../testing/webgpu';

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});

/** Both backends give the same places and the same elements, to the last bit. */
async function compare(data: TypedArray, shape: number[], f: (x: Tensor) => Tensor[]) {
  const dtype = data instanceof Int32Array ? 'int32' : 'float32';
  const [onCpu, onGpu] = [cpuBackend, webgpu].map((backend) =>
    withBackend(backend, () => f(fromData(data.slice(), shape, dtype))),
  );
  const actual = await webgpu.readMany(onGpu);
  const none = { relative: 0, absolute: 0 };
  expect(actual.map((one, i) => difference(one, onCpu[i].dataSync(), none))).toEqual(actual.map(() => null));
}

/** Numbers that repeat, with everything between them that is hard to order. */
function hard(n: number): Float32Array {
  const special = [NaN, -NaN, Infinity, -Infinity, 0, -0, 1e-40, -1e-40, 3.4e38, -3.4e38];
  return sampleData({ shape: [n] }, 3).map((one, i) =>
    i % 17 === 0 ? special[(i / 17) % special.length] : Math.round(one * 100) / 100,
  ) as Float32Array;
}

describe.each(['ASCENDING', 'DESCENDING'] as const)(
  '%s: short and long lines are in the order of the cpu',
  (direction) => {
    test.each([[[10]], [[700]], [[5000]], [[2, 4500, 2]], [[40000]]])('%j', async (shape) => {
      const axis = shape.length === 3 ? 1 : 0;
      const data = hard(shape.reduce((product, one) => product * one, 1));
      await compare(data, shape, (x) => [tf.argsort(x, { axis, direction }), tf.sort(x, { axis, direction })]);
    });

    test('whole numbers to the ends', async () => {
      const data = Int32Array.from({ length: 6000 }, (_, i) => (i * 2654435761) | 0);
      data[5] = 2147483647;
      data[6] = -2147483648;
      await compare(data, [6000], (x) => [tf.sort(x, { direction }), tf.argsort(x, { direction })]);
      await compare(data, [10, 600], (x) => [tf.sort(x, { direction })]);
    });
  },
);

describe('the largest of long lines', () => {
  test.each([1, 5, 1000, 5000])('k = %i', async (k) => {
    await compare(hard(10000), [2, 5000], (x) => {
      const { values, indices } = tf.math.topK(x, { k });
      return [values, indices];
    });
  });
});

test('sorting by digits is sorting by comparing, which float64 does', () => {
  const data = hard(40000);
  const wide = fromData(Float64Array.from(data), [40000], 'float64');
  for (const direction of ['ASCENDING', 'DESCENDING'] as const) {
    const places = tf.argsort(data, { direction }).dataSync();
    expect(difference(places, tf.argsort(wide, { direction }).dataSync())).toBeNull();
    const few = tf.argsort(data.slice(0, 600), { direction }).dataSync();
    const wideFew = fromData(Float64Array.from(data.slice(0, 600)), [600], 'float64');
    expect(difference(few, tf.argsort(wideFew, { direction }).dataSync())).toBeNull();
  }
});
