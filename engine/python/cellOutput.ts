/**
 * What a running cell gives out, on its way to the line: text is gathered for moments, so that a loop that prints is
 * seen at once and does not send a message a line; and it ends where nobody would read on.
 */
import type { CellOutput } from '../protocol/notebook';

type Stream = 'stdout' | 'stderr';

/** Text of one cell, in bytes of UTF-8. */
export const MOST_BYTES = 1 << 20;
/** A result or a traceback, in characters. */
const MOST_CHARACTERS = 256 << 10;
const MOST_LINES = 500;
/** What a result weighs beside its text: many short ones are many, too. */
const RESULT_BYTES = 256;
const GATHERED_BYTES = 16 << 10;
const GATHERED_MS = 50;

export class CellOutputs {
  private decoders = decoders();
  private gathered: { name: Stream; text: string } | null = null;
  private sent = -Infinity;
  private left = MOST_BYTES;

  constructor(
    private readonly push: (output: CellOutput) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The next cell begins. */
  begin(): void {
    this.decoders = decoders();
    this.left = MOST_BYTES;
    this.sent = -Infinity;
  }

  write(name: Stream, bytes: Uint8Array): void {
    if (this.left <= 0) return;
    const taken = bytes.subarray(0, this.left);
    this.gather(name, this.decoders[name].decode(taken, { stream: true }));
    this.take(taken.length);
  }

  note(text: string): void {
    this.write('stderr', new TextEncoder().encode(text));
  }

  /** A value that is shown; it counts as what is printed does. */
  show(text: string, count: number | null): void {
    if (this.left <= 0) return;
    const shown = cutText(text);
    this.flush();
    this.push({ kind: 'result', text: shown, png: null, count });
    this.take(shown.length + RESULT_BYTES);
  }

  /** How a cell has failed: always told. */
  fail(error: Omit<Extract<CellOutput, { kind: 'error' }>, 'kind'>): void {
    this.flush();
    const traceback = error.traceback.slice(-MOST_LINES).map(cutText);
    this.push({ kind: 'error', name: error.name, message: cutText(error.message), traceback });
  }

  /** Sends what has waited long enough: asked now and then while Python runs. */
  tick(): void {
    if (this.gathered !== null && this.now() - this.sent >= GATHERED_MS) this.flush();
  }

  flush(): void {
    const { gathered } = this;
    if (gathered === null) return;
    this.gathered = null;
    this.sent = this.now();
    this.push({ kind: 'stream', ...gathered });
  }

  private take(bytes: number): void {
    this.left -= bytes;
    if (this.left > 0) return;
    this.gather('stderr', '\nTapedeck shows 1 MB of what a cell gives out; the rest is dropped.\n');
    this.flush();
  }

  private gather(name: Stream, text: string): void {
    if (text === '') return;
    if (this.gathered !== null && this.gathered.name !== name) this.flush();
    this.gathered = { name, text: (this.gathered?.text ?? '') + text };
    if (this.gathered.text.length >= GATHERED_BYTES) this.flush();
    else this.tick();
  }
}

function decoders(): Record<Stream, TextDecoder> {
  return { stdout: new TextDecoder(), stderr: new TextDecoder() };
}

function cutText(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS)}\n… (${text.length - MOST_CHARACTERS} more characters)`;
}
