import { DeviceLostError } from '../backends/webgpu/errors';
import type { TypedArray } from '../tensor/dtype';
import type { Run } from './run';
import type { ScriptDriver, ScriptMessage } from './scriptDriver';

/** Answers what scripts and cells read: they wait for it, at a line of theirs. */
export class Reads {
  private last: { run: number; tensor: number; numbers: TypedArray } | null = null;

  async answer(
    run: Run | null,
    message: Extract<ScriptMessage, { type: 'read' }>,
    driver: ScriptDriver,
  ): Promise<void> {
    const { request, tensor: id, offset, count } = message;
    try {
      if (run === null) throw new Error('the run has ended');
      const { last } = this;
      const known = last?.run === run.number && last.tensor === id ? last.numbers : null;
      const numbers = known ?? (await run.backend.read(run.executor.tensor(id)));
      // Only a tensor that is read in pieces is asked for again.
      this.last = offset + count < numbers.length ? { run: run.number, tensor: id, numbers } : null;
      driver.answer(request, numbers, offset, count);
    } catch (error) {
      if (!isDeviceLoss(error)) driver.refuse(request, error instanceof Error ? error.message : String(error));
    }
  }
}

/** Whoever opened the backend hears of its loss, and the run goes on elsewhere. */
export function isDeviceLoss(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return error instanceof DeviceLostError || cause instanceof DeviceLostError;
}
