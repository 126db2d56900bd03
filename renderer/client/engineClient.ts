/**
 * The one place that holds the engine port. Commands go out as they are; events come in and are
 * applied to the mirror in one batch per animation frame; answers resolve the promise of whoever asked.
 */
import type {
  CheckedWeights,
  Command,
  EngineEvent,
  ExportedWeights,
  FullTensor,
  NodeDetail,
  NotebookDocument,
  RequestId,
  Result,
  ScriptName,
} from '../../engine/protocol';
import { applyEvents, markConnecting, useEngineStore } from '../stores/engineStore';

/** What comes back for each command that asks something. */
interface Answers {
  inspect: NodeDetail | null;
  readTensor: FullTensor | null;
  listNames: readonly ScriptName[];
  exportWeights: Result<ExportedWeights>;
  readExported: Result<Uint8Array>;
  checkWeights: Result<CheckedWeights>;
  loadWeights: Result<number>;
  readNotebook: Result<NotebookDocument>;
  writeNotebook: Result<Uint8Array>;
}
type Question = Extract<Command, { type: keyof Answers }>;
type WithoutRequest<C> = C extends Command ? Omit<C, 'request'> : never;
type AnswerEvent = Extract<EngineEvent, { request: RequestId }>;

interface Waiting {
  resolve(answer: unknown): void;
  reject(reason: Error): void;
}

let port: MessagePort | null = null;
let nextRequest = 1;
const waiting = new Map<RequestId, Waiting>();
/** Commands sent before the first port came, in order; null while the engine is gone. */
let unsent: Command[] | null = [];

/** Sends a command. Before the first port it is kept and sent after `attach`; to a crashed engine nothing is sent. */
export function sendCommand(command: Command): void {
  if (port) port.postMessage(command);
  else unsent?.push(command);
}

/**
 * Asks the engine and resolves with its answer. Rejects when the port is replaced or lost before the
 * answer came; a refusal by the engine itself (a hostile file) is a `Result` with `ok: false`.
 */
export function request<C extends WithoutRequest<Question>>(question: C): Promise<Answers[C['type']]> {
  const id = nextRequest++ as RequestId;
  return new Promise((resolve, reject) => {
    if (!port && !unsent) {
      reject(new Error('The engine is not running. Restart it first.'));
      return;
    }
    waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
    sendCommand({ ...question, request: id } as Command);
  });
}

/** Takes a new port: the old one is closed, its open questions are refused, and the engine is asked for everything. */
export function takePort(newPort: MessagePort): void {
  const unsentBefore = unsent ?? [];
  if (port) dropPort('The engine was replaced before it answered.');
  unsent = null;
  markConnecting();
  port = newPort;
  port.onmessage = (message: MessageEvent<EngineEvent>) => receive(message.data);
  port.postMessage({ type: 'attach' } satisfies Command);
  for (const command of unsentBefore) port.postMessage(command);
}

/** Lets go of the port: what was asked is refused, and so is what is asked before the next one comes. */
export function dropPort(reason: string): void {
  port?.close();
  port = null;
  unsent = null;
  const refused = [...waiting.values()];
  waiting.clear();
  for (const { reject } of refused) reject(new Error(reason));
}

function receive(event: EngineEvent): void {
  if ('request' in event) answer(event);
  else enqueue(event);
}

function answer(event: AnswerEvent): void {
  const asked = waiting.get(event.request);
  waiting.delete(event.request);
  asked?.resolve(answerOf(event));
}

function answerOf(event: AnswerEvent): unknown {
  switch (event.type) {
    case 'inspected':
      return event.detail;
    case 'tensorRead':
      return event.tensor;
    case 'namesListed':
      return event.names;
    case 'weightsExported':
    case 'exportedRead':
    case 'weightsChecked':
    case 'weightsLoaded':
    case 'notebookRead':
    case 'notebookWritten':
      return event.result;
  }
}

let batch: EngineEvent[] = [];
let frameRequest = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** At full speed ten pictures a second are as many as can be read; the rest of the time is the engine's. */
const TRAINING_MILLISECONDS = 100;
/** A window that is hidden gets no animation frames; its batch must not grow for ever. */
const HIDDEN_MILLISECONDS = 250;
let lastFlush = 0;

function enqueue(event: EngineEvent): void {
  batch.push(event);
  if (batch.length > 1) return;
  const isTraining = useEngineStore.getState().run.state === 'training';
  const wait = isTraining ? lastFlush + TRAINING_MILLISECONDS - performance.now() : 0;
  if (wait <= 0) frameRequest = requestAnimationFrame(flush);
  timer = setTimeout(flush, wait > 0 ? wait : HIDDEN_MILLISECONDS);
}

function flush(): void {
  cancelAnimationFrame(frameRequest);
  clearTimeout(timer);
  lastFlush = performance.now();
  const events = batch;
  batch = [];
  applyEvents(events);
}
