import type { History } from '../export/format';
import { summarize } from '../summary/summarize';
import type { Held } from '../stream/held';
import type { Run } from './run';

/** Steps whose gradients are read together: a read of a device costs the same for one as for many. */
const STEPS_PER_READ = 64;
/**
 * Gradients of steps before the last so many are not computed anew: it takes as long as their training did, and
 * the recipes of steps much before these are often gone. The file says so.
 */
export const MOST_STEPS = 10_000;

/** Every step of a run by its numbers. Nothing of it is computed before it is asked for, so training is as fast as ever. */
export async function historyOf(run: Run): Promise<History> {
  await run.readLosses();
  const norms = await gradientNorms(run);
  const rows = run.losses.map(({ step, loss }) => {
    const { epoch = null, metrics = {} } = run.measurements.of(step) ?? {};
    return {
      step,
      loss,
      learningRate: run.timeline.learningRate(step),
      gradientNorm: norms.get(step) ?? null,
      epoch,
      metrics,
    };
  });
  return { rows, epochs: run.measurements.epochs };
}

/** By step: the square root of the sum of the squares of all gradients, as TensorFlow's `global_norm`. */
async function gradientNorms(run: Run): Promise<Map<number, number>> {
  const norms = new Map<number, number>();
  let pending: { step: number; gradients: readonly Held[] }[] = [];
  const read = async () => {
    const batch = pending;
    pending = [];
    const all = batch.flatMap(({ gradients }) => gradients);
    try {
      const facts = await summarize(all.map(({ tensor }) => tensor));
      let next = 0;
      for (const { step, gradients } of batch) {
        let squares = 0;
        for (const _ of gradients) {
          const { norm, nanCount, infCount } = facts[next++].summary;
          squares += nanCount > 0 ? NaN : infCount > 0 ? Infinity : norm ** 2;
        }
        if (gradients.length > 0) norms.set(step, Math.sqrt(squares));
      }
    } finally {
      for (const held of all) held.release();
    }
  };
  for (const one of run.timeline.gradients(Math.max(1, run.timeline.steps - MOST_STEPS + 1))) {
    pending.push(one);
    if (pending.length >= STEPS_PER_READ) await read();
  }
  await read();
  return norms;
}
