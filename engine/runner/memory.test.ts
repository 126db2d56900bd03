import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { adamScript, XOR_SCRIPT } from './testing/scripts';
import { readAt, runLocally } from './testing/localRun';
import type { Run } from './run';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const SMALL = { values: 200_000, recipes: 1 << 20 };

/** Every number that a step shows at its end, as bits. */
async function bitsOf(run: Run, step: number): Promise<string> {
  const { count } = run.timeline.look(step)!;
  const { picture } = await readAt(run, step, count);
  const cells = [picture.values, picture.gradients, picture.contributions].flatMap((map) => [...map]);
  return JSON.stringify(cells);
}

describe('steps that are no longer held', () => {
  it.each([
    ['SGD with momentum', XOR_SCRIPT],
    ['Adam, whose rate changes every step', adamScript(300)],
  ])('are computed anew, bit for bit: %s', async (_, source) => {
    const originals = new Map<number, string>();
    const wanted = [1, 2, 7, 100, 255, 256, 257];
    const run = await runLocally(source, { steps: 300, budget: SMALL });
    const whole = await runLocally(source, { steps: 300 });
    for (const step of wanted) originals.set(step, await bitsOf(whole, step));
    expect(run.timeline.bytes).toBeLessThan(SMALL.values + 20_000);
    for (const step of [...wanted].reverse()) expect(await bitsOf(run, step)).toBe(originals.get(step));
    for (const step of wanted) expect(await bitsOf(run, step)).toBe(originals.get(step));
  });
});

describe('memory', () => {
  it('stays flat over 2,000 steps, and tensors die', async () => {
    const live: number[] = [];
    const heap: number[] = [];
    const run = await runLocally(XOR_SCRIPT.replace('300', '2000'), {
      steps: 2000,
      budget: SMALL,
      onGate: ({ executor, timeline }) => {
        if (timeline.steps % 500 !== 0) return;
        collectGarbage();
        live.push(executor.live.size);
        heap.push(process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers);
      },
    });
    expect(run.timeline.steps).toBe(2000);
    expect(run.timeline.bytes).toBeLessThan(SMALL.values + 20_000);
    expect(Math.max(...live)).toBeLessThan(1200);
    // 1,500 more steps may cost no more than a few hundred bytes each.
    expect(heap[3] - heap[0]).toBeLessThan(1500 * 2000);
    expect(await bitsOf(run, 777)).toContain('tensor');
  });

  it('lets old steps go when their data fill the budget, and keeps those at checkpoints', async () => {
    const source = `import * as tf from 'tapedeck';
const w = new tf.Variable(tf.ones([100]));
for (let step = 0; step < 400; step++) {
  const tape = new tf.GradientTape();
  const data = tf.constant(Array.from({ length: 100 }, (_, i) => i * step));
  const loss = tape.record(() => tf.reduceSum(tf.multiply(w, data)));
  w.assignSub(tf.multiply(tape.gradient(loss, w), 1e-6));
}`;
    const budget = { values: 50_000, recipes: 100_000 };
    const run = await runLocally(source, { steps: 390, budget });
    const { timeline } = run;
    expect(timeline.nearest(390)).toBe(390);
    const reachable = Array.from({ length: 390 }, (_, i) => i + 1).filter((step) => timeline.nearest(step) === step);
    expect(reachable.length).toBeLessThan(390);
    expect(reachable[0]).toBe(1);
    const whole = await runLocally(source, { steps: 390 });
    for (const step of reachable.slice(0, 5)) expect(await bitsOf(run, step)).toBe(await bitsOf(whole, step));
  });
});

describe('repetition', () => {
  it('shares the structure of steps and compiles nothing on a rerun', async () => {
    const run = await runLocally(XOR_SCRIPT, { steps: 50 });
    const programs = new Set(Array.from({ length: 50 }, (_, i) => run.timeline.look(i + 1)!.program));
    expect(programs.size).toBeLessThanOrEqual(4);
    const graphs = new Set([...programs].map((_, i) => JSON.stringify(run.timeline.look(i + 1)!.graph.structure)));
    expect(graphs.size).toBe(1);
  });
});
