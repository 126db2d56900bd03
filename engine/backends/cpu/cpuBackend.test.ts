import { describe, expect, test } from 'vitest';
import '../../index';
import { tf } from '../../index';
import { catalogue } from '../../ops/catalogue';
import { execute, type OpDef } from '../../ops/op';
import { withBackend } from '../../tensor/activeBackend';
import { allocate, type DType, type TypedArray } from '../../tensor/dtype';
import { Tensor } from '../../tensor/tensor';
import { sampleData, tensorOn } from '../../testing/samples';
import { CpuBackend, cpuBackend } from './cpuBackend';
import { heap, RESIDENT_FROM } from './heap';

const N = 5000;
const count = (from: number) => Float32Array.from({ length: N }, (_, i) => from + i);
const blocksNow = () => heap().free;

/** Takes every block that is free and writes over it: whoever still looked at one would see it. */
function spoilFreeMemory(): void {
  const taken: Float32Array[] = [];
  for (let size = 2 ** 20; size >= RESIDENT_FROM; size >>= 1) {
    for (let view = heap().allocate(size); view !== null; view = heap().allocate(size)) taken.push(view.fill(NaN));
  }
  expect(taken.length).toBeGreaterThan(0);
  for (const view of taken) heap().release(view);
}

/** Results start out as garbage, as in memory that is used again. */
class DirtyBackend extends CpuBackend {
  override storageFor(dtype: DType, size: number): TypedArray {
    return allocate(dtype, size).fill(dtype === 'float32' || dtype === 'float64' ? NaN : 77);
  }
}

describe('every kernel writes every element of every output', () => {
  const dirty = new DirtyBackend();
  test.each(catalogue.map((op) => [op.name, op as unknown as OpDef] as const))('%s', (_, op) => {
    op.samples().forEach((sample, i) => {
      const data = sample.inputs.map((input, k) => sampleData(input, 31 * i + k));
      const [expected, got] = [cpuBackend, dirty].map((backend) => {
        const inputs = sample.inputs.map((input, k) => tensorOn(backend, input, data[k]));
        return withBackend(backend, () => execute(op, inputs, sample.attributes).map((one) => one.dataSync()));
      });
      expect(got).toEqual(expected);
    });
  });

  test('gather of an index that is not there', () => {
    const inputs = () => [tf.constant([1, 2]), tf.constant(Int32Array.of(5, 1, -1))];
    expect(withBackend(dirty, () => tf.gather(...(inputs() as [Tensor, Tensor])).arraySync())).toEqual([0, 2, 0]);
  });
});

describe('large tensors share memory, and none is used again while somebody can see it', () => {
  test('an alias outlives what it was made from, in both orders', () => {
    for (const first of ['source', 'alias'] as const) {
      const source = tf.constant(count(1));
      const alias = tf.reshape(source, [50, 100]);
      const [gone, left] = first === 'source' ? [source, alias] : [alias, source];
      gone.dispose();
      spoilFreeMemory();
      expect(left.dataSync()).toEqual(count(1));
      left.dispose();
    }
  });

  test('disposing twice gives the room back once', () => {
    const before = blocksNow();
    const [a, b] = [tf.constant(count(1)), tf.constant(count(2))];
    const alias = tf.reshape(b, [100, 50]);
    a.dispose();
    a.dispose();
    b.dispose();
    b.dispose();
    spoilFreeMemory();
    expect(alias.dataSync()).toEqual(count(2));
    alias.dispose();
    expect(blocksNow()).toBe(before);
    expect(() => tf.square(alias)).toThrow('has been disposed');
  });

  test('a variable keeps its numbers when the tensor they came from is gone, and the other way round', () => {
    const start = tf.constant(count(1));
    const variable = new tf.Variable(start);
    start.dispose();
    const old = variable.value;
    const next = tf.constant(count(9));
    variable.assign(next);
    next.dispose();
    spoilFreeMemory();
    expect(old.dataSync()).toEqual(count(1));
    old.dispose();
    spoilFreeMemory();
    expect(variable.dataSync()).toEqual(count(9));
  });

  test('what a tape recorded outlives its tidy scope until the gradient is there', () => {
    const x = tf.constant(count(0).map((value) => value / N));
    const tape = new tf.GradientTape();
    tape.watch(x);
    const y = tf.tidy(() => tape.record(() => tf.reduceSum(tf.square(tf.tanh(x)))));
    spoilFreeMemory();
    const gradient = tape.gradient(y, x)!;
    spoilFreeMemory();
    const expected = x.dataSync().map((value) => 2 * Math.tanh(value) * (1 - Math.tanh(value) ** 2));
    gradient.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
  });

  test('training with spoiled memory learns what training without it does, and room stays the same', () => {
    const train = (between: () => void) => {
      const w = new tf.Variable(tf.constant(count(0).map(Math.sin), { shape: [50, 100] }));
      const x = tf.constant(count(3).map(Math.cos), { shape: [100, 50] });
      const optimizer = new tf.optimizers.Adam({ learningRate: 0.05 });
      const losses: number[] = [];
      let room = 0;
      for (let step = 0; step < 6; step++) {
        tf.tidy(() => {
          const tape = new tf.GradientTape();
          const loss = tape.record(() => tf.reduceMean(tf.square(tf.nn.relu(tf.matmul(x, w)))));
          optimizer.applyGradients([[tape.gradient(loss, w), w]]);
          losses.push(loss.itemSync());
        });
        between();
        if (step === 1) room = blocksNow();
      }
      expect(blocksNow()).toBe(room);
      return losses;
    };
    const plain = train(() => {});
    expect(train(spoilFreeMemory)).toEqual(plain);
    expect(plain[5]).toBeLessThan(plain[0]);
  });

  test('what is read is a copy', () => {
    const x = tf.constant(count(1));
    const read = x.dataSync();
    x.dispose();
    spoilFreeMemory();
    expect(read).toEqual(count(1));
    expect(read.buffer.byteLength).toBe(4 * N);
  });

  test('where there is no room, everything works in arrays of its own', () => {
    const full: Float32Array[] = [];
    for (let size = 2 ** 22; size >= RESIDENT_FROM; size >>= 1) {
      for (let view = heap().allocate(size); view !== null; view = heap().allocate(size)) full.push(view);
    }
    const a = tf.constant(count(1), { shape: [50, 100] });
    const product = tf.matmul(a, a, { transposeB: true });
    const relu = tf.nn.relu(tf.subtract(a, 2500));
    expect([a, product, relu].some((one) => heap().holds(one.storage as Float32Array))).toBe(false);
    for (const view of full) heap().release(view);
    const again = tf.matmul(tf.constant(count(1), { shape: [50, 100] }), a, { transposeB: true });
    expect(heap().holds(again.storage as Float32Array)).toBe(true);
    expect(again.dataSync()).toEqual(product.dataSync());
    expect(relu.dataSync()).toEqual(count(1).map((value) => Math.max(value - 2500, 0)));
    for (const one of [a, product, relu, again]) one.dispose();
  });
});
