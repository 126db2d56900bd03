import { beforeAll, describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../../../index';
import { cpuBackend } from '../../../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../../../backends/webgpu/webgpuBackend';
import { withBackend } from '../../../tensor/activeBackend';
import { difference } from '../../../testing/close';
import { testWebgpuBackend } from '../../../testing/webgpu';
import type { DType } from '../../../tensor/dtype';
import { sizeOf } from '../../../tensor/shape';
import type { Padding } from './window';

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});

const cycle = (shape: number[], step: number, mod: number, from: number) =>
  tf.constant(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((i * step) % mod) + from),
    { shape },
  );

interface Case {
  x: number[];
  w: number[];
  strides: number[];
  padding: Padding;
  dilations?: number[];
}

/** conv2d and both its gradients for whole numbers and an upstream gradient of whole numbers. */
function convolved({ x: xShape, w: wShape, strides, padding, dilations }: Case, dtype: DType = 'float32'): Tensor[] {
  const [x, w] = [cycle(xShape, 3, 7, -3), cycle(wShape, 5, 7, -2)].map((one) => tf.cast(one, dtype));
  const tape = new tf.GradientTape();
  tape.watch([x, w]);
  const y = tape.record(() => tf.nn.conv2d(x, w, strides, padding, { dilations }));
  const [dx, dw] = tape.gradient(y, [x, w], {
    outputGradients: tf.cast(cycle([...y.shape], 2, 5, -1), dtype),
  }) as Tensor[];
  return [y, dx, dw];
}

// The numbers are PyTorch's, in float64, its padding set by hand as TensorFlow pads.
describe('values and gradients', () => {
  test.each<[string, Case, number[], number[], number[], number[]]>([
    [
      'SAME puts an odd padding at the end',
      { x: [1, 3, 3, 1], w: [2, 2, 1, 1], strides: [1, 1], padding: 'SAME' },
      [1, 3, 3, 1],
      [3, 13, -8, 12, -13, 4, -11, 6, 0],
      [2, -5, -3, -1, -2, 10, -2, -1, 6],
      [10, -4, -9, -4],
    ],
    [
      'SAME with strides',
      { x: [1, 4, 5, 1], w: [3, 2, 1, 2], strides: [2, 2], padding: 'SAME' },
      [1, 2, 3, 2],
      [-7, -8, -26, 6, -1, 9, 4, -11, 1, -13, -2, -13],
      [5, -2, -6, 3, -7, -2, -2, 12, 0, 6, 5, 3, 15, -5, 10, 10, -6, 4, -4, -2],
      [18, -15, -1, 8, 1, -9, 2, 14, -11, 2, 1, 2],
    ],
    [
      'strides larger than the window',
      { x: [1, 5, 5, 1], w: [2, 2, 1, 1], strides: [3, 3], padding: 'VALID' },
      [1, 2, 2, 1],
      [3, 5, 13, -6],
      [2, -3, 0, -2, 3, -1, 1, 0, 1, -1, 0, 0, 0, 0, 0, -6, 9, 0, 0, 0, 3, -3, 0, 0, 0],
      [2, 11, 5, -7],
    ],
    [
      'dilations',
      { x: [1, 5, 6, 1], w: [2, 2, 1, 1], strides: [1, 1], padding: 'SAME', dilations: [2, 3] },
      [1, 5, 6, 1],
      [0, -2, -2, -2, 3, -1, 12, 1, 4, -14, 2, -1, -1, 12, 1, 4, -9, 2, -7, 2, 12, 1, 1, -9, 3, -13, 4, 7, 6, 0],
      [-6, 0, -1, 11, -2, 6, 1, -1, 12, -1, -4, -3, -1, 2, -1, -4, -2, 1, 2, 0, -4, -2, 0, 10, 2, -1, 1, 1, 1, -1],
      [-15, 2, -21, 0],
    ],
    [
      'padding given, and channels added up',
      { x: [1, 2, 3, 2], w: [2, 2, 2, 1], strides: [1, 1], padding: [[0, 0], [1, 0], [0, 2], [0, 0]] }, // prettier-ignore
      [1, 2, 4, 1],
      [-10, 14, 4, 0, 2, -3, -10, 0],
      [-8, 4, 8, -1, 9, 8, 8, 4, -4, -6, 4, 4],
      [-7, -1, 4, 0, 13, -14, 0, 3],
    ],
    [
      'two groups of channels',
      { x: [1, 2, 2, 4], w: [1, 2, 2, 4], strides: [1, 1], padding: 'VALID' },
      [1, 2, 1, 4],
      [8, -7, 8, -6, 8, 4, 2, -15],
      [5, -2, 3, 0, -2, -2, -3, -6, -7, 6, -2, -6, 5, 4, 11, 7],
      [3, -3, 8, -3, 6, -3, -1, 6, -6, 4, 0, -9, 4, -3, -9, 0],
    ],
  ])('%s', async (_, given, shape, y, dx, dw) => {
    const onCpu = convolved(given);
    expect(onCpu[0].shape).toEqual(shape);
    expect(onCpu.map((one) => Array.from(one.dataSync()))).toEqual([y, dx, dw]);
    const onGpu = await webgpu.readMany(withBackend(webgpu, () => convolved(given)));
    expect(onGpu.map((one) => Array.from(one))).toEqual([y, dx, dw]);
  });
});

describe('larger convolutions, with more than one block of rows, agree on both backends with a sum by hand', () => {
  test.each<[string, Case]>([
    ['channels in fours', { x: [3, 19, 22, 8], w: [3, 3, 8, 12], strides: [1, 1], padding: 'SAME' }],
    ['odd channels', { x: [2, 30, 23, 3], w: [5, 4, 3, 7], strides: [2, 1], padding: 'SAME' }],
    ['one tap', { x: [2, 20, 20, 16], w: [1, 1, 16, 8], strides: [1, 1], padding: 'VALID' }],
    ['one tap with strides', { x: [2, 21, 20, 16], w: [1, 1, 16, 8], strides: [2, 3], padding: 'SAME' }],
    ['dilated', { x: [2, 24, 24, 4], w: [3, 3, 4, 8], strides: [1, 1], padding: 'VALID', dilations: [3, 2] }],
  ])('%s', async (_, given) => {
    const [y, dx, dw] = convolved(given);
    const onGpu = await webgpu.readMany(withBackend(webgpu, () => convolved(given)));
    // Whole numbers below 2²⁴: every order of adding up gives the same.
    [y, dx, dw].forEach((one, i) =>
      expect(difference(onGpu[i], one.dataSync(), { relative: 0, absolute: 0 })).toBeNull(),
    );
    expect(y.dataSync()).toEqual(plain(given));
    // Plain loops in float64, WASM in float32.
    expect(convolved(given, 'float64').map((one) => Float32Array.from(one.dataSync()))).toEqual(
      [y, dx, dw].map((one) => one.dataSync()),
    );
    // ⟨y, u⟩ = ⟨dx, x⟩ = ⟨dw, w⟩, as y is linear in both.
    const dot = (a: Tensor, b: Tensor) =>
      tf.reduceSum(tf.multiply(tf.cast(a, 'float64'), tf.cast(b, 'float64'))).itemSync();
    const expected = dot(y, cycle([...y.shape], 2, 5, -1));
    expect(dot(dx, cycle(given.x, 3, 7, -3))).toBe(expected);
    expect(dot(dw, cycle(given.w, 5, 7, -2))).toBe(expected);
  });
});

/** The definition, tap by tap. */
function plain({ x: [n, h, w, c], w: [kh, kw, , f], strides, padding, dilations = [1, 1] }: Case): Float32Array {
  const [x, filters] = [cycle([n, h, w, c], 3, 7, -3).dataSync(), cycle([kh, kw, c, f], 5, 7, -2).dataSync()];
  const axis = (size: number, k: number, i: number) => {
    const reach = (k - 1) * dilations[i] + 1;
    const out = padding === 'SAME' ? Math.ceil(size / strides[i]) : Math.floor((size - reach) / strides[i]) + 1;
    const before = padding === 'SAME' ? Math.floor(Math.max(0, (out - 1) * strides[i] + reach - size) / 2) : 0;
    return { out, at: (o: number, tap: number) => o * strides[i] + tap * dilations[i] - before };
  };
  const [rows, columns] = [axis(h, kh, 0), axis(w, kw, 1)];
  const y: number[] = [];
  for (let b = 0; b < n; b++) {
    for (let i = 0; i < rows.out; i++) {
      for (let j = 0; j < columns.out; j++) {
        for (let o = 0; o < f; o++) {
          let sum = 0;
          for (let ky = 0; ky < kh; ky++) {
            for (let kx = 0; kx < kw; kx++) {
              const [row, column] = [rows.at(i, ky), columns.at(j, kx)];
              if (row < 0 || row >= h || column < 0 || column >= w) continue;
              for (let q = 0; q < c; q++) {
                sum += x[((b * h + row) * w + column) * c + q] * filters[((ky * kw + kx) * c + q) * f + o];
              }
            }
          }
          y.push(sum);
        }
      }
    }
  }
  return Float32Array.from(y);
}

describe('edges', () => {
  test('an empty batch, and an image without channels', async () => {
    for (const backend of [cpuBackend, webgpu]) {
      const [empty, dw, zeros] = withBackend(backend, () => {
        const [x, w] = [tf.zeros([0, 4, 4, 4]), tf.ones([2, 2, 4, 8])];
        const tape = new tf.GradientTape();
        tape.watch(w);
        const y = tape.record(() => tf.nn.conv2d(x, w, 1, 'VALID'));
        return [y, tape.gradient(y, w)!, tf.nn.conv2d(tf.zeros([1, 2, 2, 0]), tf.zeros([1, 1, 0, 4]), 1, 'VALID')];
      });
      expect(empty.shape).toEqual([0, 3, 3, 8]);
      expect(await dw.data()).toEqual(new Float32Array(128));
      expect(await zeros.data()).toEqual(new Float32Array(16));
    }
  });

  test('a window one larger than the image leaves nothing, one that is larger still is an error, as in TensorFlow', () => {
    const conv = (size: number) => tf.nn.conv2d(tf.ones([1, 2, 4, 1]), tf.ones([size, 1, 1, 1]), 1, 'VALID');
    expect(conv(3).shape).toEqual([1, 0, 4, 1]);
    expect(() => conv(4)).toThrow(
      'conv2d: Computed output size would be negative: -1 [input_size: 2, effective_filter_size: 4, stride: 1]',
    );
  });

  test('padding adds zeros, whatever stands at the edge', async () => {
    const x = () =>
      tf.constant(
        [NaN, 1, 1, 1, 1, 1, 1, 1].flatMap((one) => [one, 1, 1, 1]),
        { shape: [1, 1, 8, 4] },
      );
    const conv = () => tf.nn.conv2d(x(), tf.ones([1, 2, 4, 4]), 1, 'SAME');
    const expected = [NaN, 8, 8, 8, 8, 8, 8, 4].flatMap((one) => [one, one, one, one]);
    expect(Array.from(conv().dataSync())).toEqual(expected);
    expect(Array.from(await withBackend(webgpu, conv).data())).toEqual(expected);
  });

  test('strides and dilations of one, two and four numbers', () => {
    const x = cycle([1, 6, 6, 1], 3, 7, -3);
    const w = cycle([2, 2, 1, 1], 5, 7, -2);
    const shape = (strides: number | number[], dilations?: number | number[]) =>
      tf.nn.conv2d(x, w, strides, 'VALID', { dilations }).shape;
    expect(shape(2)).toEqual([1, 3, 3, 1]);
    expect(shape([2])).toEqual([1, 3, 3, 1]);
    expect(shape([2, 3])).toEqual([1, 3, 2, 1]);
    expect(shape([1, 3, 2, 1])).toEqual([1, 2, 3, 1]);
    expect(shape(1, 3)).toEqual([1, 3, 3, 1]);
    expect(shape(1, [1, 3])).toEqual([1, 5, 3, 1]);
  });
});

describe('what is wrong is said', () => {
  const conv =
    (x: number[], w: number[], strides: unknown = 1, padding: unknown = 'SAME', options: object = {}) =>
    () =>
      tf.nn.conv2d(tf.ones(x), tf.ones(w), strides as number, padding as 'SAME', options);
  const [x, w] = [
    [1, 4, 4, 3],
    [2, 2, 3, 2],
  ];

  test.each<[string, () => unknown, string]>([
    ['rank', conv([4, 4, 3], w), 'conv2d: expected images [batch, height, width, channels] and filters'],
    [
      'depth',
      conv(x, [2, 2, 2, 2]),
      'conv2d: input depth must be evenly divisible by filter depth: 3 vs 2 ([1, 4, 4, 3] by [2, 2, 2, 2])',
    ],
    ['padding', conv(x, w, 1, 'same'), 'conv2d: expected padding "SAME", "VALID" or a list, got "same"'],
    [
      'pairs',
      conv(x, w, 1, [1, 1]),
      'conv2d: expected explicit padding [[0, 0], [top, bottom], [left, right], [0, 0]], got [1,1]',
    ],
    ['batch', conv(x, w, 1, [[1, 0], [0, 0], [0, 0], [0, 0]]), 'conv2d: expected no padding of the batch and the channels'], // prettier-ignore
    [
      'three strides',
      conv(x, w, [1, 1, 1]),
      'conv2d: strides should be of length 1, 2 or 4. Received: strides=[1, 1, 1]',
    ],
    ['no stride', conv(x, w, 0), 'conv2d: strides should be whole numbers from 1 to 32768. Received: strides=[0]'],
    ['of the batch', conv(x, w, [2, 1, 1, 1]), 'conv2d: expected 1 for the batch and the channels in strides'],
    [
      'dilations',
      conv(x, w, 1, 'SAME', { dilations: -1 }),
      'conv2d: dilations should be whole numbers from 1 to 32768',
    ],
    ['format', conv(x, w, 1, 'SAME', { dataFormat: 'NCHW' }), 'conv2d: only the NHWC tensor format is supported'],
    ['dtype', () => tf.nn.conv2d(tf.cast(tf.ones(x), 'int32'), tf.cast(tf.ones(w), 'int32'), 1, 'SAME'), 'conv2d: expected two floats of one dtype, got int32 and int32'], // prettier-ignore
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('padding is zeros that are multiplied', () => {
  /** Which of the numbers are NaN, of image 0 and channel 0. */
  const nans = async (x: Tensor) => {
    const [, height, width, channels] = x.shape;
    const data = await x.data();
    return Array.from({ length: height }, (_, i) =>
      Array.from({ length: width }, (__, j) => Number(Number.isNaN(data[(i * width + j) * channels]))).join(''),
    );
  };

  // What PyTorch 1.13 gives, with oneDNN and without it, for one channel and for 16.
  test.each(
    [
      [1, 1],
      [4, 4],
      [3, 8],
    ].flatMap(([c, f]) => (['cpu', 'webgpu'] as const).map((name) => [name, c, f] as const)),
  )("a NaN of a filter's corner, and one of the gradient: %s, %i channels to %i", async (name, c, f) => {
    const backend = name === 'cpu' ? cpuBackend : webgpu;
    const [y, dx, dw] = withBackend(backend, () => {
      const x = tf.ones([1, 4, 4, c]);
      const ones = new Float32Array(9 * c * f).fill(1);
      const corner = tf.reshape(tf.constant(ones.with(0, NaN)), [3, 3, c, f]);
      const up = new Float32Array(16 * f).fill(1);
      const dy = tf.reshape(tf.constant(up.with(0, NaN)), [1, 4, 4, f]);
      const w = tf.ones([3, 3, c, f]);
      const tape = new tf.GradientTape();
      tape.watch([x, w]);
      const z = tape.record(() => tf.nn.conv2d(x, w, 1, 'SAME'));
      const [byX, byW] = tape.gradient(z, [x, w], { outputGradients: dy }) as Tensor[];
      return [tf.nn.conv2d(x, corner, 1, 'SAME'), byX, tf.reshape(byW, [1, 3, 3, c * f])];
    });
    expect(await nans(y)).toEqual(['1111', '1111', '1111', '1111']);
    expect(await nans(dx)).toEqual(['1100', '1100', '0000', '0000']);
    expect(await nans(dw)).toEqual(['111', '111', '111']);
  });

  test.each(['cpu', 'webgpu'] as const)('going back there is none: %s', async (name) => {
    const dx = withBackend(name === 'cpu' ? cpuBackend : webgpu, () => {
      const x = tf.ones([1, 4, 4, 4]);
      const corner = tf.reshape(tf.constant(new Float32Array(144).fill(1).with(0, NaN)), [3, 3, 4, 4]);
      const tape = new tf.GradientTape();
      tape.watch(x);
      const y = tape.record(() => tf.nn.conv2d(x, corner, 1, 'SAME'));
      return tape.gradient(y, x) as Tensor;
    });
    expect(await nans(dx)).toEqual(['1110', '1110', '1110', '0000']);
  });
});
