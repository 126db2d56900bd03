import { beforeAll, describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../../../index';
import type { WebgpuBackend } from '../../../backends/webgpu/webgpuBackend';
import { withBackend } from '../../../tensor/activeBackend';
import { difference } from '../../../testing/close';
import { testWebgpuBackend } from '../../../testing/webgpu';

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});

// Ties in three of the four corners.
const X = [
  [1, 5, 5, 2],
  [0, 5, 3, 3],
  [4, 4, 9, 9],
  [4, 2, 9, 8],
];
const image = () => tf.reshape(tf.constant(X), [1, 4, 4, 1]);

type Pool = 'maxPool2d' | 'avgPool2d';
type Case = [pool: Pool, ksize: number | number[], strides: number | number[], padding: 'SAME' | 'VALID'];

/** The pool, and the gradient for an upstream gradient of 1, 2, 3, … */
function pooled([pool, ksize, strides, padding]: Case): Tensor[] {
  const x = image();
  const tape = new tf.GradientTape();
  tape.watch(x);
  const y = tape.record(() => tf.nn[pool](x, ksize, strides, padding));
  const up = tf.constant(
    Float32Array.from({ length: y.size }, (_, i) => i + 1),
    { shape: [...y.shape] },
  );
  return [y, tape.gradient(y, x, { outputGradients: up })!];
}

describe('values and gradients', () => {
  test.each<[Case, number[], number[]]>([
    [
      ['maxPool2d', 2, 2, 'VALID'],
      [5, 5, 4, 9],
      [0, 1, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0],
    ],
    [
      ['avgPool2d', 2, 2, 'VALID'],
      [2.75, 3.25, 3.5, 8.75],
      [0.25, 0.25, 0.5, 0.5, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1, 1, 0.75, 0.75, 1, 1],
    ],
    [
      ['maxPool2d', [2, 2], [1, 1, 1, 1], 'SAME'],
      [5, 5, 5, 3, 5, 9, 9, 9, 4, 9, 9, 9, 4, 9, 9, 8],
      [0, 3, 3, 0, 0, 5, 0, 4, 9, 0, 34, 20, 13, 0, 29, 16],
    ],
    [
      ['avgPool2d', [1, 2, 2, 1], 1, 'SAME'],
      [2.75, 4.5, 3.25, 2.5, 3.25, 5.25, 6, 6, 3.5, 6, 8.75, 8.5, 3, 5.5, 8.5, 8],
      [0.25, 0.75, 1.25, 2.75, 1.5, 3.5, 4.5, 8.5, 3.5, 7.5, 8.5, 14.5, 8.75, 18.25, 19.75, 32.25],
    ],
    [
      ['maxPool2d', 3, 2, 'SAME'],
      [9, 9, 9, 9],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0],
    ],
    [
      ['avgPool2d', 3, 2, 'SAME'],
      [4, 31 / 6, 16 / 3, 8.75],
      [1, 1, 4, 3, 1, 1, 4, 3, 5.5, 5.5, 17.5, 12, 4.5, 4.5, 13.5, 9].map((one) => one / 9),
    ],
    [
      ['maxPool2d', [1, 2], [3, 2], 'VALID'],
      [5, 5, 4, 9],
      [0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 4, 0],
    ],
    [
      ['avgPool2d', [1, 2], [3, 2], 'VALID'],
      [3, 3.5, 3, 8.5],
      [0.5, 0.5, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1.5, 1.5, 2, 2],
    ],
  ])('%j', async (given, y, dx) => {
    const onCpu = pooled(given);
    const onGpu = await webgpu.readMany(withBackend(webgpu, () => pooled(given)));
    [y, dx].forEach((expected, i) => {
      expect(difference(onCpu[i].dataSync(), Float32Array.from(expected))).toBeNull();
      expect(difference(onGpu[i], Float32Array.from(expected))).toBeNull();
    });
  });
});

describe('edges', () => {
  test('NaN is the largest, −Infinity and negative numbers are numbers', async () => {
    const run = () => {
      const x = tf.reshape(tf.constant([1, NaN, -Infinity, -Infinity, -3, -2]), [1, 1, 6, 1]);
      const tape = new tf.GradientTape();
      tape.watch(x);
      const y = tape.record(() => tf.nn.maxPool2d(x, [1, 2], [1, 2], 'VALID'));
      return [y, tape.gradient(y, x)!];
    };
    const expected = [
      [NaN, -Infinity, -2],
      [0, 1, 1, 0, 0, 1],
    ];
    expect(run().map((one) => Array.from(one.dataSync()))).toEqual(expected);
    const onGpu = await webgpu.readMany(withBackend(webgpu, run));
    expect(onGpu.map((one) => Array.from(one))).toEqual(expected);
  });

  test('padding given: it never wins, and no window lies in it alone', () => {
    const padding = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ];
    const y = tf.nn.maxPool2d(tf.subtract(0, image()), 2, 2, padding);
    expect(Array.from(y.dataSync())).toEqual([-1, -5, -2, 0, -3, -3]);
    expect(() => tf.nn.maxPool2d(image(), 1, 1, padding)).toThrow('expected padding smaller than the window [1, 1]');
    expect(() => tf.nn.avgPool2d(image(), 2, 2, padding as never)).toThrow('expected padding "SAME" or "VALID"');
  });

  test('an empty batch', () => {
    expect(tf.nn.maxPool2d(tf.zeros([0, 4, 4, 2]), 2, 2, 'VALID').shape).toEqual([0, 2, 2, 2]);
    expect(tf.nn.avgPool2d(tf.zeros([0, 4, 4, 2]), 2, 2, 'SAME').shape).toEqual([0, 2, 2, 2]);
  });

  test('along sequences', () => {
    const x = tf.constant([[[1], [4], [2], [3], [9]]]);
    expect(Array.from(tf.nn.maxPool1d(x, 2, 2, 'SAME').dataSync())).toEqual([4, 3, 9]);
    expect(Array.from(tf.nn.avgPool1d(x, [1, 2, 1], 2, 'SAME').dataSync())).toEqual([2.5, 2.5, 9]);
    expect(() => tf.nn.maxPool1d(image(), 2, 2, 'SAME')).toThrow('maxPool1d: expected sequences');
  });

  test('what is wrong is said', () => {
    expect(() => tf.nn.maxPool2d(image(), 6, 1, 'VALID')).toThrow(
      'maxPool2d: Computed output size would be negative: -1',
    );
    expect(() => tf.nn.maxPool2d(tf.ones([4, 4]), 2, 1, 'VALID')).toThrow('maxPool2d: expected images');
    expect(() => tf.nn.maxPool2d(tf.cast(image(), 'int32'), 2, 1, 'VALID')).toThrow(
      'expected a float dtype, got int32',
    );
    expect(() => tf.nn.avgPool2d(image(), 0, 1, 'VALID')).toThrow('ksize should be whole numbers from 1 to 32768');
  });
});
