import type {
  Cell,
  CellOutput,
  Command,
  EngineEvent,
  KernelState,
  NodeDetail,
  RequestId,
  RunState,
  SlotId,
} from '../../../engine/protocol';
import type { WorkbenchPort } from '../../../engine/runner/ports';

export type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>;

/** A workbench: keeps a mirror of what it is told, and waits for what should come. */
export class Workbench implements WorkbenchPort {
  onmessage: WorkbenchPort['onmessage'] = null;
  readonly events: EngineEvent[] = [];
  readonly values = new Map<string, Cell>();
  readonly gradients = new Map<string, Cell>();
  private waiting: { done: () => boolean; resolve: () => void }[] = [];
  private requests = 0;

  postMessage(event: EngineEvent): void {
    const copy = structuredClone(event);
    this.events.push(copy);
    if (copy.type === 'frame') this.apply(copy.frame);
    this.waiting = this.waiting.filter(({ done, resolve }) => {
      if (!done()) return true;
      resolve();
      return false;
    });
  }

  close(): void {}

  send(command: Command): void {
    this.onmessage!({ data: command });
  }

  async until(what: string, done: () => boolean): Promise<void> {
    if (done()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never came: ${what}; ${this.state()}`)), 10_000);
      this.waiting.push({ done, resolve: () => (clearTimeout(timer), resolve()) });
    });
  }

  last<T extends EngineEvent['type']>(type: T): EventOf<T> | undefined {
    return this.events.findLast((event) => event.type === type) as EventOf<T> | undefined;
  }

  get run(): RunState['state'] | undefined {
    return this.last('runStateChanged')?.run.state;
  }

  get head(): string {
    const head = this.last('timeline')?.timeline.head;
    return head ? `${head.step}:${head.passed}` : '';
  }

  /** What a cell has given out, as a workbench puts it together. */
  outputs(cell: string): CellOutput[] {
    let outputs: CellOutput[] = [];
    for (const event of this.events) {
      if (event.type !== 'cellOutputs' || event.cell !== cell) continue;
      outputs = event.reset ? [...event.outputs] : [...outputs, ...event.outputs];
    }
    return outputs;
  }

  /** Everything that a cell has printed. */
  text(cell: string): string {
    return this.outputs(cell)
      .map((output) => (output.kind === 'stream' ? output.text : ''))
      .join('');
  }

  get cells(): string {
    const executions = this.last('notebookChanged')?.notebook?.executions ?? [];
    return executions.map(({ cell, state }) => `${cell} ${state}`).join(', ');
  }

  get kernel(): KernelState | undefined {
    return this.last('notebookChanged')?.notebook?.kernel;
  }

  get losses(): number[] {
    let losses: number[] = [];
    for (const event of this.events) {
      if (event.type === 'losses') losses = [...(event.reset ? [] : losses), ...event.points.map(({ loss }) => loss)];
    }
    return losses;
  }

  get labels(): string[] {
    return this.last('snapshot')?.snapshot.nodes.map(({ label }) => label) ?? [];
  }

  value(label: string): number[] | string {
    return this.numbers(this.values, label);
  }

  gradient(label: string): number[] | string {
    return this.numbers(this.gradients, label);
  }

  slot(label: string): SlotId {
    return this.node(label).outputs[0].id;
  }

  node(label: string) {
    const { nodes } = this.last('snapshot')!.snapshot;
    const node = nodes.find((one) => one.assignedTo === label) ?? nodes.find((one) => one.label === label);
    if (node === undefined) throw new Error(`no node is called ${label}`);
    return node;
  }

  async inspect(label: string): Promise<NodeDetail> {
    const request = ++this.requests as RequestId;
    this.send({ type: 'inspect', request, node: this.node(label).id });
    await this.until('inspected', () => this.last('inspected')?.request === request);
    return this.last('inspected')!.detail!;
  }

  async ask<T extends 'exportWeights' | 'readExported' | 'checkWeights' | 'loadWeights' | 'readTensor'>(
    command: Omit<Extract<Command, { type: T }>, 'request'>,
  ): Promise<EngineEvent> {
    const request = ++this.requests as RequestId;
    const answered = (event: EngineEvent) => 'request' in event && event.request === request;
    this.send({ ...command, request } as Command);
    await this.until(command.type, () => this.events.some(answered));
    return this.events.find(answered)!;
  }

  private apply({ full, values, gradients }: EventOf<'frame'>['frame']): void {
    if (full) {
      this.values.clear();
      this.gradients.clear();
    }
    for (const [id, cell] of values) this.values.set(id, cell);
    for (const [id, cell] of gradients) this.gradients.set(id, cell);
  }

  private numbers(cells: Map<string, Cell>, label: string): number[] | string {
    const cell = cells.get(this.slot(label));
    if (cell === undefined) return 'never told';
    return cell.state === 'tensor' ? [...cell.tensor.data!] : cell.state;
  }

  private state(): string {
    const { run, head, cells, kernel, losses } = this;
    return JSON.stringify({ run, head, cells, kernel, losses: losses.length });
  }
}
