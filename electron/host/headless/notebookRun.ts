/**
 * Runs a notebook from its first cell to its last over an engine's port, without a window: opens it, asks for all its
 * cells, gathers what they give out, and has the engine write the executed file.
 */
import type {
  CellExecution,
  CellId,
  CellOutput,
  CellSource,
  Command,
  EngineEvent,
  NotebookCell,
  NotebookDocument,
  NotebookState,
  RequestId,
  Result,
} from '../../../engine/protocol';

export interface EnginePort {
  send(command: Command): void;
  /** Hears everything that the engine tells from now on. */
  listen(listener: (event: EngineEvent) => void): void;
}

export interface NotebookRunOptions {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** Hears of each output as it comes. `cell` counts all cells from 1. */
  readonly onOutput: (output: CellOutput, cell: number) => void;
  /** What a person should know about the file. */
  readonly onNotice: (notice: string) => void;
}

export interface NotebookRunResult {
  /** With the outputs and numbers of this run. */
  readonly document: NotebookDocument;
  /** The executed `.ipynb`. */
  readonly bytes: Uint8Array;
  /** Why it did not come to its end; null when it did. */
  readonly failure: string | null;
}

/** How long a cell that is asked to stop may take, until the interpreter is ended. */
const STOP_MS = 5_000;

type Answer = Extract<EngineEvent, { type: 'notebookRead' | 'notebookWritten' }>;

export class NotebookRun {
  private readonly outputs = new Map<CellId, CellOutput[]>();
  private cells: readonly NotebookCell[] = [];
  private state: NotebookState | null = null;
  private answered: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;
  private ended: (() => void) | null = null;
  /** Why it was stopped. */
  private reason: string | null = null;
  /** Why the engine will answer nothing more. */
  private gone: string | null = null;
  private requests = 0;

  constructor(
    private readonly port: EnginePort,
    private readonly options: NotebookRunOptions,
  ) {
    port.listen((event) => this.hear(event));
    port.send({ type: 'attach' });
  }

  /** Resolves with the executed notebook, whether it came to its end or not. Throws when the file is none, or the engine is gone. */
  async run(): Promise<NotebookRunResult> {
    const { fileName, bytes, onNotice } = this.options;
    const document = valueOf(await this.ask({ type: 'readNotebook', request: this.next(), fileName, bytes }));
    document.notices.forEach(onNotice);
    this.cells = document.cells;
    const sources = document.cells.filter(({ kind, source }) => kind === 'code' && source.trim() !== '').map(sourceOf);
    this.port.send({ type: 'openNotebook', lesson: null });
    const failure = sources.length === 0 ? null : await this.runCells(sources);
    const executed = {
      ...document,
      format: 'ipynb' as const,
      cells: document.cells.map((cell) => this.executed(cell)),
    };
    const written = await this.ask({ type: 'writeNotebook', request: this.next(), document: executed });
    return { document: executed, bytes: valueOf(written), failure };
  }

  /** Ends what runs; `run` resolves with this reason. */
  stop(reason: string): void {
    if (this.reason !== null) return;
    this.reason = reason;
    this.port.send({ type: 'stop' });
    setTimeout(() => this.ended?.(), STOP_MS).unref?.();
  }

  /** The engine will answer nothing more: `run` throws. */
  lost(reason: string): void {
    this.gone = reason;
    this.answered?.reject(new Error(reason));
    this.ended?.();
  }

  private async runCells(cells: readonly CellSource[]): Promise<string | null> {
    if (this.reason !== null) return this.reason;
    await new Promise<void>((resolve) => {
      this.ended = resolve;
      this.port.send({ type: 'runCells', cells, pace: 'run' });
    });
    this.ended = null;
    await this.settle();
    return this.failure();
  }

  /** What was told before an answer has come by then: the outputs of the cell that ended last. */
  private async settle(): Promise<void> {
    await this.ask({ type: 'readNotebook', request: this.next(), fileName: 'nothing.py', bytes: new Uint8Array() });
  }

  private hear(event: EngineEvent): void {
    if (event.type === 'notebookRead' || event.type === 'notebookWritten') {
      if (event.request === this.requests) this.answered?.resolve(event);
    } else if (event.type === 'cellOutputs') {
      this.gather(event.cell, event.reset, event.outputs);
    } else if (event.type === 'notebookChanged' && event.notebook !== null) {
      this.state = event.notebook;
      if (isOver(event.notebook)) this.ended?.();
    }
  }

  /** Null when all cells are done. */
  private failure(): string | null {
    const { kernel, executions } = this.state ?? { kernel: { state: 'absent' }, executions: [] };
    if (this.reason !== null) return this.reason;
    if (kernel.state === 'failed') return `Python ended: ${kernel.reason}`;
    const broken = executions.find(isBroken);
    if (broken === undefined) return null;
    const place = `cell ${this.placeOf(broken.cell)}`;
    const error = this.outputs.get(broken.cell)?.find((output) => output.kind === 'error');
    if (error?.kind !== 'error') return broken.state === 'stopped' ? `${place} was stopped` : `${place} failed`;
    return `${place}: ${error.name}${error.message === '' ? '' : `: ${error.message}`}`;
  }

  private gather(cell: CellId, reset: boolean, outputs: readonly CellOutput[]): void {
    const all = reset ? [] : (this.outputs.get(cell) ?? []);
    this.outputs.set(cell, all);
    for (const output of outputs) {
      this.options.onOutput(output, this.placeOf(cell));
      const last = all.at(-1);
      const isMore = output.kind === 'stream' && last?.kind === 'stream' && last.name === output.name;
      if (isMore) all[all.length - 1] = { ...last, text: last.text + output.text };
      else all.push(output);
    }
  }

  private placeOf(cell: CellId): number {
    return this.cells.findIndex(({ id }) => id === cell) + 1;
  }

  private executed(cell: NotebookCell): NotebookCell {
    if (cell.kind !== 'code') return cell;
    const execution = this.state?.executions.findLast((one) => one.cell === cell.id);
    return { ...cell, outputs: this.outputs.get(cell.id) ?? [], count: execution?.count ?? null };
  }

  private next(): RequestId {
    return ++this.requests as RequestId;
  }

  private ask(question: Extract<Command, { type: 'readNotebook' }>): Promise<Result<NotebookDocument>>;
  private ask(question: Extract<Command, { type: 'writeNotebook' }>): Promise<Result<Uint8Array>>;
  private async ask(question: Command): Promise<Result<NotebookDocument> | Result<Uint8Array>> {
    if (this.gone !== null) throw new Error(this.gone);
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.answered = { resolve, reject };
      this.port.send(question);
    });
    this.answered = null;
    return answer.result;
  }
}

function isOver({ kernel, executions }: NotebookState): boolean {
  if (kernel.state === 'failed' || executions.some(isBroken)) return true;
  return executions.length > 0 && executions.every(({ state }) => state === 'done');
}

const isBroken = ({ state }: CellExecution): boolean => state === 'failed' || state === 'stopped';

const sourceOf = ({ id, source }: NotebookCell): CellSource => ({ cell: id, source });

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.message);
}
