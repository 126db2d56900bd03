import { DeviceLostError } from '../backends/webgpu/errors';
import type { FindOp } from '../stream/executor';
import type { FromScript } from '../stream/link';
import type { Backend } from '../tensor/backend';
import type { TypedArray } from '../tensor/dtype';
import { errorOf, Run, type RunEnd } from './run';
import { PATIENCE, ScriptDriver, type ScriptHost } from './scriptDriver';
import { type Budget, ScriptMemory } from './timeline';

export interface Script {
  readonly source: string;
  /** The lesson's id; null for a script of the person's own. */
  readonly lesson: string | null;
}

export interface ConductorEvents {
  /** A run has computed what it was to compute first, or has ended before: it is `current` now. */
  loaded(run: Run): void;
  /** The current run has completed a training step. */
  stepped(run: Run): void;
  /** The current run is over. */
  ended(run: Run): void;
}

/** Runs begin alike, so that a rerun gives the same numbers. */
const SEED = 42;

/**
 * Runs scripts, one at a time. A new run is computed up to its goal while the one before it stays
 * to be seen; then it takes its place. A run that is told to end and does not is ended with its worker.
 */
export class Conductor {
  current: Run | null = null;
  loading: Run | null = null;
  pins: Readonly<Record<string, ArrayLike<number>>> = {};
  /** A run was asked for that is not yet `current`. */
  pending = false;
  private readonly driver: ScriptDriver;
  private script: Script | null = null;
  private memory = new ScriptMemory();
  private runs = 0;
  private starts = 0;
  /** The run that the script worker is busy with, told to end or not. */
  private busy: number | null = null;
  private whenIdle: (() => void) | null = null;
  private lastRead: { run: number; tensor: number; numbers: TypedArray } | null = null;

  constructor(
    host: ScriptHost,
    public backend: Backend,
    private readonly findOp: FindOp,
    private readonly events: ConductorEvents,
    private readonly budget?: Budget,
  ) {
    this.driver = new ScriptDriver(host);
    this.driver.onMessage = (message) => this.receive(message);
    this.driver.onCrash = (reason) => this.crash(reason);
    this.driver.start();
  }

  /** Runs a script from the top up to the end of training step `goal`. */
  async run(script: Script, goal: number): Promise<void> {
    if (script.source !== this.script?.source) this.memory = new ScriptMemory();
    this.script = script;
    await this.rerun(goal);
  }

  /** The same script again, with the pins and on the backend of now. The latest call wins. */
  async rerun(goal: number): Promise<void> {
    const { script } = this;
    if (script === null) return;
    const start = ++this.starts;
    this.pending = true;
    this.loading?.dispose();
    this.loading = null;
    await this.idle();
    if (start !== this.starts) return;
    const number = ++this.runs;
    this.loading = new Run(number, this.backend, this.findOp, this.memory, goal, this.budget);
    this.busy = number;
    this.driver.run({ type: 'run', run: number, source: script.source, pins: this.pins, seed: SEED }, goal - 1);
  }

  /** Lets the current run compute more training steps. */
  grant(steps: number): void {
    if (this.current === null || this.current.end !== null) return;
    this.current.granted += steps;
    this.driver.grant(steps);
  }

  /** Closes the gate behind the step that is being computed. */
  revoke(): void {
    const run = this.loading ?? this.current;
    if (run === null || run.end !== null) return;
    run.granted -= this.driver.revoke();
  }

  /** Ends the script wherever it is; what was recorded stays. */
  async stop(): Promise<void> {
    const run = this.loading ?? this.current;
    if (run === null || run.end !== null) return;
    await this.idle();
    this.finish(run, { kind: 'stopped' });
  }

  /** Ends the script worker, so that the next run has a new one. */
  terminate(): void {
    this.driver.terminate();
    this.becomeIdle();
  }

  /** Waits until the script worker does nothing, and ends it when it does not listen. */
  private async idle(): Promise<void> {
    const { busy } = this;
    if (busy === null) return;
    this.driver.interrupt(busy);
    await new Promise<void>((resolve) => {
      const before = this.whenIdle;
      const timer = setTimeout(() => this.terminate(), PATIENCE);
      this.whenIdle = () => {
        clearTimeout(timer);
        before?.();
        resolve();
      };
    });
  }

  private becomeIdle(): void {
    this.busy = null;
    const { whenIdle } = this;
    this.whenIdle = null;
    whenIdle?.();
  }

  private receive(message: Exclude<FromScript, { type: 'ready' }>): void {
    const run = [this.loading, this.current].find((one) => one?.number === message.run && one.end === null) ?? null;
    switch (message.type) {
      case 'batch':
        if (run !== null) this.take(run, message);
        this.driver.batchDone(message.sequence);
        return message.gate === null ? undefined : this.gate(run);
      case 'read':
        return void this.answer(run, message);
      case 'finished':
        return this.over(message.run, run, { kind: 'finished' });
      case 'failed':
        return this.over(message.run, run, { kind: 'failed', error: message.error });
      case 'interrupted':
        return this.over(message.run, run, { kind: 'stopped' });
    }
  }

  private take(run: Run, { batch }: Extract<FromScript, { type: 'batch' }>): void {
    try {
      run.takePacked(batch);
    } catch (error) {
      this.fail(run, error);
    }
  }

  /** An op or a read failed on this side: the script is ended where it is by now. */
  fail(run: Run, error: unknown): void {
    // Whoever opened the backend hears of its loss, and the run goes on elsewhere.
    if (isDeviceLoss(error)) return;
    if (this.busy === run.number) this.driver.interrupt(run.number);
    const end: RunEnd = { kind: 'failed', error: errorOf(error) };
    // A run that had ended before fails all the same when it cannot be shown.
    if (run.end !== null) run.end = end;
    this.finish(run, end);
  }

  private async answer(run: Run | null, message: Extract<FromScript, { type: 'read' }>): Promise<void> {
    const { request, tensor: id, offset, count } = message;
    try {
      if (run === null) throw new Error('the run has ended');
      const { lastRead } = this;
      const known = lastRead?.run === run.number && lastRead.tensor === id ? lastRead.numbers : null;
      const numbers = known ?? (await run.backend.read(run.executor.tensor(id)));
      // Only a tensor that is read in pieces is asked for again.
      this.lastRead = offset + count < numbers.length ? { run: run.number, tensor: id, numbers } : null;
      this.driver.answer(request, numbers, offset, count);
    } catch (error) {
      if (!isDeviceLoss(error)) this.driver.refuse(request, error instanceof Error ? error.message : String(error));
    }
  }

  private gate(run: Run | null): void {
    if (run === null || run.end !== null) return;
    run.gates++;
    run.timeline.completeStep();
    if (run !== this.loading) return this.events.stepped(run);
    if (run.waiting) this.arrive(run);
  }

  private over(number: number, run: Run | null, end: RunEnd): void {
    if (this.busy === number) this.becomeIdle();
    if (run !== null) this.finish(run, end);
  }

  private crash(reason: string): void {
    const run = this.loading ?? this.current;
    const wasBusy = this.busy !== null;
    this.becomeIdle();
    if (run !== null && wasBusy) this.finish(run, { kind: 'crashed', reason });
  }

  private finish(run: Run, end: RunEnd): void {
    if (run.end !== null) return;
    run.finish(end);
    if (run === this.loading) this.arrive(run);
    else if (run === this.current) this.events.ended(run);
  }

  private arrive(run: Run): void {
    const before = this.current;
    this.current = run;
    this.loading = null;
    this.pending = false;
    this.events.loaded(run);
    before?.dispose();
  }
}

function isDeviceLoss(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return error instanceof DeviceLostError || cause instanceof DeviceLostError;
}
