import type { CellOutput, CellSource, Pace, ScriptError } from '../protocol';
import type { FindOp } from '../stream/executor';
import type { Backend } from '../tensor/backend';
import { assertNever } from './assertNever';
import { Kernel, SEED } from './kernel';
import { Notebook } from './notebook';
import { isDeviceLoss, Reads } from './reads';
import { errorOf, Run, type RunEnd } from './run';
import { ScriptDriver, type ScriptHost, type ScriptMessage } from './scriptDriver';
import { type Budget, ScriptMemory } from './timeline';

export interface Script {
  readonly source: string;
  /** The lesson's id; null for a script of the person's own. */
  readonly lesson: string | null;
}

/** Where scripts and cells are run. Without `python` there are no notebooks. */
export interface Hosts {
  readonly script: ScriptHost;
  readonly python: ScriptHost | null;
}

export interface ConductorEvents {
  /** A run has computed what it was to compute first, or has ended before: it is `current` now. */
  loaded(run: Run): void;
  /** The current run has completed a training step, or a cell that others follow. */
  stepped(run: Run): void;
  /** The current run is over. */
  ended(run: Run): void;
  /** The Python kernel is in another state. */
  kernelChanged(): void;
}

/** As good as no end to the training steps that may pass the gate. */
const ENDLESS = 1 << 30;
const DEAF = 'the cell did not stop when it was asked to, so its interpreter was ended';

/**
 * Runs scripts and the cells of notebooks, one at a time. A new run is computed up to its goal while the
 * one before it stays to be seen; then it takes its place. A run that is told to end and does not is ended
 * with its worker. A run of a notebook ends with a cell, and goes on when another is run in its world.
 */
export class Conductor {
  current: Run | null = null;
  loading: Run | null = null;
  pins: Readonly<Record<string, ArrayLike<number>>> = {};
  /** A run was asked for that is not yet `current`. */
  pending = false;
  /** Training steps pass the gate until no cell waits. */
  endless = false;
  readonly kernel: Kernel;
  private readonly scripts: ScriptDriver;
  private work: Script | Notebook | null = null;
  private memory = new ScriptMemory();
  private runs = 0;
  private starts = 0;
  private stopping = false;
  private readonly reads = new Reads();

  constructor(
    hosts: Hosts,
    public backend: Backend,
    private readonly findOp: FindOp,
    private readonly events: ConductorEvents,
    private readonly budget?: Budget,
  ) {
    const said = (message: ScriptMessage, driver: ScriptDriver) => this.receive(message, driver);
    this.scripts = new ScriptDriver(hosts.script);
    this.scripts.onMessage = (message) => said(message, this.scripts);
    this.scripts.onCrash = (reason, wasBusy) => this.crash(reason, wasBusy);
    const changed = () => events.kernelChanged();
    this.kernel = new Kernel(hosts.python, { said, changed, crashed: (reason) => this.loseKernel(reason) });
    this.scripts.start();
  }

  /** Whether a notebook is open, and no script. */
  get inCells(): boolean {
    return isNotebook(this.work);
  }

  /* Runs */

  /** Runs a script from the top up to the end of training step `goal`. */
  async run(script: Script, goal: number): Promise<void> {
    const { work } = this;
    if (work === null || isNotebook(work) || work.source !== script.source) this.memory = new ScriptMemory();
    this.work = script;
    await this.rerun(goal);
  }

  /** The same again from the top, with the pins and on the backend of now. The latest call wins. */
  async rerun(goal: number): Promise<void> {
    const { work } = this;
    if (work === null || (isNotebook(work) && !work.hasRun)) return;
    if (!(await this.clear())) return;
    if (!isNotebook(work)) {
      this.loading = this.start(work, goal);
      return;
    }
    this.loading = this.openWorld(work, goal, this.creditsOfRerun(goal));
    this.nextCell(this.loading, work);
  }

  /** Waits until the worker is free for another run; false when one was asked for meanwhile. */
  private async clear(): Promise<boolean> {
    const start = ++this.starts;
    this.pending = true;
    this.loading?.dispose();
    this.loading = null;
    const [wanted, other] = this.inCells ? [this.kernel, this.scripts] : [this.scripts, this.kernel];
    // What the other one does is of no interest any more, and not waited for.
    void other.idle();
    await wanted.idle();
    return start === this.starts;
  }

  private start({ source }: Script, goal: number): Run {
    const run = new Run(++this.runs, this.backend, this.findOp, this.memory, goal, this.budget);
    this.scripts.runScript({ type: 'run', run: run.number, source, pins: this.pins, seed: SEED }, run.granted);
    return run;
  }

  /** Lets the run compute more training steps. */
  grant(steps: number): void {
    const run = this.loading ?? this.current;
    if (run === null || run.end !== null) return;
    run.granted += steps;
    this.driverOf(run).grant(steps);
  }

  /** Closes the gate behind the step that is being computed. */
  revoke(): void {
    this.endless = false;
    const run = this.loading ?? this.current;
    if (run === null || run.end !== null) return;
    run.granted -= this.driverOf(run).revoke();
  }

  /** Ends the script, or the cell, wherever it is; what was recorded stays, and what waits is not run. */
  async stop(): Promise<void> {
    if (isNotebook(this.work)) return this.stopCells(this.work);
    const run = this.loading ?? this.current;
    if (run === null || run.end !== null) return;
    await this.scripts.idle();
    this.finish(run, { kind: 'stopped' });
  }

  /** Ends the script worker, so that the next run has a new one. */
  terminate(): void {
    this.scripts.terminate();
  }

  /* Notebooks */

  /** A notebook takes the place of what was open: nothing of that is to be seen any more, and nothing runs. */
  openNotebook(notebook: Notebook): void {
    this.starts++;
    this.work = notebook;
    this.memory = new ScriptMemory();
    this.pins = {};
    this.pending = false;
    this.endless = false;
    this.kernel.world = null;
    const before = [this.loading, this.current];
    this.loading = null;
    this.current = null;
    for (const run of before) run?.dispose();
    void this.scripts.idle();
    this.kernel.warm();
    void this.freeKernel();
  }

  /** Ends what the notebook before has left running; one that had to be ended itself is followed by another. */
  private async freeKernel(): Promise<void> {
    await this.kernel.idle();
    if (!isNotebook(this.work)) return;
    this.kernel.warm();
    await this.proceed(this.work);
  }

  /** Runs cells, in order, after those that wait already. */
  async runCells(cells: readonly CellSource[], pace: Pace): Promise<void> {
    const notebook = this.work;
    if (!isNotebook(notebook) || cells.length === 0) return;
    const { state, world } = this.kernel;
    if (state.state === 'failed') {
      return notebook.refuse(cells[0].cell, `The kernel has ended: ${state.reason}. Restart it.`);
    }
    notebook.queue(cells);
    this.endless = pace === 'run';
    const run = this.loading ?? world;
    if (run !== null) this.setPace(run, pace);
    await this.proceed(notebook);
  }

  /** Runs what waits, unless the worker is not free: whoever waits for that goes on with it. */
  private async proceed(notebook: Notebook): Promise<void> {
    if (this.pending || this.stopping || this.kernel.isBusy || !notebook.waits) return;
    if (this.kernel.world !== null) return this.nextCell(this.kernel.world, notebook);
    if (!(await this.clear())) return;
    const opened = this.openWorld(notebook, 1, this.endless ? ENDLESS : 0);
    this.arrive(opened);
    this.nextCell(opened, notebook);
  }

  /** Ends the interpreter with all that it knew, and starts another. What was recorded stays to be seen. */
  restartKernel(): void {
    if (!isNotebook(this.work)) return;
    this.starts++;
    this.pending = false;
    this.endless = false;
    this.loading?.dispose();
    this.loading = null;
    this.work.end('stopped');
    this.work.forget();
    if (this.current !== null) this.finish(this.current, { kind: 'stopped' });
    this.kernel.restart();
  }

  private openWorld(notebook: Notebook, goal: number, credits: number): Run {
    const run = new Run(++this.runs, this.backend, this.findOp, this.memory, goal, this.budget, true);
    run.onOutput = (output) => notebook.add(output);
    run.granted = credits;
    this.endless = credits === ENDLESS;
    notebook.rewind();
    this.kernel.open(run, this.pins);
    return run;
  }

  /** As far as the run before it has got: to its end where it had come to one, else to the gate where it stood. */
  private creditsOfRerun(goal: number): number {
    const { current } = this;
    if (this.endless || current === null) return ENDLESS;
    if (current.end?.kind === 'finished' || current.end?.kind === 'failed') return ENDLESS;
    return Math.max(goal - 1, Math.min(current.gates, current.granted));
  }

  private setPace(run: Run, pace: Pace): void {
    if (pace === 'run') {
      if (run.granted < ENDLESS) this.grantTo(run, ENDLESS);
      return;
    }
    run.granted -= this.kernel.line.revoke();
    // What the cells before have recorded is a step of its own by now: the gate behind it is no stop on the way to a new one.
    if (run.timeline.hasGradient) this.grantTo(run, 1);
  }

  private grantTo(run: Run, steps: number): void {
    run.granted += steps;
    this.kernel.line.grant(steps);
  }

  /** Runs the cell that comes next; without one the run is over for now. */
  private nextCell(run: Run, notebook: Notebook, otherwise: RunEnd = { kind: 'finished' }): void {
    const next = notebook.begin();
    if (next === null) {
      run.granted -= this.kernel.line.revoke();
      this.endless = false;
      return this.finish(run, otherwise);
    }
    run.end = null;
    const { source, firstLine, count: execution } = next;
    this.kernel.line.runCell({ type: 'runCell', run: run.number, execution, source, firstLine });
  }

  private cellOver({ end }: Extract<ScriptMessage, { type: 'cellEnded' }>, run: Run | null): void {
    const notebook = this.work;
    if (run === null || !isNotebook(notebook)) return;
    const error = run.refused ?? (end.type === 'failed' ? end.error : null);
    if (run.refused !== null) notebook.add(outputOf(run.refused));
    run.refused = null;
    notebook.end(error !== null ? 'failed' : end.type === 'interrupted' ? 'stopped' : 'done');
    if (error !== null) run.timeline.failWithin(error.line);
    run.timeline.show();
    // Whoever has ended it knows how to go on.
    if (this.stopping || (this.pending && this.loading === null)) return;
    const isOver = error !== null || end.type === 'interrupted';
    if (isOver) notebook.dropNew();
    this.nextCell(run, notebook, error !== null ? { kind: 'failed', error } : isOver ? { kind: 'stopped' } : undefined);
    if (run.end === null && run === this.current) this.events.stepped(run);
  }

  private async stopCells(notebook: Notebook): Promise<void> {
    const run = this.loading ?? this.current;
    this.revoke();
    // A rerun that waits for the worker is not begun.
    if (this.pending && this.loading === null) {
      this.starts++;
      this.pending = false;
    }
    // What is asked for from now on is not meant.
    notebook.dropAll();
    this.stopping = true;
    const start = this.starts;
    const listened = await this.kernel.idle();
    this.stopping = false;
    // Another run or kernel came meanwhile.
    if (start !== this.starts) return isNotebook(this.work) ? this.proceed(this.work) : undefined;
    if (!listened) return this.loseKernel(DEAF, 'stopped');
    notebook.end('stopped');
    if (run !== null) this.finish(run, { kind: 'stopped' });
    await this.proceed(notebook);
  }

  /** The interpreter is gone with all that it knew. */
  private loseKernel(reason: string, cell: 'failed' | 'stopped' = 'failed'): void {
    this.kernel.fail(reason);
    const run = this.loading ?? this.current;
    if (!isNotebook(this.work)) return;
    this.work.end(cell);
    this.work.dropAll();
    if (run !== null) this.finish(run, { kind: 'crashed', reason });
  }

  /* What the workers say */

  private driverOf(run: Run): ScriptDriver {
    return run.inCells ? this.kernel.line : this.scripts;
  }

  private receive(message: ScriptMessage, driver: ScriptDriver): void {
    const run = [this.loading, this.current].find((one) => one?.number === message.run && one.end === null) ?? null;
    switch (message.type) {
      case 'batch':
        if (run !== null) this.take(run, message);
        driver.batchDone(message.sequence);
        return message.gate === null ? undefined : this.gate(run);
      case 'read':
        return void this.reads.answer(run, message, driver);
      case 'finished':
        return this.over(run, { kind: 'finished' });
      case 'failed':
        return this.over(run, { kind: 'failed', error: message.error });
      case 'interrupted':
        return this.over(run, { kind: 'stopped' });
      case 'cellEnded':
        return this.cellOver(message, run);
      default:
        assertNever(message);
    }
  }

  private take(run: Run, { batch }: Extract<ScriptMessage, { type: 'batch' }>): void {
    if (run.inCells) return run.takePacked(batch, (error) => this.refuse(run, error));
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
    if (this.driverOf(run).busy === run.number) this.driverOf(run).interrupt(run.number);
    const end: RunEnd = { kind: 'failed', error: errorOf(error) };
    // A run that had ended before fails all the same when it cannot be shown.
    if (run.end !== null) run.end = end;
    this.finish(run, end);
  }

  /** A kernel refused what a cell asked of it: the cell is ended where it is by now, and its world stands. */
  private refuse(run: Run, error: unknown): void {
    // What follows in the cell may miss what was refused: the first error is the one to tell.
    if (isDeviceLoss(error) || run.refused !== null) return;
    run.refused = errorOf(error);
    const { starts } = this;
    if (this.kernel.line.busy !== run.number) return;
    void this.kernel.idle().then((listened) => listened || starts !== this.starts || this.loseKernel(DEAF));
  }

  private gate(run: Run | null): void {
    if (run === null || run.end !== null) return;
    run.gates++;
    run.timeline.completeStep();
    if (run !== this.loading) return this.events.stepped(run);
    if (run.waiting || run.gates >= run.goal) this.arrive(run);
  }

  private over(run: Run | null, end: RunEnd): void {
    if (run !== null) this.finish(run, end);
  }

  private crash(reason: string, wasBusy: boolean): void {
    const run = this.loading ?? this.current;
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

function isNotebook(work: Script | Notebook | null): work is Notebook {
  return work instanceof Notebook;
}

function outputOf({ name, message, line }: ScriptError): CellOutput {
  const where = line === null ? [] : [`line ${line}`];
  return { kind: 'error', name, message, traceback: [...where, `${name}: ${message}`] };
}
