import { expect, it } from 'vitest';
import { chainScript } from './testing/scripts';
import { readAt, runLocally } from './testing/localRun';

/** Compiles and reads a chain at its end; milliseconds. */
async function timed(ops: number): Promise<number> {
  const run = await runLocally(chainScript(ops));
  const start = performance.now();
  const view = run.timeline.look(1)!;
  expect(view.graph.records).toHaveLength(ops);
  const end = await readAt(run, 1, view.count);
  expect(end.gradient('x')).toEqual([Math.fround(1.0001)]);
  return performance.now() - start;
}

it('compiles and shows a tape of 10,000 ops without quadratic behaviour', async () => {
  await timed(1000);
  const small = await timed(2500);
  const large = await timed(10_000);
  expect(large).toBeLessThan(20 * small + 200);
});
