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

const on = (backend: WebgpuBackend | typeof cpuBackend, data: TypedArray, shape: number[], f: (x: Tensor) => Tensor) =>
  withBackend(backend, () => f(fromData(data.slice(), shape, data instanceof Int32Array ? 'int32' : 'float32')));

async function compare(data: TypedArray, shape: number[], f: (x: Tensor) => Tensor) {
  const expected = on(cpuBackend, data, shape, f).dataSync();
  const actual = await webgpu.read(on(webgpu, data, shape, f));
  expect(difference(actual, expected, { relative: 1e-5, absolute: 1e-4 })).toBeNull();
}

describe('scans of long lines, which several threads share, agree with the cpu', () => {
  const walks = [false, true].flatMap((exclusive) => [false, true].map((reverse) => ({ exclusive, reverse })));

  test.each(walks)('%j', async (walk) => {
    const data = sampleData({ shape: [2, 1000, 3] }, 5);
    await compare(data, [2, 1000, 3], (x) => tf.cumsum(x, { axis: 1, ...walk }));
    await compare(data, [6000], (x) => tf.math.cumulativeLogsumexp(x, walk));
    const near1 = sampleData({ shape: [500], range: [0.97, 1.03] }, 6);
    await compare(near1, [500], (x) => tf.math.cumprod(x, walk));
    const whole = Int32Array.from({ length: 300 }, (_, i) => (i * 7919) % 100);
    await compare(whole, [300], (x) => tf.cumsum(x, walk));
  });
});

describe('a search along an axis passes over NaN', () => {
  test.each([[[NaN, 1, 3, NaN]], [[NaN, NaN]], [[-Infinity, -Infinity]], [[NaN, -Infinity]], [[-3, NaN, Infinity]]])(
    '%j',
    async (values) => {
      const data = Float32Array.from(values);
      await compare(data, [data.length], (x) => tf.argmax(x));
      await compare(data, [data.length], (x) => tf.argmin(x));
    },
  );
});
