import { describe, expect, it } from 'vitest';
import { type LocalOptions, readAt, runLocally } from './testing/localRun';

/** Ops outside any tape before, between and after the training steps, some of which lead to what a tape sees. */
const EVALUATING = `import * as tf from 'tapedeck';
const w = new tf.Variable([1, 2, 3]);
let data = tf.constant([1, 1, 1]);
const evaluate = () => {
  let kept = data;
  for (let i = 0; i < 200; i++) tf.reduceSum(tf.multiply(w, i));
  for (let i = 0; i < 5; i++) kept = tf.multiply(kept, 1.5);
  data = tf.reshape(kept, [3]);
};
evaluate();
for (let step = 0; step < 6; step++) {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => tf.reduceSum(tf.square(tf.multiply(w, data))));
  evaluate();
  const gradient = tape.gradient(loss, w);
  w.assignSub(tf.multiply(gradient, 1e-4));
  evaluate();
}
`;

const picture = async (run: Awaited<ReturnType<typeof runLocally>>, step: number) => {
  const { picture: shown } = await readAt(run, step, run.timeline.look(step)!.count);
  return JSON.stringify([[...shown.values], [...shown.gradients], [...shown.contributions]]);
};

describe('a step with much that nobody can see', () => {
  it('shows the same without it, held or computed anew', async () => {
    const whole = await runLocally(EVALUATING);
    const pruned = await runLocally(EVALUATING, { budget: { values: 256 << 20, recipes: 64 << 20, items: 400 } });
    const again = await runLocally(EVALUATING, { budget: { values: 1000, recipes: 64 << 20, items: 400 } });
    expect(whole.timeline.steps).toBe(6);
    for (let step = 1; step <= 6; step++) {
      const items = (run: typeof whole) => run.timeline.look(step)!.program.items.length;
      expect(items(pruned)).toBeLessThan(items(whole));
      expect(await picture(pruned, step)).toBe(await picture(whole, step));
      expect(await picture(again, step)).toBe(await picture(whole, step));
      expect(JSON.stringify(pruned.timeline.look(step)!.graph.structure)).toBe(
        JSON.stringify(whole.timeline.look(step)!.graph.structure),
      );
    }
  });

  it('keeps what the script can still reach', async () => {
    const source = `import * as tf from 'tapedeck';
const w = new tf.Variable(2.0);
const list = [];
for (let i = 0; i < 300; i++) list.push(tf.multiply(tf.constant(i), 2));
const tape = new tf.GradientTape();
const loss = tape.record(() => tf.multiply(w, list[299]));
tape.gradient(loss, w);
console.log(list[150].item());`;
    const run = await runLocally(source, { budget: { values: 1 << 20, recipes: 1 << 20, items: 400 } });
    expect(run.printed.map(({ text }) => text)).toEqual(['300']);
    expect((await readAt(run, 1, run.timeline.look(1)!.count)).gradient('w')).toEqual([598]);
  });

  it('comes to its end when nothing of it can be let go, and the next step has room again', async () => {
    const endless = `import * as tf from 'tapedeck';
const w = new tf.Variable(2.0);
const tape = new tf.GradientTape();
const loss = tape.record(() => tf.square(w));
tape.gradient(loss, w);
let x = tf.constant(1);
LOOP x = tf.multiply(x, 1.1);
new tf.GradientTape().record(() => tf.square(w));
console.log('there');`;
    const budget = { values: 1 << 20, recipes: 1 << 20, items: 100 };
    const failed = await runLocally(endless.replace('LOOP', 'for (;;)'), { budget });
    expect(failed.end).toMatchObject({ kind: 'failed', error: { name: 'ValueError', line: 7 } });
    expect((await readAt(failed, 1, 3)).gradient('w')).toEqual([4]);
    const short = await runLocally(endless.replace('LOOP', 'for (let i = 0; i < 100; i++)'), { budget });
    expect(short.printed.map(({ text }) => text)).toEqual(['there']);
  });

  it('leaves the next cell room, and computes no step anew from before what is missing', async () => {
    const source = `import * as tf from 'tapedeck';
const w = new tf.Variable(2.0);
let x = tf.constant(1);
const step = () => {
  const tape = new tf.GradientTape();
  const loss = tape.record(() => tf.multiply(tf.square(w), x));
  w.assignSub(tf.multiply(tape.gradient(loss, w), 0.01));
};
for (let i = 0; i < 3; i++) step();
for (let i = 0; i < 2000; i++) x = tf.multiply(x, 1.0001);
console.log('a cell ends');
for (let i = 0; i < 3; i++) step();`;
    const options = (items: number) => {
      const refused: unknown[] = [];
      const budget = { values: 1, recipes: 1 << 20, items };
      return { refused, budget, onRefused: (error: unknown) => refused.push(error) };
    };
    const onItem: LocalOptions['onItem'] = ({ timeline }, { t }) => (t === 'printed' ? timeline.show() : undefined);
    const small = options(100);
    const run = await runLocally(source, { ...small, onItem });
    const whole = await runLocally(source, { ...options(1e6), onItem });
    expect(small.refused.length).toBeGreaterThan(0);
    expect(whole.timeline.steps).toBe(6);
    const { timeline } = run;
    const reachable = Array.from({ length: timeline.steps }, (_, i) => i + 1).filter((n) => timeline.nearest(n) === n);
    expect(reachable.slice(0, 3)).toEqual([1, 2, 3]);
    for (const step of [1, 2, 3]) expect(await picture(run, step)).toBe(await picture(whole, step));
    const shift = timeline.steps - 6;
    for (const step of [4, 5, 6]) {
      if (reachable.includes(step + shift)) {
        expect((await readAt(run, step + shift, 2)).value('w')).toEqual((await readAt(whole, step, 2)).value('w'));
      }
    }
    expect(reachable).toContain(timeline.steps);
  });
});
