import { opByName } from '../../../engine/ops/catalogue';
import '../../../engine/ops/methods';
import '../../../engine/ops/tapeArithmetic';
import type {
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
import { ThreadHost } from './threadHost';

type Answer = Extract<EngineEvent, { request: RequestId }>;
type Without<C> = C extends Command ? Omit<C, 'request'> : never;
/** A run that is doing something, or that is not there yet. */
const BUSY: readonly RunState['state'][] = ['empty', 'running', 'training', 'playing'];

/**
 * A workbench without a window: the session that the app's engine worker has, with the script's sandbox in
 * a thread, on the CPU backend.
 */
export class HeadlessSession implements WorkbenchPort {
  onmessage: WorkbenchPort['onmessage'] = null;
  private requests = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private whenResting: ((run: RunState) => void) | null = null;
  /** Training steps that are there. */
  steps = 0;

  private constructor(
    private readonly host: ThreadHost,
    private readonly printed: (text: string) => void,
  ) {}

  /** `scriptThread` is the script worker, bundled for Node; `printed` hears what the script prints. */
  static async start(scriptThread: string | URL, printed: (text: string) => void): Promise<HeadlessSession> {
    const host = new ThreadHost(scriptThread);
    const backends = new BackendChoice(undefined, false);
    // No editor is there to ask for names.
    const names = () => [];
    const session = await startSession({ host, backends, findOp: opByName, lessons: [], names, backend: 'cpu' });
    const port = new HeadlessSession(host, printed);
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

  async export(format: WeightFormat, optimizer: boolean): Promise<Result<ExportedWeights>> {
    const answer = await this.ask({ type: 'exportWeights', format, optimizer });
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
    this.host.terminate();
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
