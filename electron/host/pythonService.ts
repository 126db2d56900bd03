/**
 * Serves a Python world over a port: cells run one after another, and wait on the engine worker through shared
 * memory. A sibling of the script worker; which world it is in is known to who calls it.
 */
import { tf } from '../../engine';
import { Interpreter } from '../../engine/python/interpreter';
import type { PythonFiles } from '../../engine/python/pyodide';
import { type Bind, PythonWorld } from '../../engine/python/world';
import { SharedLine } from '../../engine/script/sharedLine';
import { CONTROL, type FromScript, type ToScript } from '../../engine/stream/link';

export interface ServicePort {
  post(message: FromScript, transfer: ArrayBuffer[]): void;
  listen(hear: (message: ToScript) => void): void;
  /** Python did not start, or is gone: the owner hears of it, and ends this world. */
  fail(error: unknown): void;
}

type Connection = Extract<ToScript, { type: 'connect' }>;
type Opening = Extract<ToScript, { type: 'openWorld' }>;
type Cell = Extract<ToScript, { type: 'runCell' }>;

const SIGINT = 2;

/** `started` is called when the interpreter has all that it needs, and before any code of a notebook. */
export function servePython(port: ServicePort, files: Promise<PythonFiles>, bind: Bind, started: () => void): void {
  const begun = performance.now();
  const counters = { sequence: 0, request: 0 };
  let control: Int32Array | null = null;
  let data: SharedArrayBuffer | null = null;
  let world: PythonWorld | null = null;
  let run = 0;
  let queue: Promise<void> = start();

  port.listen((message) => {
    if (message.type === 'connect') connect(message);
    else if (message.type === 'openWorld') enqueue(() => open(message));
    else if (message.type === 'runCell') enqueue(() => runCell(message));
  });
  let hasFailed = false;
  queue.catch(fail);

  async function start(): Promise<void> {
    world = new PythonWorld(await Interpreter.load(await files), tf, bind, takeSignal);
    started();
    post({ type: 'ready', startMs: performance.now() - begun });
  }

  function connect(connection: Connection): void {
    control = new Int32Array(connection.control);
    data = connection.data;
  }

  function enqueue(work: () => void): void {
    queue = queue.then(work);
    queue.catch(fail);
  }

  /** Everything that waits behind what failed fails with it: that is told once. */
  function fail(error: unknown): void {
    if (!hasFailed) port.fail(error);
    hasFailed = true;
  }

  function open({ run: number, pins, seed }: Opening): void {
    if (control === null || data === null) throw new Error('internal: a world came before the connection');
    run = number;
    const line = new SharedLine(control.buffer as SharedArrayBuffer, data, number, post, counters);
    world!.open({ line, pins, seed });
  }

  function runCell({ run: number, execution, source, firstLine }: Cell): void {
    if (number !== run) throw new Error('internal: a cell came for a world that is gone');
    const end = world!.run({ execution, source, firstLine });
    post({ type: 'cellEnded', run, execution, end });
  }

  /** Whether Python was asked to raise `KeyboardInterrupt`; asked once, it has been. */
  function takeSignal(): boolean {
    return control !== null && Atomics.compareExchange(control, CONTROL.signal, SIGINT, 0) === SIGINT;
  }

  function post(message: FromScript, transfer: ArrayBuffer[] = []): void {
    port.post(message, transfer);
  }
}
