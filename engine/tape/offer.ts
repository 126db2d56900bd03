import { context, type Recorder, untraced } from './context';
import type { TapeRecord } from './record';

/** Offers a record to every active tape, outermost first; the timeline hears of it when one took it. */
export function offer(record: TapeRecord): void {
  const { tapes, tracer } = context;
  let taken = false;
  if (context.trace !== null) taken = offerTraced(record);
  else for (let i = 0; i < tapes.length; i++) taken = tapes[i].offer(record) || taken;
  if (taken) tracer?.taped?.(record);
}

/** What a recorder around the function does with the record (an accumulator computes), it does again at each replay. */
function offerTraced(record: TapeRecord): boolean {
  const trace = context.trace!;
  const takers: Recorder[] = [];
  const offered = context.tapes;
  // First, since a recorder of the function may itself run ops.
  const told = trace.offering(record);
  for (const tape of offered) {
    if (trace.isOwn(tape) ? tape.offer(record) : untraced(() => tape.offer(record))) takers.push(tape);
  }
  told(takers);
  return takers.length > 0;
}
