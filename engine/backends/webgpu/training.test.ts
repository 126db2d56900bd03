import { beforeAll, expect, test } from 'vitest';
import { tf } from '../../index';
import type { Variable } from '../../tape/variable';
import { withBackend } from '../../tensor/activeBackend';
import { tidy } from '../../tensor/lifetime';
import type { Tensor } from '../../tensor/tensor';
import { difference } from '../../testing/close';
import { testWebgpuBackend } from '../../testing/webgpu';
import { cpuBackend } from '../cpu/cpuBackend';
import type { WebgpuBackend } from './webgpuBackend';

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});

const onBoth = <T>(fn: () => T): T[] => [cpuBackend, webgpu].map((backend) => withBackend(backend, fn));

async function expectSame([onCpu, onGpu]: readonly (Tensor | Variable)[][]): Promise<void> {
  for (let i = 0; i < onCpu.length; i++) {
    const tolerance = { relative: 1e-5, absolute: 2e-6 };
    expect(difference(await onGpu[i].data(), onCpu[i].dataSync(), tolerance), `tensor ${i}`).toBeNull();
  }
}

test('gradients through many ops, and gradients of gradients', async () => {
  const results = onBoth(() => {
    const x = tf.constant([
      [0.3, -0.7, 1.2],
      [0.5, 0.1, -0.4],
    ]);
    const w = new tf.Variable([
      [0.2, -0.3],
      [0.7, 0.1],
      [-0.6, 0.9],
    ]);
    const b = new tf.Variable([0.1, -0.2]);
    const outer = new tf.GradientTape({ persistent: true });
    const inner = outer.record(() => {
      const tape = new tf.GradientTape();
      const loss = tape.record(() => {
        const logits = tf.nn.biasAdd(tf.matmul(x, w), b);
        const rows = tf.nn.softmaxCrossEntropyWithLogits(
          [
            [1, 0],
            [0.25, 0.75],
          ],
          tf.add(tf.tanh(logits), tf.math.pow(logits, 3)),
        );
        return tf.add(tf.reduceMean(rows), tf.reduceMax(tf.math.sigmoid(w)));
      });
      return tape.gradient(loss, [w, b]) as Tensor[];
    });
    const second = outer.gradient(inner[0], [w, b]) as Tensor[];
    return [...inner, ...second];
  });
  await expectSame(results);
});

test("the seed's neuron gives the notebook's numbers", async () => {
  const [w, b, gradientW, gradientB] = withBackend(webgpu, () => {
    const kernel = new tf.Variable([[1.33800925]]);
    const bias = new tf.Variable([0]);
    const tape = new tf.GradientTape();
    const loss = tape.record(() => tf.losses.mse([[5]], tf.add(tf.matmul([[2]], kernel), bias)));
    const gradients = tape.gradient(loss, [kernel, bias]) as Tensor[];
    new tf.optimizers.SGD({ learningRate: 0.01 }).applyGradients([
      [gradients[0], kernel],
      [gradients[1], bias],
    ]);
    return [kernel.value, bias.value, ...gradients];
  });
  const [newW, newB, dw, db] = (await webgpu.readMany([w, b, gradientW, gradientB])).map(([first]) => first);
  expect(dw).toBeCloseTo(-9.295926, 6);
  expect(db).toBeCloseTo(-4.647963, 6);
  expect(newW).toBeCloseTo(1.33800925 + 0.09295926, 6);
  expect(newB).toBeCloseTo(0.04647963, 7);
});

test('XOR trains on webgpu as on the cpu', async () => {
  const results = onBoth(() => {
    const { variables, step } = network();
    for (let i = 0; i < 20; i++) step().dispose();
    return variables;
  });
  await expectSame(results);
});

test('200 steps inside tidy need the buffers of a few', async () => {
  const { step } = withBackend(webgpu, network);
  const losses: number[] = [];
  const held: number[] = [];
  for (let i = 0; i < 200; i++) {
    const loss = withBackend(webgpu, step);
    losses.push((await loss.data())[0]);
    loss.dispose();
    held.push(webgpu.stats().bytes);
  }
  expect(losses.at(-1)).toBeLessThan(losses[0] / 10);
  expect(held.at(-1)).toBe(held[20]);
});

function network() {
  const value = (i: number) => Math.sin(i * 12.9898) * 0.8;
  const tensor = (rows: number, columns: number, seed: number) =>
    Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => value(seed + r * columns + c)));
  const variables = [tensor(2, 8, 1), tensor(1, 8, 40)[0], tensor(8, 1, 60), [0.05]].map((one) => new tf.Variable(one));
  const optimizer = new tf.optimizers.Adam({ learningRate: 0.05 });
  const x = tf.constant([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const y = tf.constant([[0], [1], [1], [0]]);
  const step = () =>
    tidy(() => {
      const [w1, b1, w2, b2] = variables;
      const tape = new tf.GradientTape();
      const loss = tape.record(() => {
        const hidden = tf.tanh(tf.add(tf.matmul(x, w1), b1));
        return tf.reduceMean(tf.square(tf.subtract(tf.add(tf.matmul(hidden, w2), b2), y)));
      });
      const gradients = tape.gradient(loss, variables) as Tensor[];
      optimizer.applyGradients(gradients.map((one, i) => [one, variables[i]] as const));
      return loss;
    });
  return { variables, step };
}
