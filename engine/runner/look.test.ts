import { expect, it } from 'vitest';
import { square } from '../lessons/square';
import { opByName } from '../ops/catalogue';
import type { NodeDetail, RequestId } from '../protocol';
import { Cells } from './frames';
import { answerLook } from './look';
import { runLocally } from './testing/localRun';

const request = 1 as RequestId;

it('an answer that is being read outlives its run', async () => {
  const run = await runLocally(square.source);
  const view = run.timeline.look(1)!;
  const { id: node, outputs } = view.graph.structure.nodes.find(({ kind }) => kind === 'op')!;
  const tensors = Array.from({ length: view.program.places }, (_, place) => place).flatMap((place) => {
    try {
      return [view.tensor(place)];
    } catch {
      return [];
    }
  });
  const scene = { run, head: { step: 1, passed: view.count }, complete: true };
  const asked = [
    answerLook({ type: 'inspect', request, node }, scene, new Cells(), opByName),
    answerLook({ type: 'readTensor', request, slot: outputs[0].id, what: 'value' }, scene, new Cells(), opByName),
  ];
  run.dispose();
  const [inspected, read] = await Promise.all(asked);
  const { check, chain } = (inspected as { detail: NodeDetail }).detail;
  expect(check?.passed).toBe(true);
  expect(chain.map(({ localText }) => localText)).toEqual(['2 · 4']);
  expect(read).toMatchObject({ type: 'tensorRead', tensor: { data: Float32Array.of(16) } });
  // And then nothing is left of it.
  expect(tensors.length).toBeGreaterThan(3);
  for (const tensor of tensors) expect(() => tensor.assertLive()).toThrow('disposed');
});
