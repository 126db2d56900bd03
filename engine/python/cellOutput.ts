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
    this.left -= taken.length;
    this.gather(name, this.decoders[name].decode(taken, { stream: true }));
    if (this.left > 0) return;
    this.gather('stderr', '\nTapedeck shows 1 MB of what a cell prints; the rest is dropped.\n');
    this.flush();
  }

  note(text: string): void {
    this.gather('stderr', text);
  }

  /** Everything but text of a stream. */
  give(output: CellOutput): void {
    this.flush();
    this.push(cut(output));
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

function cut(output: CellOutput): CellOutput {
  if (output.kind === 'result') return { ...output, text: cutText(output.text) };
  if (output.kind !== 'error') return output;
  return { ...output, message: cutText(output.message), traceback: output.traceback.slice(-500).map(cutText) };
}

function cutText(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS)}\n… (${text.length - MOST_CHARACTERS} more characters)`;
}
