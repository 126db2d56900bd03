import type { Command, EngineEvent } from '../protocol';
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
  const { request } = question;
  const view = scene?.run.timeline.look(scene.head.step) ?? null;
  const passed = scene?.head.passed ?? 0;
  if (question.type === 'inspect') {
    const detail = view && (await inspect(view, passed, question.node, cells, findOp));
    return { type: 'inspected', request, detail };
  }
  const tensor = view && (await readTensor(view, passed, question.slot, question.what));
  return { type: 'tensorRead', request, tensor };
}
