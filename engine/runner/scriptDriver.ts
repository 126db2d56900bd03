import { CONTROL, CONTROL_WORDS, DATA_BYTES, type FromScript, type ToScript } from '../stream/link';
import type { TypedArray } from '../tensor/dtype';

/** One script worker, as the engine sees it. */
export interface ScriptLink {
  post(message: ToScript): void;
  onMessage: ((message: FromScript) => void) | null;
  /** The worker failed in a way that no message tells: it could not be loaded, or died. */
  onFailure: ((reason: string) => void) | null;
}

/** Starts and ends script workers; which kind they are is its own affair. */
export interface ScriptHost {
  start(): ScriptLink;
  terminate(): void;
}

/** How long an interrupted script has to answer before its worker is ended, in milliseconds. */
export const PATIENCE = 500;
/** An interrupt can be missed (Python may stand in code that catches it), so it is repeated. */
const AGAIN = 100;

export type ScriptMessage = Exclude<FromScript, { type: 'ready' }>;
/** What keeps a worker busy. */
type Task = Extract<ToScript, { type: 'run' | 'runCell' }>;

/**
 * Holds the line to a script worker: starts it when it is needed, opens its gate, answers its
 * reads through shared memory, and ends it when it does not listen.
 */
export class ScriptDriver {
  onMessage: (message: ScriptMessage) => void = () => {};
  /** `wasBusy`: a script or cell ran, or was to run, when it happened. */
  onCrash: (reason: string, wasBusy: boolean) => void = () => {};
  onStarting: () => void = () => {};
  /** Its interpreter is there, after so many milliseconds. */
  onReady: (startMs: number) => void = () => {};

  private link: ScriptLink | null = null;
  /** The run that it is busy with, told to end or not. */
  private run: number | null = null;
  private halting: { readonly idle: Promise<boolean>; readonly settle: (listened: boolean) => void } | null = null;
  private control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
  private data = new SharedArrayBuffer(DATA_BYTES);
  private ready = false;
  private waiting: ToScript[] = [];

  constructor(
    private readonly host: ScriptHost,
    private readonly patience: number = PATIENCE,
  ) {}

  get busy(): number | null {
    return this.run;
  }

  /** Runs a whole script, with a closed gate; `credits` steps may pass it. */
  runScript(message: Extract<ToScript, { type: 'run' }>, credits: number): void {
    this.start();
    Atomics.store(this.control, CONTROL.credits, credits);
    this.begin(message);
  }

  /** A world for cells, with a closed gate; `credits` steps of all its cells may pass it. */
  openWorld(message: Extract<ToScript, { type: 'openWorld' }>, credits: number): void {
    this.start();
    Atomics.store(this.control, CONTROL.credits, credits);
    this.quiet();
    this.send(message);
  }

  /** The gate is as the cells before have left it. */
  runCell(message: Extract<ToScript, { type: 'runCell' }>): void {
    this.begin(message);
  }

  /** Lets `steps` more training steps pass the gate. */
  grant(steps: number): void {
    Atomics.add(this.control, CONTROL.credits, steps);
    Atomics.notify(this.control, CONTROL.credits);
  }

  /** Closes the gate; the number of steps that had not passed it yet. */
  revoke(): number {
    return Atomics.exchange(this.control, CONTROL.credits, 0);
  }

  /** Asks a run to end where it is. */
  interrupt(run: number): void {
    Atomics.store(this.control, CONTROL.interrupt, run);
    Atomics.store(this.control, CONTROL.signal, 2);
    for (const word of [CONTROL.credits, CONTROL.readAnswered, CONTROL.batchDone]) Atomics.notify(this.control, word);
  }

  /**
   * Ends what the worker is busy with, and waits until it is idle. Where it does not listen it is ended itself.
   * Whether it is still there.
   */
  async idle(): Promise<boolean> {
    const { run } = this;
    if (run === null) return true;
    if (!this.ready) {
      // It has not been told yet.
      this.waiting = this.waiting.filter(({ type }) => type !== 'run' && type !== 'runCell');
      this.run = null;
      return true;
    }
    this.halting ??= this.halt(run);
    return this.halting.idle;
  }

  private halt(run: number): NonNullable<typeof this.halting> {
    this.interrupt(run);
    const again = setInterval(() => this.interrupt(run), AGAIN);
    const patience = setTimeout(() => this.terminate(), this.patience);
    let resolve: (listened: boolean) => void;
    const idle = new Promise<boolean>((settle) => (resolve = settle));
    const settle = (listened: boolean) => {
      clearInterval(again);
      clearTimeout(patience);
      this.halting = null;
      resolve(listened);
    };
    return { idle, settle };
  }

  /** No interrupt is on the way: what comes next, or what the worker does for itself, is not meant by it. */
  private quiet(): void {
    Atomics.store(this.control, CONTROL.interrupt, 0);
    Atomics.store(this.control, CONTROL.signal, 0);
  }

  private becomeIdle(listened: boolean): void {
    this.run = null;
    this.quiet();
    this.halting?.settle(listened);
  }

  batchDone(sequence: number): void {
    this.store(CONTROL.batchDone, sequence);
  }

  /** Answers a read with elements `[offset, offset + count)` of the numbers. */
  answer(request: number, numbers: TypedArray, offset: number, count: number): void {
    const part = numbers.subarray(offset, offset + count);
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    new Uint8Array(this.data).set(bytes);
    Atomics.store(this.control, CONTROL.readBytes, bytes.length);
    this.store(CONTROL.readAnswered, request);
  }

  /** Answers a read with the reason why there is nothing to read. */
  refuse(request: number, message: string): void {
    const bytes = new TextEncoder().encode(message).subarray(0, DATA_BYTES);
    new Uint8Array(this.data).set(bytes);
    Atomics.store(this.control, CONTROL.readMessage, bytes.length);
    Atomics.store(this.control, CONTROL.readBytes, -1);
    this.store(CONTROL.readAnswered, request);
  }

  /** Ends the worker at once. The next run starts another, with memory of its own. */
  terminate(): void {
    if (this.link !== null) {
      this.link.onMessage = null;
      this.link.onFailure = null;
      this.link = null;
      this.host.terminate();
    }
    this.ready = false;
    this.waiting = [];
    this.becomeIdle(false);
  }

  /** Starts the worker if there is none, so that the first run finds it ready. */
  start(): void {
    if (this.link !== null) return;
    this.control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
    this.data = new SharedArrayBuffer(DATA_BYTES);
    this.onStarting();
    const link = this.host.start();
    this.link = link;
    link.onMessage = (message) => this.receive(message);
    link.onFailure = (reason) => {
      const wasBusy = this.run !== null;
      this.terminate();
      this.onCrash(reason, wasBusy);
    };
    link.post({ type: 'connect', control: this.control.buffer as SharedArrayBuffer, data: this.data });
  }

  private begin(task: Task): void {
    this.quiet();
    this.run = task.run;
    this.send(task);
  }

  /** A worker that is still loading would lose a message: they wait until it says that it is ready. */
  private send(message: ToScript): void {
    if (this.ready) this.link!.post(message);
    else this.waiting.push(message);
  }

  private receive(message: FromScript): void {
    if (message.type !== 'ready') {
      if (endsTask(message) && message.run === this.run) this.becomeIdle(true);
      return this.onMessage(message);
    }
    this.ready = true;
    for (const one of this.waiting) this.link!.post(one);
    this.waiting = [];
    this.onReady(message.startMs);
  }

  private store(word: number, value: number): void {
    Atomics.store(this.control, word, value);
    Atomics.notify(this.control, word);
  }
}

function endsTask({ type }: ScriptMessage): boolean {
  return type === 'finished' || type === 'failed' || type === 'interrupted' || type === 'cellEnded';
}
