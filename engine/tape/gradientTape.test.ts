import { describe, expect, test } from 'vitest';
import { tf, type Tensor } from '../index';
import { context } from './context';

const value = (x: Tensor | null) => (x === null ? null : x.arraySync());

describe('record and gradient', () => {
  test('y = x² gives 8 at 4', () => {
    const x = new tf.Variable(4);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.pow(x, 2));
    expect(y.itemSync()).toBe(16);
    expect(value(tape.gradient(y, x))).toBe(8);
  });

  test('a variable used twice gets the sum: 4 + 4 = 8', () => {
    const x = new tf.Variable(4);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.multiply(x, x));
    expect(value(tape.gradient(y, x))).toBe(8);
  });

  test('a target that is not a scalar is summed', () => {
    const x = new tf.Variable([1, 2, 3]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => x.mul(x));
    expect(value(tape.gradient(y, x))).toEqual([2, 4, 6]);
  });

  test('several targets add, in any structure', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const targets = tape.record(() => ({ square: x.mul(x), list: [x.mul(10)] }));
    expect(value(tape.gradient(targets, x))).toBe(16);
  });

  test('the result has the structure of the sources', () => {
    const a = new tf.Variable(2);
    const b = new tf.Variable(5);
    const unused = new tf.Variable(1);
    const tape = new tf.GradientTape();
    const y = tape.record(() => a.mul(b));
    const gradients = tape.gradient(y, { pair: [a, b], rest: { unused } });
    expect(gradients.pair.map(value)).toEqual([5, 2]);
    expect(gradients.rest.unused).toBeNull();
  });

  test('a source may be an intermediate result, and the target itself', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const [middle, y] = tape.record(() => {
      const squared = x.mul(x);
      return [squared, squared.mul(5)];
    });
    expect(tape.gradient(y, [middle, y, x]).map(value)).toEqual([5, 1, 30]);
  });

  test('a variable as its own target gives 1', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    tape.record(() => x.mul(2));
    expect(value(tape.gradient(x, x))).toBe(1);
  });

  test('the shape of a source that was broadcast comes back', () => {
    const x = new tf.Variable([[1], [2]]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.add(x, tf.zeros([2, 3])));
    expect(value(tape.gradient(y, x))).toEqual([[3], [3]]);
  });
});

describe('None and zero', () => {
  test('no path is null, and zeros when asked for; a real zero is 0', () => {
    const x = new tf.Variable([1, 2]);
    const flat = new tf.Variable(3);
    const tape = new tf.GradientTape({ persistent: true });
    const y = tape.record(() => flat.mul(0));
    expect(value(tape.gradient(y, flat))).toBe(0);
    expect(tape.gradient(y, x)).toBeNull();
    expect(value(tape.gradient(y, x, { unconnectedGradients: 'zero' }))).toEqual([0, 0]);
  });

  test('only floats carry gradients: an int source gives null', () => {
    const n = new tf.Variable(2, { dtype: 'int32' });
    const x = new tf.Variable(2);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.multiply(tf.cast(n, 'float32'), x));
    expect(tape.gradient(y, [n, x]).map(value)).toEqual([null, 2]);
  });

  test('an int target gives null', () => {
    const x = new tf.Variable([1, 5]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => tf.argmax(x));
    expect(tape.gradient(y, x)).toBeNull();
  });

  test('nothing passes stopGradient', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const y = tape.record(() => x.mul(tf.stopGradient(x)));
    expect(value(tape.gradient(y, x))).toBe(3);
  });
});

describe('what is watched', () => {
  test('a constant only when told', () => {
    const x = tf.constant(3);
    const unwatched = new tf.GradientTape();
    const y = unwatched.record(() => x.mul(x));
    expect(unwatched.gradient(y, x)).toBeNull();
    const tape = new tf.GradientTape();
    const z = tape.record(() => {
      tape.watch(x);
      return x.mul(x);
    });
    expect(value(tape.gradient(z, x))).toBe(6);
  });

  test('a nest of tensors and variables', () => {
    const a = tf.constant(2);
    const b = new tf.Variable(3, { trainable: false });
    const tape = new tf.GradientTape();
    const y = tape.record(() => {
      tape.watch([a, { b }]);
      return a.mul(b);
    });
    expect(tape.gradient(y, [a, b]).map(value)).toEqual([3, 2]);
  });

  test('not a variable that is not trainable', () => {
    const x = new tf.Variable(3, { trainable: false });
    const tape = new tf.GradientTape();
    const y = tape.record(() => x.mul(x));
    expect(tape.gradient(y, x)).toBeNull();
  });

  test('nothing by itself with watchAccessedVariables: false', () => {
    const a = new tf.Variable(2);
    const b = new tf.Variable(3);
    const tape = new tf.GradientTape({ watchAccessedVariables: false });
    const y = tape.record(() => {
      tape.watch(b);
      return a.mul(b);
    });
    expect(tape.gradient(y, [a, b]).map(value)).toEqual([null, 2]);
    expect(tape.watchedVariables()).toEqual([b]);
  });

  test('a watched variable stays watched after an assignment', () => {
    const x = new tf.Variable(2);
    const tape = new tf.GradientTape({ watchAccessedVariables: false });
    const y = tape.record(() => {
      tape.watch(x);
      x.assign(5);
      return x.mul(x);
    });
    expect(value(tape.gradient(y, x))).toBe(10);
  });

  test('watchedVariables are in the order of their first read, also after the gradient', () => {
    const [a, b] = [new tf.Variable(1), new tf.Variable(2)];
    const tape = new tf.GradientTape();
    const y = tape.record(() => b.mul(a).add(b));
    expect(tape.watchedVariables()).toEqual([b, a]);
    tape.gradient(y, a);
    expect(tape.watchedVariables()).toEqual([b, a]);
  });

  test('an integer cannot be watched', () => {
    const tape = new tf.GradientTape();
    expect(() => tape.watch(tf.constant(1, { dtype: 'int32' }))).toThrow(
      'GradientTape.watch: expected a float dtype, got int32',
    );
    expect(() => tape.watch(3 as never)).toThrow(/expected a tensor, a variable/);
  });
});

describe('a read is a snapshot', () => {
  test('an assignment after the read rewrites no history', () => {
    const x = new tf.Variable(4);
    const tape = new tf.GradientTape();
    const y = tape.record(() => x.mul(x));
    x.assign(100);
    expect(value(tape.gradient(y, x))).toBe(8);
  });

  test('no gradient flows through an assignment', () => {
    const x = new tf.Variable(3);
    const y = new tf.Variable(0);
    const tape = new tf.GradientTape();
    const z = tape.record(() => {
      y.assign(x.mul(2));
      return y.mul(y);
    });
    expect(tape.gradient(z, [x, y]).map(value)).toEqual([null, 12]);
  });

  test('reads before and after an assignment add up', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const y = tape.record(() => {
      const before = x.mul(x);
      x.assignAdd(1);
      return before.add(x.mul(10));
    });
    expect(value(y)).toBe(49);
    expect(value(tape.gradient(y, x))).toBe(16);
  });
});

describe('persistent and not', () => {
  test('a tape that is not persistent answers once', () => {
    const x = new tf.Variable(2);
    const tape = new tf.GradientTape();
    const y = tape.record(() => x.mul(x));
    tape.gradient(y, x);
    expect(() => tape.gradient(y, x)).toThrow(/a non-persistent tape gives one set of gradients/);
    expect(() => tape.jacobian(y, x)).toThrow(/GradientTape.jacobian: a non-persistent tape/);
  });

  test('and begins anew when it is entered again', () => {
    const x = new tf.Variable(2);
    const tape = new tf.GradientTape();
    tape.gradient(
      tape.record(() => x.mul(x)),
      x,
    );
    const y = tape.record(() => x.mul(x).mul(x));
    expect(value(tape.gradient(y, x))).toBe(12);
  });

  test('a persistent one answers again and again', () => {
    const x = new tf.Variable(2);
    const tape = new tf.GradientTape({ persistent: true });
    const [y, z] = tape.record(() => [x.mul(x), x.mul(7)]);
    expect([value(tape.gradient(y, x)), value(tape.gradient(z, x)), value(tape.gradient(y, x))]).toEqual([4, 7, 4]);
  });

  test('a tape entered again records on', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const y = tape.record(() => x.mul(x));
    const z = tape.record(() => y.mul(2));
    expect(value(tape.gradient(z, x))).toBe(12);
  });

  test('but not while it is active', () => {
    const tape = new tf.GradientTape();
    expect(() => tape.record(() => tape.record(() => 1))).toThrow(
      'GradientTape.record: this tape is already recording',
    );
    expect(context.tapes).toEqual([]);
  });

  test('asking inside its own block ends the recording', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const gradient = tape.record(() => {
      const dx = tape.gradient(x.mul(x), x);
      expect(context.tapes).toEqual([]);
      return dx;
    });
    expect(value(gradient)).toBe(6);
  });

  test('reset forgets', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const [before, after] = tape.record(() => {
      const first = x.mul(x);
      tape.reset();
      return [first, x.mul(5)];
    });
    expect(tape.watchedVariables()).toEqual([x]);
    expect(value(tape.gradient([before, after], x))).toBe(5);
  });
});

describe('what is not recorded', () => {
  test('ops inside stopRecording', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const [hidden, y] = tape.record(() => [tape.stopRecording(() => x.mul(x)), x.mul(2)]);
    expect(value(tape.gradient([hidden, y], x))).toBe(2);
    expect(() => tape.stopRecording(() => 1)).toThrow(/this tape is not recording/);
  });

  test('ops after the block', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const y = tape.record(() => x.mul(x));
    expect(tape.gradient(y.mul(2), x)).toBeNull();
  });

  test('an exception leaves no tape active, and the tape usable', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape();
    const outer = new tf.GradientTape();
    const fail = () => outer.record(() => tape.record(() => x.matmul(x)));
    expect(fail).toThrow('matmul: expected at least two axes each: [] × []');
    expect(context.tapes).toEqual([]);
    const y = tape.record(() => x.mul(x));
    expect(value(tape.gradient(y, x))).toBe(6);
  });
});

describe('output gradients', () => {
  test('take the place of ones', () => {
    const x = new tf.Variable([1, 2, 3]);
    const tape = new tf.GradientTape({ persistent: true });
    const y = tape.record(() => x.mul(x));
    expect(value(tape.gradient(y, x, { outputGradients: [1, 10, 100] }))).toEqual([2, 40, 600]);
    expect(value(tape.gradient(y, x, { outputGradients: [tf.constant([0, 0, 1])] }))).toEqual([0, 0, 6]);
  });

  test('in the structure of the targets, null for ones', () => {
    const x = new tf.Variable(3);
    const tape = new tf.GradientTape({ persistent: true });
    const targets = tape.record(() => [x.mul(1), [x.mul(10)]] as const);
    expect(value(tape.gradient(targets, x, { outputGradients: [2, [null]] }))).toBe(12);
    expect(() => tape.gradient(targets, x, { outputGradients: [2] })).toThrow(/expected one for each of the 2 targets/);
  });

  test('must have the shape of the target', () => {
    const x = new tf.Variable([1, 2]);
    const tape = new tf.GradientTape();
    const y = tape.record(() => x.mul(x));
    expect(() => tape.gradient(y, x, { outputGradients: 1 })).toThrow(
      'GradientTape.gradient: output gradient [] for a target of shape [2]',
    );
    expect(value(tape.gradient(y, x, { outputGradients: [1, 1] })), 'a failed question costs nothing').toEqual([2, 4]);
  });
});

describe('long chains', () => {
  test.each([10_000, 20_000])('%i ops without a stack overflow', (n) => {
    const x = new tf.Variable(1);
    const tape = new tf.GradientTape();
    const y = tape.record(() => {
      let sum: Tensor = x.mul(1);
      for (let i = 1; i < n; i++) sum = sum.add(x);
      return sum;
    });
    expect(value(y)).toBe(n);
    expect(value(tape.gradient(y, x))).toBe(n);
  });
});

describe('lifetimes', () => {
  test('a tidy inside the block leaves what the tape recorded', () => {
    const x = new tf.Variable(2);
    const tape = new tf.GradientTape();
    let middle: Tensor | undefined;
    const y = tape.record(() =>
      tf.tidy(() => {
        middle = x.mul(x);
        return middle.mul(middle);
      }),
    );
    expect(middle!.disposed).toBe(false);
    expect(value(tape.gradient(y, x))).toBe(32);
    expect(middle!.disposed).toBe(true);
  });

  test('a tidy around everything ends everything but the answer', () => {
    const x = new tf.Variable(2);
    const made: Tensor[] = [];
    const gradient = tf.tidy(() => {
      const tape = new tf.GradientTape();
      const y = tape.record(() => {
        made.push(x.mul(x));
        made.push(made[0].mul(3));
        return made[1];
      });
      return tape.gradient(y, x);
    });
    expect(made.map((one) => one.disposed)).toEqual([true, true]);
    expect(value(gradient)).toBe(12);
  });

  test('sources, targets and given output gradients survive', () => {
    const x = tf.constant(2);
    const seed = tf.constant(1);
    const tape = new tf.GradientTape();
    const y = tape.record(() => {
      tape.watch(x);
      return tf.identity(x);
    });
    const gradient = tape.gradient(y, x, { outputGradients: seed });
    expect(gradient).toBe(seed);
    expect([x, y, seed].map((one) => one.disposed)).toEqual([false, false, false]);
  });
});
