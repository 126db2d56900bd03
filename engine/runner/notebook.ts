import type { CellExecution, CellId, CellOutput, CellSource } from '../protocol';
import { CellLog } from './cellLog';

interface Execution extends CellExecution {
  /** Whether it ran once; a rerun runs it again. */
  begun: boolean;
}

/**
 * What has been run of a notebook, what waits, and what it gave out. Every execution keeps its place and its
 * lines when all are run again.
 */
export class Notebook {
  private list: Execution[] = [];
  private readonly logs = new Map<CellId, CellLog>();

  constructor(
    /** The lesson's id; null for a notebook of the person's own. */
    readonly lesson: string | null,
    /** Something was changed that a workbench shows. */
    private readonly changed: () => void = () => {},
  ) {}

  get executions(): CellExecution[] {
    return this.list.map(({ begun: _, ...execution }) => execution);
  }

  /** Everything that was run, in order: the lines of the run. */
  get source(): string {
    const begun = this.list.filter((one) => one.begun);
    return begun.map((one) => one.source).join('\n');
  }

  /** Whether there is anything to run again. */
  get hasRun(): boolean {
    return this.list.some((one) => one.begun);
  }

  /** Whether a cell waits for its turn. */
  get waits(): boolean {
    return this.list.some(({ state }) => state === 'queued');
  }

  queue(cells: readonly CellSource[]): void {
    for (const { cell, source } of cells) {
      const last = this.list.at(-1);
      const firstLine = last === undefined ? 1 : last.firstLine + last.lines;
      const lines = source.split('\n').length;
      this.list.push({ cell, source, state: 'queued', count: null, firstLine, lines, begun: false });
    }
    this.changed();
  }

  /** The next that waits takes its turn; null when none waits. */
  begin(): (CellExecution & { readonly count: number }) | null {
    const at = this.list.findIndex(({ state }) => state === 'queued');
    if (at < 0) return null;
    const execution = this.list[at];
    const count = at + 1;
    Object.assign(execution, { state: 'running', count, begun: true });
    this.logs.delete(execution.cell);
    this.logs.set(execution.cell, new CellLog());
    this.changed();
    return { ...execution, count };
  }

  /** What the cell that runs gives out. */
  add(output: CellOutput): void {
    const running = this.running;
    if (running === undefined) return;
    this.logs.get(running.cell)?.add(output);
    this.changed();
  }

  end(state: 'done' | 'failed' | 'stopped'): void {
    const { running } = this;
    if (running !== undefined) running.state = state;
    this.changed();
  }

  /** A cell failed: those that wait behind it and never ran are not run. Others are in a rerun, and have their turn. */
  dropNew(): void {
    this.list = this.list.filter(({ state, begun }) => state !== 'queued' || begun);
    this.changed();
  }

  /** Nothing that waits is run. */
  dropAll(): void {
    this.list = this.list.filter(({ state }) => state !== 'queued');
    this.changed();
  }

  /** All wait again, in the order in which they ran. */
  rewind(): void {
    for (const execution of this.list) Object.assign(execution, { state: 'queued', count: null });
    this.changed();
  }

  /** The world in which they ran is gone. What they gave out stays. */
  forget(): void {
    this.list = [];
    this.changed();
  }

  /** A cell could not be run at all. */
  refuse(cell: CellId, message: string): void {
    const log = new CellLog();
    log.add({ kind: 'error', name: 'KernelError', message, traceback: [`KernelError: ${message}`] });
    this.logs.set(cell, log);
    this.changed();
  }

  /** What was given out since the last call. */
  takeOutputs(): { cell: CellId; reset: boolean; outputs: readonly CellOutput[] }[] {
    return [...this.logs].flatMap(([cell, log]) => {
      const taken = log.take();
      return taken === null ? [] : { cell, ...taken };
    });
  }

  /** All that was given out, for a workbench that joins. */
  allOutputs(): { cell: CellId; outputs: readonly CellOutput[] }[] {
    return [...this.logs].map(([cell, { outputs }]) => ({ cell, outputs: [...outputs] }));
  }

  private get running(): Execution | undefined {
    return this.list.find(({ state }) => state === 'running');
  }
}
