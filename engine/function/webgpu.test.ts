/** Plans on a GPU against the CPU's eager ops: values, gradients, training, and memory. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { cpuBackend } from '../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../backends/webgpu/webgpuBackend';
import { tf, type Tensor } from '../index';
import { catalogue, evaluate } from '../ops/catalogue';
import type { Sample } from '../ops/op';
import { useBackend, withBackend } from '../tensor/activeBackend';
import { difference } from '../testing/close';
import { sampleData, tensorOn } from '../testing/samples';
import { testWebgpuBackend } from '../testing/webgpu';

let gpu: WebgpuBackend;
beforeAll(async () => {
  gpu = await testWebgpuBackend();
});
beforeEach(() => useBackend(gpu));
afterEach(() => useBackend(cpuBackend));
afterAll(() => gpu.destroy());

/** A rounding of each op of a chain, where compilers may also join a product and a sum. */
const CLOSE = { relative: 2e-5, absolute: 1e-5 };

const families = catalogue.filter((op) => op.wgslValue !== undefined);

test.each(families.map((op) => [op.name, op] as const))('%s in a chain', async (_, op) => {
  for (const sample of op.samples() as readonly Sample[]) {
    if (sample.inputs.some(({ dtype }) => dtype !== undefined && dtype !== 'float32')) continue;
    const body = (...inputs: Tensor[]) => {
      const [y] = evaluate(op, inputs, sample.attributes);
      if (y.dtype !== 'float32') return [y];
      const z = y.mul(0.5).add(1);
      return [z, z.mul(y), tf.reduceSum(z)];
    };
    const traced = tf.function(body);
    for (let call = 0; call < 3; call++) {
      const data = sample.inputs.map((one, i) => sampleData(one, 13 * call + i));
      const on = (backend: typeof gpu | typeof cpuBackend) =>
        sample.inputs.map((one, i) => tensorOn(backend, one, data[i]));
      const expected = withBackend(cpuBackend, () => body(...on(cpuBackend)).map((one) => one.dataSync()));
      const given = traced(...on(gpu));
      for (let i = 0; i < expected.length; i++) {
        expect(difference(await given[i].data(), expected[i], CLOSE)).toBeNull();
      }
    }
  }
});

const wholes = catalogue.filter((op) => op.wgslWhole !== undefined);

test.each(wholes.map((op) => [op.name, op] as const))('%s joined with others', async (_, op) => {
  for (const sample of op.samples() as readonly Sample[]) {
    if (sample.inputs.some(({ dtype }) => dtype !== undefined && dtype !== 'float32')) continue;
    const body = (...inputs: Tensor[]) => {
      const [y] = evaluate(op, inputs, sample.attributes);
      // One alone, two side by side, one in a chain, and one of what a chain gives.
      const [negative] = evaluate(
        op,
        inputs.map((one) => tf.negative(one)),
        sample.attributes,
      );
      const [again] = evaluate(op, inputs, sample.attributes);
      return [
        y,
        negative,
        tf.square(again).mul(0.5).add(1),
        tf.reduceSum(again),
        tf.abs(evaluate(op, inputs, sample.attributes)[0]),
      ];
    };
    const traced = tf.function(body);
    for (const special of [null, NaN, -Infinity]) {
      const data = sample.inputs.map((one, i) => sampleData(one, 7 + i));
      if (special !== null && data[0].length > 1) data[0][1] = special;
      const on = (backend: typeof gpu | typeof cpuBackend) =>
        sample.inputs.map((one, i) => tensorOn(backend, one, data[i]));
      const expected = withBackend(cpuBackend, () => body(...on(cpuBackend)).map((one) => one.dataSync()));
      const given = traced(...on(gpu));
      for (let i = 0; i < expected.length; i++) {
        expect(difference(await given[i].data(), expected[i], CLOSE)).toBeNull();
      }
    }
  }
});

/** What a training step of a small network dispatches when it is replayed. */
async function dispatchesOf(step: () => Tensor): Promise<number> {
  for (let i = 0; i < 3; i++) await tf.tidy(step).item();
  const run = vi.spyOn(gpu, 'runProgram');
  await tf.tidy(step).item();
  const count = run.mock.calls.reduce((sum, [{ passes }]) => sum + passes.length, 0);
  run.mockRestore();
  return count;
}

test('products have biases and activations in their kernels, and gradients share one', async () => {
  const shapes = [[2, 16], [16], [16, 16], [16], [16, 1], [1]]; // prettier-ignore
  const w = shapes.map((shape, i) => new tf.Variable(tf.fill(shape, 0.1 + 0.02 * i)));
  const optimizer = new tf.optimizers.SGD({ learningRate: 0.1 });
  const [x, labels] = [tf.fill([32, 2], 0.5), tf.fill([32, 1], 0.25)];
  const step = tf.function(() => {
    const tape = new tf.GradientTape();
    const loss = tape.record(() => {
      const h1 = tf.tanh(tf.matmul(x, w[0]).add(w[1]));
      const h2 = tf.tanh(tf.matmul(h1, w[2]).add(w[3]));
      return tf.reduceMean(tf.square(tf.matmul(h2, w[4]).add(w[5]).sub(labels)));
    });
    const gradients = tape.gradient(loss, w);
    optimizer.applyGradients(w.map((one, i) => [gradients[i], one]));
    return loss;
  });
  // Three forward, two back, at most two of the gradients by the weights and two of updates, and the loss.
  expect(await dispatchesOf(step)).toBeLessThanOrEqual(10);
});

test('a chain is one kernel', async () => {
  const f = tf.function((x: Tensor) => tf.tanh(x.mul(x).add(1)).mul(x).sub(3));
  const x = tf.constant([1, 2, 3]);
  f(x);
  await f(x).data();
  const before = gpu.stats().pipelines;
  const g = tf.function((y: Tensor) =>
    tf
      .exp(tf.negative(y.mul(0.25)))
      .add(y)
      .mul(2),
  );
  const eager = gpu.stats().pipelines;
  g(x);
  const traced = gpu.stats().pipelines;
  await g(x).data();
  expect(eager).toBe(before);
  expect(gpu.stats().pipelines).toBe(traced + 1);
});

test('single numbers are one chain, whatever their shapes and their sums', async () => {
  const body = (x: Tensor, c: Tensor) => {
    const error = tf.tanh(tf.reshape(x, [1, 1, 1])).sub(c);
    const loss = tf.reduceMean(tf.square(error), { axis: [0, 2] });
    return [tf.reduceSum(loss.mul(3), { keepdims: true }).add(c), tf.reduceSum(tf.exp(loss)), tf.reduceMax(error)];
  };
  const traced = tf.function(body);
  for (const value of [0.5, -2, Infinity]) {
    const expected = withBackend(cpuBackend, () =>
      body(tf.constant([value]), tf.constant([[1.25]])).map((one) => [one.shape, [...one.dataSync()]] as const),
    );
    const given = traced(tf.constant([value]), tf.constant([[1.25]]));
    for (const [i, [shape, numbers]] of expected.entries()) {
      expect(given[i].shape).toEqual(shape);
      expect(difference(await given[i].data(), Float32Array.from(numbers), CLOSE)).toBeNull();
    }
  }
});

test.each([
  ['SGD', () => new tf.optimizers.SGD({ learningRate: 0.1 })],
  [
    'SGD whose rate falls',
    () => new tf.optimizers.SGD({ learningRate: new tf.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5) }),
  ],
  ['SGD with momentum', () => new tf.optimizers.SGD({ learningRate: 0.1, momentum: 0.9 })],
  ['Adagrad', () => new tf.optimizers.Adagrad({ learningRate: 0.1 })],
])('updates of small variables go side by side: %s', async (_, optimizerOf) => {
  const train = () => {
    const shapes = [[2, 3], [3], [], [5, 1000], [1], [7], [2, 2]]; // prettier-ignore
    const w = shapes.map((shape, i) => new tf.Variable(tf.fill(shape, 0.5 + i)));
    const optimizer = optimizerOf();
    const step = tf.function(() => {
      const tape = new tf.GradientTape();
      const loss = tape.record(() => w.map((one) => tf.reduceSum(tf.square(one))).reduce((a, b) => tf.add(a, b)));
      const gradients = tape.gradient(loss, w);
      optimizer.applyGradients(w.map((one, i) => [gradients[i], one] as const) as never);
      return loss;
    });
    for (let i = 0; i < 4; i++) step();
    return w;
  };
  const expected = withBackend(cpuBackend, () => train().map((one) => one.dataSync()));
  const given = train();
  for (const [i, one] of given.entries()) expect(difference(await one.value.data(), expected[i], CLOSE)).toBeNull();
});

test('a replay is one command buffer, however long it is', async () => {
  // Products, so that no two become one kernel.
  const f = tf.function((x: Tensor) => {
    let y = x;
    for (let i = 0; i < 300; i++) y = tf.matmul(y, x);
    return y;
  });
  const x = tf.constant([[0, 1], [1, 0]]); // prettier-ignore
  await f(x).data();
  // A batch that is nearly full does not divide it.
  for (let i = 0; i < 100; i++) tf.matmul(x, x);
  const before = gpu.stats().submits;
  const y = f(x);
  gpu.flush();
  expect(gpu.stats().submits).toBe(before + 1);
  expect(await y.data()).toEqual(Float32Array.of(0, 1, 1, 0));
});

test('training agrees with the CPU, and takes no more memory with every step', async () => {
  // One of its own, where no garbage of other tests is collected meanwhile.
  const own = await testWebgpuBackend();
  useBackend(own);
  const train = () => {
    const w = [tf.constant([[0.5, -1, 0.2]]), tf.constant([0.1, 0, -0.1]), tf.constant([[1], [0.5], [-1]])].map(
      (one) => new tf.Variable(one),
    );
    const optimizer = new tf.optimizers.Adam({ learningRate: 0.05 });
    const x = tf.constant([[1], [2], [-1]]);
    return tf.function(() => {
      const tape = new tf.GradientTape();
      const loss = tape.record(() => {
        const y = tf.matmul(tf.tanh(tf.matmul(x, w[0]).add(w[1])), w[2]);
        return tf.reduceMean(tf.square(y.sub(tf.square(x))));
      });
      const gradients = tape.gradient(loss, w);
      optimizer.applyGradients(w.map((one, i) => [gradients[i], one]));
      return loss;
    });
  };
  const step = train();
  const expected = withBackend(cpuBackend, () => {
    const onCpu = train();
    return Float32Array.from({ length: 12 }, () => onCpu().itemSync());
  });
  const losses = new Float32Array(12);
  for (let i = 0; i < 12; i++) losses[i] = await tf.tidy(step).item();
  expect(difference(losses, expected, { relative: 1e-4, absolute: 1e-5 })).toBeNull();
  const run = async (times: number) => {
    for (let i = 0; i < times; i++) tf.tidy(() => void step());
    await own.finish();
    const { buffers, bytes, freeBytes } = own.stats();
    return { buffers, used: bytes - freeBytes };
  };
  const before = await run(20);
  const after = await run(1000);
  expect(after.buffers).toBe(before.buffers);
  expect(after.used).toBeLessThanOrEqual(before.used);
  own.destroy();
});
