import { beforeAll, describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../../../index';
import type { WebgpuBackend } from '../../../backends/webgpu/webgpuBackend';
import { withBackend } from '../../../tensor/activeBackend';
import { sizeOf } from '../../../tensor/shape';
import { testWebgpuBackend } from '../../../testing/webgpu';

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});

const cycle = (shape: readonly number[], step: number, mod: number, from: number) =>
  tf.constant(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((i * step) % mod) + from),
    { shape: [...shape] },
  );

type Case = [x: number[], w: number[], strides: number, padding: 'SAME' | 'VALID', dilations: number];

/** Value and gradients for whole numbers and an upstream gradient of whole numbers. */
function depthwise([xShape, wShape, strides, padding, dilations]: Case): Tensor[] {
  const [x, w] = [cycle(xShape, 3, 7, -3), cycle(wShape, 5, 7, -2)];
  const tape = new tf.GradientTape();
  tape.watch([x, w]);
  const y = tape.record(() => tf.nn.depthwiseConv2d(x, w, strides, padding, { dilations }));
  const [dx, dw] = tape.gradient(y, [x, w], { outputGradients: cycle(y.shape, 2, 5, -1) }) as Tensor[];
  return [y, dx, dw];
}

// The numbers are PyTorch's, in float64, its padding set by hand as TensorFlow pads.
describe('depthwiseConv2d', () => {
  test.each<[string, Case, number[], number[], number[], number[]]>([
    [
      'SAME, two filters a channel',
      [[1, 3, 3, 2], [2, 2, 2, 2], 1, 'SAME', 1],
      [1, 3, 3, 4],
      [
        21, -2, -3, -1, 0, 13, -8, 23, -7, 5, -4, 10, -14, 1, -4, 1, -7, -5, 5, -10, 11, 0, 3, -6, -8, -12, 1, -1, 18,
        -3, 0, 2, -6, 9, -1, 1,
      ],
      [5, 3, -9, -2, 12, -8, -8, 0, 22, 5, 21, 11, 2, -8, 24, -7, -2, 4],
      [18, -7, 0, 8, -6, 7, 2, -6, -13, -7, -9, 10, -8, 10, 11, 4],
    ],
    [
      'strides, three filters',
      [[1, 5, 4, 1], [2, 2, 1, 3], 2, 'VALID', 1],
      [1, 2, 2, 3],
      [4, -11, -5, -8, 6, -8, -2, 15, 4, 0, 11, -6],
      [8, 11, 5, 6, 7, 10, -7, -6, 7, 11, -6, -4, -6, -2, 5, 7, 0, 0, 0, 0],
      [1, 4, -13, 7, 5, 3, -10, 1, 2, 3, -5, -3],
    ],
    [
      'dilations',
      [[1, 4, 4, 2], [2, 2, 2, 1], 1, 'VALID', 2],
      [1, 2, 2, 2],
      [20, 6, 3, -10, -6, 12, -9, 10],
      [2, 3, -6, 0, -1, -1, 3, 0, -4, -3, -2, 9, 2, 1, 1, -3, -4, 2, 12, 0, 0, -2, 0, 0, 8, -2, 4, 6, 0, 2, 0, -6],
      [11, 3, -6, -3, -1, 0, -4, -6],
    ],
  ])('%s', async (_, given, shape, y, dx, dw) => {
    const onCpu = depthwise(given);
    expect(onCpu[0].shape).toEqual(shape);
    expect(onCpu.map((one) => Array.from(one.dataSync()))).toEqual([y, dx, dw]);
    const onGpu = await webgpu.readMany(withBackend(webgpu, () => depthwise(given)));
    expect(onGpu.map((one) => Array.from(one))).toEqual([y, dx, dw]);
  });

  test('says what does not fit', () => {
    expect(() => tf.nn.depthwiseConv2d(tf.ones([1, 3, 3, 2]), tf.ones([2, 2, 3, 1]), 1, 'SAME')).toThrow(
      'depthwiseConv2d: input and filter must have the same depth: 2 vs 3 ([1, 3, 3, 2] by [2, 2, 3, 1])',
    );
    expect(() => tf.nn.depthwiseConv2d(tf.ones([3, 3, 2]), tf.ones([2, 2, 2, 1]), 1, 'SAME')).toThrow(
      'depthwiseConv2d: expected images',
    );
  });

  test('separableConv2d mixes the channels of a depthwise convolution', () => {
    const [x, w] = [cycle([1, 3, 3, 2], 3, 7, -3), cycle([2, 2, 2, 2], 5, 7, -2)];
    const mixed = tf.nn.separableConv2d(x, w, tf.constant([[[[1], [10], [100], [1000]]]]), 1, 'SAME');
    expect(mixed.shape).toEqual([1, 3, 3, 1]);
    expect(mixed.dataSync()[0]).toBe(21 - 2 * 10 - 3 * 100 - 1 * 1000);
  });
});

describe('conv2dTranspose', () => {
  const [x, w] = [() => cycle([1, 2, 2, 2], 3, 7, -3), () => cycle([3, 3, 1, 2], 5, 7, -2)];
  const full = [6, -3, -21, 4, 10, 0, -9, 5, 8, -7, -16, 10, -4, -5, 2, 4, 4, -4, 0, -13, 4, -10, 6, -11, 4];

  test('VALID and SAME, as PyTorch has them before TensorFlow cuts the end off', () => {
    const transposed = (size: number, padding: 'SAME' | 'VALID') =>
      Array.from(tf.nn.conv2dTranspose(x(), w(), [1, size, size, 1], 2, { padding }).dataSync());
    expect(transposed(5, 'VALID')).toEqual(full);
    expect(transposed(4, 'SAME')).toEqual(full.filter((_, i) => i % 5 < 4 && i < 20));
  });

  test('the output shape must be one that a convolution turns into the shape of the input', () => {
    expect(() => tf.nn.conv2dTranspose(x(), w(), [1, 5, 5, 1], 2)).toThrow(
      'a convolution of [1, 5, 5, 1] by [3, 3, 1, 2] gives [1, 3, 3, 2], got [1, 2, 2, 2]',
    );
    expect(() => tf.nn.conv2dTranspose(x(), w(), [4, 4, 1], 2)).toThrow('expected an output shape of 4 whole sizes');
    expect(() => tf.nn.conv2dTranspose(x(), w(), [1, 4, 4, 3], 2)).toThrow('3 vs 1');
  });
});

describe('conv1d', () => {
  test('strides, and dilations', () => {
    const x = tf.constant([[[1], [2], [3], [4], [5]]]);
    const w = tf.constant([[[1]], [[10]]]);
    const conv = (stride: number, padding: 'SAME' | 'VALID', dilations = 1) =>
      Array.from(tf.nn.conv1d(x, w, stride, padding, { dilations }).dataSync());
    expect(conv(1, 'VALID')).toEqual([21, 32, 43, 54]);
    expect(conv(2, 'SAME')).toEqual([21, 43, 5]);
    expect(conv(1, 'VALID', 3)).toEqual([41, 52]);
    expect(() => tf.nn.conv1d(tf.ones([5, 1]), w, 1, 'SAME')).toThrow('conv1d: expected sequences');
    expect(() => tf.nn.conv1d(x, w, [1, 1], 'SAME')).toThrow('conv1d: stride should be of length 1, or 3');
  });
});
