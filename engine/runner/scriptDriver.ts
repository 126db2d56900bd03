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

/**
 * Holds the line to the script worker: starts it when it is needed, opens its gate, answers its
 * reads through shared memory, and ends it when it does not listen.
 */
export class ScriptDriver {
  /** Every message of the worker but `ready`. */
  onMessage: (message: Exclude<FromScript, { type: 'ready' }>) => void = () => {};
  onCrash: (reason: string) => void = () => {};

  private link: ScriptLink | null = null;
  private control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
  private data = new SharedArrayBuffer(DATA_BYTES);
  private ready = false;
  private waiting: ToScript[] = [];

  constructor(private readonly host: ScriptHost) {}

  /** Starts a run with a closed gate; `credits` steps may pass it. */
  run(message: Extract<ToScript, { type: 'run' }>, credits: number): void {
    this.start();
    Atomics.store(this.control, CONTROL.interrupt, 0);
    Atomics.store(this.control, CONTROL.credits, credits);
    this.send(message);
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
    for (const word of [CONTROL.credits, CONTROL.readAnswered, CONTROL.batchDone]) Atomics.notify(this.control, word);
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
  }

  /** Starts the worker if there is none, so that the first run finds it ready. */
  start(): void {
    if (this.link !== null) return;
    this.control = new Int32Array(new SharedArrayBuffer(CONTROL_WORDS * 4));
    this.data = new SharedArrayBuffer(DATA_BYTES);
    const link = this.host.start();
    this.link = link;
    link.onMessage = (message) => this.receive(message);
    link.onFailure = (reason) => {
      this.terminate();
      this.onCrash(reason);
    };
    link.post({ type: 'connect', control: this.control.buffer as SharedArrayBuffer, data: this.data });
  }

  /** A worker that is still loading would lose a message: they wait until it says that it is ready. */
  private send(message: ToScript): void {
    if (this.ready) this.link!.post(message);
    else this.waiting.push(message);
  }

  private receive(message: FromScript): void {
    if (message.type !== 'ready') return this.onMessage(message);
    this.ready = true;
    for (const one of this.waiting) this.link!.post(one);
    this.waiting = [];
  }

  private store(word: number, value: number): void {
    Atomics.store(this.control, word, value);
    Atomics.notify(this.control, word);
  }
}
