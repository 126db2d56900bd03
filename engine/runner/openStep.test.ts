import { describe, expect, it } from 'vitest';
import type { Run } from './run';
import { readAt, runLocally } from './testing/localRun';
import { ScriptMemory } from './timeline';

/** TensorFlow's guides record in one cell and take the gradient in the next. */
const GUIDE = `import * as tf from 'tapedeck';
const x = new tf.Variable(3.0);
const tape = new tf.GradientTape({ persistent: true });
let y, z;
tape.record(() => {
  y = tf.square(x);
  z = tf.multiply(y, y);
});
console.log('recorded');
const first = tape.gradient(y, x);
console.log('first');
const second = tape.gradient(z, x);
console.log('second');
const other = new tf.GradientTape();
const w = other.record(() => tf.square(x));
console.log('third');
other.gradient(w, x);
`;

/** What is to be seen at each printed line, as if a cell ended there. */
async function shownAtLines(source: string, look: (run: Run) => void): Promise<Run> {
  return runLocally(source, {
    onItem: (run, item) => {
      if (item.t !== 'printed') return;
      run.timeline.show();
      look(run);
    },
  });
}

const kinds = (run: Run, step: number) => run.timeline.look(step)!.moments.marks.map(({ kind }) => kind);

describe('a step that goes on after it was shown', () => {
  it('shows its forward pass, then its gradient, and is one step', async () => {
    const seen: string[] = [];
    const run = await shownAtLines(GUIDE, (now) => {
      seen.push(`${now.timeline.steps}: ${kinds(now, now.timeline.steps).join(' ')}`);
    });
    expect(seen).toEqual([
      '1: op op',
      '1: op op visit contribution',
      '1: op op visit contribution visit contribution contribution visit contribution',
      '2: op',
    ]);
    expect(run.timeline.steps).toBe(2);
    expect((await readAt(run, 1, 4)).gradient('x')).toEqual([6]);
    expect((await readAt(run, 1, run.timeline.look(1)!.count)).gradient('x')).toEqual([108]);
    expect((await readAt(run, 2, 3)).gradient('x')).toEqual([6]);
  });

  it('has numbers as soon as it is shown, and pending ones where there are none yet', async () => {
    const readings: Promise<unknown>[] = [];
    await shownAtLines(GUIDE, (run) => {
      const { count } = run.timeline.look(run.timeline.steps)!;
      const reading = readAt(run, run.timeline.steps, count);
      readings.push(reading.then((at) => [at.value('square'), at.gradient('square')]));
    });
    expect(await Promise.all(readings)).toEqual([
      [[9], 'pending'],
      [[9], [1]],
      [[9], [18]],
      [[9], 'pending'],
    ]);
  });

  it('has one loss: that of its last backward pass', async () => {
    const told: number[][][] = [];
    const take = ({ timeline }: Run) => {
      const losses = timeline.takeLosses();
      told.push(losses.map(({ step, targets }) => [step, ...targets.map(({ tensor }) => tensor.dataSync()[0])]));
      for (const { targets } of losses) for (const held of targets) held.release();
    };
    const run = await shownAtLines(GUIDE, take);
    take(run);
    expect(told).toEqual([[], [[1, 9]], [[1, 81]], [], [[2, 9]]]);
    const whole = await shownAtLines(GUIDE, () => {});
    expect((await whole.takeLosses()).points).toEqual([
      { step: 1, loss: 81 },
      { step: 2, loss: 9 },
    ]);
  });

  it('is the same to look at as long as nothing is added that it shows', async () => {
    const source = `import * as tf from 'tapedeck';
const x = new tf.Variable(3.0);
console.log('nothing yet');
const y = new tf.GradientTape().record(() => tf.square(x));
console.log('shown');
const numbers = tf.multiply(tf.constant([1, 2]), 2);
console.log('no tape sees this');`;
    const views: unknown[] = [];
    const run = await shownAtLines(source, ({ timeline }) => views.push(timeline.look(1)));
    expect(views[0]).toBeNull();
    expect(views[1]).not.toBeNull();
    expect(views[2]).toBe(views[1]);
    expect(run.timeline.steps).toBe(1);
  });

  it('compiles nothing in a rerun', async () => {
    const memory = new ScriptMemory();
    const structures: unknown[][] = [];
    for (const _ of [1, 2]) {
      const seen: unknown[] = [];
      structures.push(seen);
      await runLocally(GUIDE, {
        memory,
        onItem: ({ timeline }, item) => {
          if (item.t !== 'printed') return;
          timeline.show();
          seen.push(timeline.look(timeline.steps)!.graph.structure);
        },
      });
    }
    expect(structures[0]).toHaveLength(4);
    structures[1].forEach((one, i) => expect(one).toBe(structures[0][i]));
  });

  it('lets go of every tensor', async () => {
    const run = await shownAtLines(GUIDE, () => {});
    const held = [...run.executor.live.values()];
    run.dispose();
    expect(held.length).toBeGreaterThan(0);
    for (const one of held) expect(() => one.retain()).toThrow('last owner');
  });
});
