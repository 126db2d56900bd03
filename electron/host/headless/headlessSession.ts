import { opByName } from '../../../engine/ops/catalogue';
import '../../../engine/ops/methods';
import '../../../engine/ops/tapeArithmetic';
import type {
  CellOutput,
  Command,
  EngineEvent,
  ExportedWeights,
  RequestId,
  Result,
  RunState,
  WeightFormat,
} from '../../../engine/protocol';
import { BackendChoice } from '../../../engine/runner/backendChoice';
import type { WorkbenchPort } from '../../../engine/runner/ports';
import { startSession } from '../../../engine/runner/session';
import { NotebookRun } from './notebookRun';
import { outputText } from './outputText';
import { ThreadHost } from './threadHost';

type Answer = Extract<EngineEvent, { request: RequestId }>;
type Without<C> = C extends Command ? Omit<C, 'request'> : never;
/** A run that is doing something, or that is not there yet. */
const BUSY: readonly RunState['state'][] = ['empty', 'running', 'training', 'playing'];

/** Workers, bundled for Node. */
export interface Threads {
  readonly script: string | URL;
  readonly python: string | URL;
}

/**
 * A workbench without a window: the session that the app's engine worker has, with the script's sandbox and
 * Python in threads, on the CPU backend.
 */
export class HeadlessSession implements WorkbenchPort {
  onmessage: WorkbenchPort['onmessage'] = null;
  private requests = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private whenResting: ((run: RunState) => void) | null = null;
  private heard: ((event: EngineEvent) => void) | null = null;
  /** Training steps that are there. */
  steps = 0;

  private constructor(
    private readonly hosts: readonly ThreadHost[],
    private readonly printed: (text: string) => void,
  ) {}

  /** `printed` hears each line that a script prints, and what the cells of a notebook give out. */
  static async start({ script, python }: Threads, printed: (text: string) => void): Promise<HeadlessSession> {
    const host = new ThreadHost(script);
    const pythonHost = new ThreadHost(python);
    const backends = new BackendChoice(undefined, false);
    // No editor is there to ask for names.
    const names = () => [];
    const facts = { findOp: opByName, lessons: [], names, backend: 'cpu' } as const;
    const session = await startSession({ host, pythonHost, backends, ...facts });
    const port = new HeadlessSession([host, pythonHost], printed);
    session.addPort(port);
    port.send({ type: 'attach' });
    return port;
  }

  /** Runs a script until so many training steps are there, or it has ended. */
  async train(source: string, steps: number): Promise<RunState> {
    const first = await this.rest({ type: 'runScript', source });
    if (first.state !== 'paused' || steps === 1) return first;
    return this.rest({ type: 'train', steps });
  }

  /** Runs a notebook to its end; why it did not come there, or null. Throws for a file that is none. */
  async runNotebook(fileName: string, bytes: Uint8Array, notice: (text: string) => void): Promise<string | null> {
    const port = {
      send: (command: Command) => this.send(command),
      listen: (listener: (event: EngineEvent) => void) => (this.heard = listener),
    };
    const onOutput = (output: CellOutput) => this.printed(outputText(output).replace(/\n$/, ''));
    const { failure } = await new NotebookRun(port, { fileName, bytes, onOutput, onNotice: notice }).run();
    return failure;
  }

  /** `name`: what the files are called, before the step. */
  async export(format: WeightFormat, optimizer: boolean, name: string): Promise<Result<ExportedWeights>> {
    const answer = await this.ask({ type: 'exportWeights', format, optimizer, name });
    if (answer.type !== 'weightsExported') throw new Error(`internal: ${answer.type} is no answer to an export`);
    return answer.result;
  }

  /** A part of a file of the last export. */
  async read(exported: ExportedWeights, file: number, offset: number, length: number): Promise<Uint8Array> {
    const answer = await this.ask({ type: 'readExported', export: exported.export, file, offset, length });
    if (answer.type !== 'exportedRead') throw new Error(`internal: ${answer.type} is no answer to a read`);
    if (!answer.result.ok) throw new Error(answer.result.message);
    return answer.result.value;
  }

  postMessage(event: EngineEvent): void {
    this.heard?.(event);
    if ('request' in event) {
      this.waiting.get(event.request)?.(event);
      this.waiting.delete(event.request);
    } else if (event.type === 'printed') {
      for (const { text } of event.lines) this.printed(text);
    } else if (event.type === 'timeline') {
      this.steps = event.timeline.steps;
    } else if (event.type === 'runStateChanged' && !BUSY.includes(event.run.state)) {
      const resting = this.whenResting;
      this.whenResting = null;
      resting?.(event.run);
    }
  }

  close(): void {
    for (const host of this.hosts) host.terminate();
  }

  private send(command: Command): void {
    this.onmessage!({ data: command });
  }

  private rest(command: Command): Promise<RunState> {
    return new Promise((resolve) => {
      this.whenResting = resolve;
      this.send(command);
    });
  }

  private ask(question: Without<Extract<Command, { request: RequestId }>>): Promise<Answer> {
    const request = ++this.requests as RequestId;
    return new Promise((resolve) => {
      this.waiting.set(request, resolve);
      this.send({ ...question, request } as Command);
    });
  }
}
