import type { CellExecution, EngineEvent, KernelState, NotebookState } from '../protocol';
import type { Notebook } from './notebook';

/** Between two times that workbenches are told of a notebook by itself, in milliseconds. */
const PAUSE = 70;

/**
 * Tells workbenches of a notebook: which cells run and what they give out. A rerun under a dragging hand ends
 * and begins cells many times a second, so what changes is told together, a little later.
 */
export class NotebookNews {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private told = 'null';

  constructor(
    private readonly notebook: () => Notebook | null,
    private readonly kernel: () => KernelState,
    private readonly emit: (event: EngineEvent) => void,
  ) {}

  later(): void {
    this.timer ??= setTimeout(() => this.now(), PAUSE);
  }

  now(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const notebook = this.notebook();
    const state = notebook && stateOf(notebook.executions, this.kernel());
    const text = JSON.stringify(state, (key, value: unknown) => (key === 'source' ? undefined : value));
    if (text !== this.told) this.emit({ type: 'notebookChanged', notebook: state });
    this.told = text;
    for (const outputs of notebook?.takeOutputs() ?? []) this.emit({ type: 'cellOutputs', ...outputs });
  }

  /** Everything, for a workbench that joins. */
  everything(): EngineEvent[] {
    // What has not been told is then told to all but in what this one is told now.
    this.now();
    const notebook = this.notebook();
    if (notebook === null) return [];
    const state = stateOf(notebook.executions, this.kernel());
    const outputs = notebook.allOutputs().map((one): EngineEvent => ({ type: 'cellOutputs', reset: true, ...one }));
    return [{ type: 'notebookChanged', notebook: state }, ...outputs];
  }
}

function stateOf(executions: readonly CellExecution[], kernel: KernelState): NotebookState {
  return { kernel, executions };
}
