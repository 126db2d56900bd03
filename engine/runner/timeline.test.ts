import { describe, expect, it } from 'vitest';
import { square } from '../lessons/square';
import { neuron } from '../lessons/neuron';
import { readAt, runLocally } from './testing/localRun';

const kinds = (run: Awaited<ReturnType<typeof runLocally>>, step = 1) =>
  run.timeline.look(step)!.moments.marks.map(({ kind, phase }) => `${phase} ${kind}`);

describe('y = x²', () => {
  it('has a moment for the op, the visit and the contribution, with the numbers of each', async () => {
    const run = await runLocally(square.source);
    expect(run.end).toEqual({ kind: 'finished' });
    expect(run.timeline.steps).toBe(1);
    expect(kinds(run).slice(0, 3)).toEqual(['forward op', 'backward visit', 'backward contribution']);
    const at = (passed: number) => readAt(run, 1, passed);
    expect((await at(0)).value('x')).toEqual([4]);
    expect((await at(0)).value('y')).toBe('pending');
    expect((await at(1)).value('y')).toEqual([16]);
    expect((await at(1)).gradient('y')).toBe('pending');
    expect((await at(2)).gradient('y')).toEqual([1]);
    expect((await at(2)).gradient('x')).toBe('pending');
    expect((await at(3)).gradient('x')).toEqual([8]);
    expect(run.printed.map(({ text }) => text)).toEqual(['y = 16', 'dy/dx = 8']);
    expect((await run.takeLosses()).points).toEqual([{ step: 1, loss: 16 }]);
  });

  it('computes 9 and 6 when x is pinned to 3', async () => {
    const first = await runLocally(square.source);
    const { key } = first.tunables[0];
    const run = await runLocally(square.source, { pins: { [key]: [3] } });
    const end = await readAt(run, 1, 3);
    expect(end.value('y')).toEqual([9]);
    expect(end.gradient('x')).toEqual([6]);
    expect(run.tunables[0]).toMatchObject({ start: [3], pinned: true });
  });
});

describe('one neuron', () => {
  const pins = { w: [1], b: [0] };
  async function pinned(steps: number) {
    const probe = await runLocally(neuron.source, { steps: 1 });
    const keyOf = (end: string) => probe.tunables.find(({ key }) => key.includes(end))!.key;
    return runLocally(neuron.source, { steps, pins: { [keyOf('kernel')]: pins.w, [keyOf('bias')]: pins.b } });
  }

  it('gives loss 9, gradients −12 and −6, then w 1.12, b 0.06 and loss 7.29', async () => {
    const run = await pinned(2);
    const { count } = run.timeline.look(1)!;
    const end = await readAt(run, 1, count);
    expect(end.value('loss')).toEqual([9]);
    expect(end.gradient('kernel')).toEqual([-12]);
    expect(end.gradient('bias')).toEqual([-6]);
    expect(end.value('kernel')).toEqual([Math.fround(1.12)]);
    expect(end.value('bias')).toEqual([Math.fround(0.06)]);
    const second = await readAt(run, 2, run.timeline.look(2)!.count);
    expect((second.value('loss') as number[])[0]).toBeCloseTo(7.29, 5);
    const { points: losses } = await run.takeLosses();
    expect(losses.map(({ loss }) => Math.round(loss * 100) / 100)).toEqual([9, 7.29]);
  });

  it('shows w ← w − lr · g with its numbers at the moment of the update', async () => {
    const run = await pinned(1);
    const { moments } = run.timeline.look(1)!;
    const at = moments.marks.findIndex(({ kind }) => kind === 'update');
    const { frame } = await readAt(run, 1, at + 1);
    expect(frame.update).toMatchObject({ rule: 'SGD', old: { data: [1] }, gradient: { data: [-12] } });
    expect(frame.update!.hyperparameters.learningRate).toBeCloseTo(0.01);
    expect(frame.update!.new.data![0]).toBeCloseTo(1.12);
    expect((await readAt(run, 1, at)).value('kernel')).toEqual([1]);
  });
});

describe('states that are never confused', () => {
  it('tells None, zero, NaN and pending apart', async () => {
    const run = await runLocally(`import * as tf from 'tapedeck';
const x = new tf.Variable(2.0);
const z = new tf.Variable(0.0);
const u = new tf.Variable(5.0);
const tape = new tf.GradientTape();
const loss = tape.record(() => {
  const unused = tf.square(u);
  return tf.add(tf.multiply(x, z), tf.math.log(tf.multiply(z, z)));
});
const g = tape.gradient(loss, [x, z, u]);`);
    const { count } = run.timeline.look(1)!;
    const end = await readAt(run, 1, count);
    expect(end.gradient('x')).toEqual([0]);
    expect(end.gradient('z')).toEqual([NaN]);
    expect(end.gradient('u')).toBe('none');
    expect(end.gradient('unused')).toBe('none');
    expect((await readAt(run, 1, count - 1)).gradient('u')).toBe('pending');
    const z = run.timeline.look(1)!.graph.structure.nodes.find(({ label }) => label === 'z')!;
    const cell = end.picture.gradients.get(z.outputs[0].id)!;
    expect(cell.state === 'tensor' && cell.tensor.summary.nanCount).toBe(1);
  });
});

describe('a variable used twice', () => {
  const source = `import * as tf from 'tapedeck';
const x = new tf.Variable(4.0);
const tape = new tf.GradientTape();
const y = tape.record(() => tf.multiply(x, x));
const g = tape.gradient(y, x);`;

  it('is one node with two edges, and its gradient shows 4 + 4 = 8', async () => {
    const run = await runLocally(source);
    const view = run.timeline.look(1)!;
    expect(view.graph.structure.nodes.map(({ label }) => label)).toEqual(['x', 'multiply']);
    expect(view.graph.structure.edges.map(({ source: from }) => from)).toEqual(['variable:0', 'variable:0']);
    expect((await readAt(run, 1, 3)).gradient('x')).toEqual([4]);
    expect((await readAt(run, 1, 4)).gradient('x')).toEqual([8]);
  });
});

describe('a persistent tape that is used again in a later step', () => {
  it('says that the pass went through an earlier step, and shows the gradients of its variables', async () => {
    const run = await runLocally(`import * as tf from 'tapedeck';
const x = new tf.Variable(3.0);
const kept = new tf.GradientTape({ persistent: true });
const y = kept.record(() => tf.square(x.mul(2)));
kept.gradient(y, x);
const tape = new tf.GradientTape();
const z = tape.record(() => tf.multiply(x, 5));
console.log(kept.gradient(y, x).item());`);
    expect(run.printed.map(({ text }) => text)).toEqual(['24']);
    expect(run.timeline.steps).toBe(2);
    const { moments, count } = run.timeline.look(2)!;
    expect(moments.marks.map(({ kind, phase, node, line }) => [kind, phase, node !== null, line])).toEqual([
      ['op', 'forward', true, 7],
      ['visit', 'backward', false, 8],
    ]);
    expect((await readAt(run, 2, 1)).gradient('x')).toBe('pending');
    const end = await readAt(run, 2, count);
    expect(end.gradient('x')).toEqual([24]);
    expect(end.gradient('z')).toBe('none');
  });
});

describe('several backward passes in one step', () => {
  it('shows one target at a time and says which', async () => {
    const run = await runLocally(`import * as tf from 'tapedeck';
const x = new tf.Variable(3.0);
const tape = new tf.GradientTape({ persistent: true });
let y, z;
tape.record(() => { y = tf.square(x); z = tf.multiply(x, 5); });
const dy = tape.gradient(y, x);
const dz = tape.gradient(z, x);`);
    const view = run.timeline.look(1)!;
    const [square, multiply] = view.graph.structure.nodes.filter(({ kind }) => kind === 'op');
    const afterFirst = await readAt(run, 1, 4);
    expect(afterFirst.picture.targets).toEqual([square.outputs[0].id]);
    expect(afterFirst.gradient('x')).toEqual([6]);
    expect(afterFirst.gradient('multiply')).toBe('none');
    const secondVisit = await readAt(run, 1, 5);
    expect(secondVisit.picture.targets).toEqual([multiply.outputs[0].id]);
    expect(secondVisit.gradient('x')).toBe('pending');
    expect(secondVisit.gradient('square')).toBe('pending');
    const end = await readAt(run, 1, view.count);
    expect(end.gradient('x')).toEqual([5]);
    expect(end.gradient('square')).toBe('none');
  });

  it('puts the ops of an inner pass on the outer tape and differentiates them', async () => {
    const run = await runLocally(`import * as tf from 'tapedeck';
const x = new tf.Variable(2.0);
const outer = new tf.GradientTape();
let first;
outer.record(() => {
  const inner = new tf.GradientTape();
  const y = inner.record(() => tf.multiply(x, tf.square(x)));
  first = inner.gradient(y, x);
});
const second = outer.gradient(first, x);
console.log(first.item(), second.item());`);
    expect(run.printed[0].text).toBe('12 12');
    const { count } = run.timeline.look(1)!;
    expect((await readAt(run, 1, count)).gradient('x')).toEqual([12]);
    expect((await run.takeLosses()).points[0].loss).toBe(12);
  });
});

describe('a script that fails', () => {
  it('keeps what was recorded, and the last moment is the error on its line', async () => {
    const run = await runLocally(`import * as tf from 'tapedeck';
const x = new tf.Variable([[1, 2], [3, 4]]);
const tape = new tf.GradientTape();
tape.record(() => {
  const y = tf.square(x);
  return tf.matmul(y, tf.ones([3, 2]));
});`);
    expect(run.end).toMatchObject({ kind: 'failed', error: { line: 6 } });
    const { marks } = run.timeline.look(1)!.moments;
    expect(marks.map(({ kind, line }) => [kind, line])).toEqual([
      ['op', 5],
      ['error', 6],
    ]);
    expect((await readAt(run, 1, 1)).value('square')).toEqual([1, 4, 9, 16]);
  });
});
