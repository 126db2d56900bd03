/**
 * A kernel whose cells are JavaScript: it speaks the line of the Python worker, with the real `tf` behind it, so
 * that the engine's side is tested without an interpreter. A cell sees `tf`, `world` (what lasts from cell to
 * cell), `print`, `line` (sets the cell's line), `pause` (where an interrupt is heard) and `push` (an item as it is).
 */
import { parentPort, type TransferListItem } from 'node:worker_threads';
import { tf } from '../../../engine';
import { clearSession } from '../../../engine/keras/names';
import type { ScriptError } from '../../../engine/protocol';
import { setSeed } from '../../../engine/random';
import { Interrupted } from '../../../engine/script/sandbox';
import { SharedLine } from '../../../engine/script/sharedLine';
import { installStartValues } from '../../../engine/script/startValues';
import type { CellEnd, FromScript, ToScript } from '../../../engine/stream/link';
import type { StreamItem } from '../../../engine/stream/items';
import { StreamBackend } from '../../../engine/stream/streamBackend';
import { StreamTracer } from '../../../engine/stream/streamTracer';
import { context } from '../../../engine/tape/context';
import { useBackend } from '../../../engine/tensor/activeBackend';

type Of<T extends ToScript['type']> = Extract<ToScript, { type: T }>;

const port = parentPort!;
const post = (message: FromScript, transfer: ArrayBuffer[] = []) =>
  port.postMessage(message, transfer as unknown as TransferListItem[]);
const counters = { sequence: 0, request: 0 };
let connection: Of<'connect'> | null = null;
let line: SharedLine | null = null;
let world: Record<string, unknown> = {};
let removeStartValues = () => {};

port.on('message', (message: ToScript) => {
  if (message.type === 'connect') connection = message;
  else if (message.type === 'openWorld') openWorld(message);
  else if (message.type === 'runCell') post({ ...runCell(message), run: message.run });
});
post({ type: 'ready', startMs: performance.now() });

function openWorld({ run, pins, seed }: Of<'openWorld'>): void {
  const { control, data } = connection!;
  const opened = new SharedLine(control, data, run, post, counters);
  line = opened;
  world = {};
  removeStartValues();
  Object.assign(context, { tapes: [], scope: '', line: null, nextRecord: 1 });
  clearSession();
  setSeed(seed);
  removeStartValues = installStartValues(opened, pins);
  context.tracer = new StreamTracer(opened, (step) => opened.gate(step));
  useBackend(new StreamBackend(opened, (tensor) => opened.read(tensor)));
}

function runCell({
  execution,
  source,
  firstLine,
}: Of<'runCell'>): Omit<Extract<FromScript, { type: 'cellEnded' }>, 'run'> {
  let end: CellEnd = { type: 'finished' };
  const at = (number: number) => (context.line = firstLine + number - 1);
  const print = (text: string) => {
    line!.push({ t: 'output', output: { kind: 'stream', name: 'stdout', text: `${text}\n` } });
    line!.flush();
  };
  const pause = () => {
    if (line!.stopped()) throw new Interrupted();
  };
  at(1);
  try {
    const body = new Function('tf', 'world', 'print', 'line', 'pause', 'push', source);
    body(tf, world, print, at, pause, (item: StreamItem) => line!.push(item));
    if (line!.stopped()) end = { type: 'interrupted' };
  } catch (error) {
    end = line!.stopped() || error instanceof Interrupted ? { type: 'interrupted' } : failure(error as Error);
  }
  try {
    line!.flush();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  return { type: 'cellEnded', execution, end };
}

function failure({ name, message }: Error): CellEnd {
  const error: ScriptError = { name, message, line: context.line, column: null };
  line!.push({ t: 'output', output: { kind: 'error', name, message, traceback: [`${name}: ${message}`] } });
  return { type: 'failed', error };
}
