import { beforeEach, describe, expect, it } from 'vitest';
import { cpuBackend } from '../backends/cpu/cpuBackend';
import { tf } from '../index';
import { opByName } from '../ops/catalogue';
import { context } from '../tape/context';
import { withBackend } from '../tensor/activeBackend';
import { Executor, KernelError } from './executor';
import { Held } from './held';
import type { StreamItem } from './items';
import { StreamBackend } from './streamBackend';
import { StreamTracer } from './streamTracer';

const items: StreamItem[] = [];
const gates: number[] = [];
let executor: Executor;

beforeEach(() => {
  items.length = 0;
  gates.length = 0;
  executor = new Executor(cpuBackend, opByName);
});

/** Runs `fn` with its ops streamed; reads are answered by the executor. */
function streamed<T>(fn: () => T): T {
  const sink = {
    push: (item: StreamItem) => {
      items.push(item);
      executor.execute(item);
    },
  };
  const backend = new StreamBackend(sink, (tensor) => executor.tensor(tensor.id).dataSync());
  context.tracer = new StreamTracer(sink, (step) => gates.push(step));
  try {
    return withBackend(backend, fn);
  } finally {
    context.tracer = null;
    context.line = null;
  }
}

describe('a stream', () => {
  it('computes elsewhere what is asked for here', () => {
    streamed(() => {
      const y = tf.reshape(tf.add([[1, 2]], [[10], [20]]), [4]);
      expect(y.shape).toEqual([4]);
      expect([...y.dataSync()]).toEqual([11, 12, 21, 22]);
    });
  });

  it('reads the numbers where a shape depends on them', () => {
    streamed(() => expect(tf.where(tf.greater([1, 5, 7], 2)).arraySync()).toEqual([[1], [2]]));
  });

  it('throws for a wrong shape on this side, before anything is sent', () => {
    streamed(() => {
      const a = tf.ones([2, 3]);
      const b = tf.ones([4, 5]);
      const before = items.length;
      expect(() => tf.matmul(a, b)).toThrow('matmul');
      expect(items).toHaveLength(before);
    });
  });

  it('ends a tensor when the last owner lets go', () => {
    streamed(() => {
      const x = tf.constant([1, 2]);
      const held = executor.held(x.id).retain();
      x.dispose();
      expect(executor.live.has(x.id)).toBe(false);
      expect(held.tensor.disposed).toBe(false);
      held.release();
      expect(held.tensor.disposed).toBe(true);
      expect(() => held.release()).toThrow('internal');
      expect(() => new Held(held.tensor).retain()).not.toThrow();
    });
  });

  it('calls the gate between steps: where recording begins after a gradient was taken', () => {
    streamed(() => {
      const x = new tf.Variable(2);
      for (let step = 0; step < 3; step++) {
        const tape = new tf.GradientTape();
        tape.record(() => x.mul(1));
        const second = new tf.GradientTape();
        const y = second.record(() => tf.square(x));
        second.gradient(y, x);
        expect(gates).toHaveLength(step);
      }
    });
    expect(gates).toEqual([1, 2]);
  });

  it('tells which inputs a tape follows', () => {
    streamed(() => {
      const x = new tf.Variable(2);
      const tape = new tf.GradientTape();
      tape.record(() => tf.multiply(tf.constant(3), x));
    });
    expect(items.find(({ t }) => t === 'taped')).toMatchObject({ op: 'multiply', followed: [false, true] });
  });

  it('gives the error of an op that fails here its line', () => {
    const upload = (id: number, shape: number[]): StreamItem => {
      const data = new Float32Array(shape[0] * shape[1]);
      return { t: 'upload', id, shape, dtype: 'float32', data, line: 6 };
    };
    executor.execute(upload(1, [2, 3]));
    executor.execute(upload(2, [4, 5]));
    const attributes = { transposeA: false, transposeB: false };
    let error: unknown;
    try {
      executor.execute({ t: 'op', op: 'matmul', inputs: [1, 2], outputs: [3], attributes, line: 7 });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(KernelError);
    expect(error).toMatchObject({ name: 'ShapeError', line: 7, op: 'matmul' });
    expect(executor.live.has(3)).toBe(false);
  });
});
