import type { Command, EngineEvent, FullTensor, NodeDetail } from '../protocol';
import type { FindOp } from '../stream/executor';
import type { Scene } from './display';
import type { Cells } from './frames';
import { inspect, readTensor } from './inspect';

/** A question about what is shown. */
export type Look = Extract<Command, { type: 'inspect' | 'readTensor' }>;

export async function answerLook(
  question: Look,
  scene: Scene | null,
  cells: Cells,
  findOp: FindOp,
): Promise<EngineEvent> {
  const timeline = scene?.run.timeline;
  const view = timeline?.look(scene!.head.step) ?? null;
  if (view === null) return answer(question, null);
  // The answer takes several reads, and by the next one another run may have come in this one's place.
  const letGo = timeline!.keepLooked();
  try {
    const { passed } = scene!.head;
    if (question.type === 'inspect') return answer(question, await inspect(view, passed, question.node, cells, findOp));
    return answer(question, await readTensor(view, passed, question.slot, question.what));
  } finally {
    letGo();
  }
}

function answer({ type, request }: Look, found: NodeDetail | FullTensor | null): EngineEvent {
  if (type === 'inspect') return { type: 'inspected', request, detail: found as NodeDetail | null };
  return { type: 'tensorRead', request, tensor: found as FullTensor | null };
}
