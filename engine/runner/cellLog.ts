import type { CellOutput } from '../protocol';

/** Bytes, nearly, of what one run of a cell gives out that are kept; a loop that prints must not fill the memory. */
export const MOST_OUTPUT = 1 << 20;
/** Of an error's message, and of its traceback. An error is always told, however much was given out before. */
const MOST_ERROR = 20_000;

type Stream = Extract<CellOutput, { kind: 'stream' }>;

/**
 * What one run of a cell gave out. Texts of one stream that follow one another are one text, and of a line
 * that overwrites itself (a bar of progress) only what it shows is kept.
 */
export class CellLog {
  readonly outputs: CellOutput[] = [];
  /** Not told yet. */
  private fresh: CellOutput[] = [];
  /** The cell starts anew: what it gave out before is no more. */
  private anew = true;
  private size = 0;
  private full = false;

  add(output: CellOutput): void {
    if (output.kind === 'error') return this.keep(shortened(output));
    if (this.full) return;
    const room = MOST_OUTPUT - this.size;
    const size = sizeOf(output);
    if (size <= room) return this.keep(output);
    this.full = true;
    if (output.kind === 'stream') this.keep({ ...output, text: output.text.slice(0, room) });
    const text = `\n[The cell gave out more than ${MOST_OUTPUT >> 20} MB: the rest is left out.]\n`;
    this.keep({ kind: 'stream', name: 'stderr', text });
  }

  /** What was given out since the last call; null when there is nothing to tell. */
  take(): { reset: boolean; outputs: readonly CellOutput[] } | null {
    const { fresh, anew } = this;
    if (fresh.length === 0 && !anew) return null;
    this.fresh = [];
    this.anew = false;
    return { reset: anew, outputs: fresh };
  }

  private keep(output: CellOutput): void {
    this.size += append(this.outputs, output);
    append(this.fresh, output);
  }
}

/** Adds an output to a list; how much the list has grown by it. */
function append(list: CellOutput[], output: CellOutput): number {
  const last = list.at(-1);
  if (output.kind !== 'stream' || last?.kind !== 'stream' || last.name !== output.name) {
    list.push(output);
    return sizeOf(output);
  }
  const text = joined(last.text, output.text);
  list[list.length - 1] = { ...last, text } satisfies Stream;
  return text.length - last.text.length;
}

/** The text that follows goes on in the last line of the one before, and may overwrite it. */
function joined(before: string, text: string): string {
  const start = before.lastIndexOf('\n') + 1;
  if (!text.includes('\r') && !text.includes('\b') && !before.includes('\r', start)) return before + text;
  return before.slice(0, start) + overwritten(before.slice(start) + text);
}

/** Whitespace that ends a line after a carriage return is no new content: Windows ends its lines so. */
const RETURN = /\r+(?!\n|$)/;

/** A text in which each line that returns to its beginning keeps what it had before the first return, and what it shows in the end. */
function overwritten(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [first, ...later] = backspaced(line).split(RETURN);
      return later.length === 0 ? first : `${first}\r${later.reduce(over)}`;
    })
    .join('\n');
}

/**
 * As many backspaces as there are characters before them are a carriage return: older progress bars write so.
 * Those at the beginning of a text stay, for they may go back over what was told before.
 */
function backspaced(line: string): string {
  const first = line.search(/[^\b]/);
  if (first < 0) return line;
  const rest = line.slice(first);
  const returned = rest.replace(/[\b]+/g, (run, at: number) => {
    const column = at - (rest.lastIndexOf('\r', at) + 1);
    return run.length >= column ? '\r' : run;
  });
  return line.slice(0, first) + returned;
}

/** Text over a line. Colours take no room on the line, so where there are some the text counts as covering it. */
function over(line: string, text: string): string {
  const isShorter = text.length < line.length && !line.includes('\x1b') && !text.includes('\x1b');
  return isShorter ? text + line.slice(text.length) : text;
}

function sizeOf(output: CellOutput): number {
  switch (output.kind) {
    case 'stream':
      return output.text.length;
    case 'result':
      return output.text.length + (output.png?.length ?? 0);
    case 'kept':
      return output.json.length;
    case 'error':
      return output.message.length + output.traceback.reduce((sum, line) => sum + line.length, 0);
  }
}

function shortened(error: Extract<CellOutput, { kind: 'error' }>): CellOutput {
  if (sizeOf(error) <= MOST_ERROR) return error;
  // The end of a traceback says what happened; its beginning, where.
  const lines = error.traceback;
  const most = 40;
  const traceback = lines.length > 2 * most ? [...lines.slice(0, most), '…', ...lines.slice(-most)] : lines;
  const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text);
  return {
    ...error,
    message: cut(error.message, MOST_ERROR),
    traceback: traceback.map((line) => cut(line, MOST_ERROR / most)),
  };
}
