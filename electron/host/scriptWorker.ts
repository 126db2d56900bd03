/**
 * The script worker: runs one script after another in the sandbox, and waits on the engine worker
 * through shared memory. It holds nothing between runs but a warm interpreter.
 */
import { tf } from '../../engine';
import { Sandbox } from '../../engine/script/sandbox';
import { SharedLine } from '../../engine/script/sharedLine';
import { runScript } from '../../engine/script/world';
import type { FromScript, ToScript } from '../../engine/stream/link';

type Connection = Extract<ToScript, { type: 'connect' }>;
type Run = Extract<ToScript, { type: 'run' }>;

const started = performance.now();
const sandbox = Sandbox.load();
const counters = { sequence: 0, request: 0 };
let connection: Connection | null = null;
/** One run at a time: the next starts when the one before has ended. */
let running: Promise<void> = sandbox.then(() => post({ type: 'ready', startMs: performance.now() - started }));

self.addEventListener('message', ({ data }: MessageEvent<ToScript>) => {
  if (data.type === 'connect') connection = data;
  else if (data.type === 'run') running = running.then(() => run(data));
});
// Without an interpreter there is nothing this worker can do: its owner hears of it as an error.
running.catch((error: unknown) => reportError(error));

async function run({ run: number, source, pins, seed }: Run): Promise<void> {
  if (connection === null) throw new Error('internal: a script came before the connection');
  const { control, data } = connection;
  const line = new SharedLine(control, data, number, post, counters);
  const outcome = await runScript({ sandbox: await sandbox, tf, source, pins, seed, line });
  post(outcome.type === 'failed' ? { ...outcome, run: number } : { type: outcome.type, run: number });
}

function post(message: FromScript, transfer: ArrayBuffer[] = []): void {
  self.postMessage(message, { transfer });
}
