/**
 * Python files with `# %%` cells, as Jupytext, VS Code and Spyder have them: Markdown is in comments or in a text in
 * triple quotes, a marker can have a title and options. Cells that are not changed are written as they were.
 */
import type { NotebookCell, NotebookDocument } from '../protocol/notebook';
import { NotebookError } from './errors';
import { CellIds } from './ids';
import { at, type Json, objectOf, parseJson, writeJson } from './json';

const MARKER = /^#\s*%%/;
const KIND = /\[(markdown|md|raw)\]/;
const HEADER_END = '# ---';
const QUOTES = ['"""', "'''"];
const MOST_CELLS = 200_000;

/** How a cell stands in its file: kept in its `extra`, under `py`. */
interface Form {
  /** The marker's line; null for what stands before the first one. */
  marker: string | null;
  /** What encloses Markdown; null for comments. */
  quote: string | null;
  /** Empty lines after it; null for as many as its place asks for. */
  blank: number | null;
  /** Its lines, where they are not what would be written for its source (`#text`); else null. */
  raw: string | null;
}

/** Reads any Python text: without a marker it is one cell. Throws `NotebookError` for more cells than are read. */
export function readPercent(text: string): NotebookDocument {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  // The last line has an end, as lines have.
  if (lines.at(-1) === '') lines.pop();
  const header = headerOf(lines);
  const ids = new CellIds([]);
  const blocks = blocksOf(lines.slice(header.length));
  const cells = blocks.map((block, i) => readCell(block, ids, i === blocks.length - 1));
  if (cells.length > MOST_CELLS)
    throw new NotebookError(`it has ${cells.length} cells, at most ${MOST_CELLS} are read.`);
  const metadata =
    header.length === 0 ? new Map() : objectOf([['tapedeck', objectOf([['header', header.join('\n')]])]]);
  return { format: 'py', cells, metadata: writeJson(metadata, false), notices: [] };
}

/** The text of a `.py`. Outputs and metadata have no place in it. */
export function writePercent({ cells, metadata }: NotebookDocument): string {
  const header = at(at(objectIn(metadata), 'tapedeck'), 'header');
  const lines = typeof header === 'string' ? header.split('\n') : [];
  cells.forEach((cell, i) => {
    const form = formOf(cell, i === 0);
    if (form.marker !== null) lines.push(form.marker);
    for (const line of bodyOf(cell, form)) lines.push(line);
    for (let n = form.blank ?? (i === cells.length - 1 ? 0 : 1); n > 0; n--) lines.push('');
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** Jupytext's YAML header, comments between two lines of `# ---` at the very top, and the empty lines there. */
function headerOf(lines: readonly string[]): string[] {
  const end = lines[0] === HEADER_END ? lines.indexOf(HEADER_END, 1) : -1;
  let next = lines.slice(0, end + 1).every((line) => line.startsWith('#')) ? end + 1 : 0;
  while (lines[next] === '') next++;
  return lines.slice(0, next);
}

interface Block {
  marker: string | null;
  lines: string[];
}

function blocksOf(lines: readonly string[]): Block[] {
  let block: Block = { marker: null, lines: [] };
  const blocks = [block];
  for (const line of lines) {
    if (MARKER.test(line)) blocks.push((block = { marker: line, lines: [] }));
    else block.lines.push(line);
  }
  return blocks[0].lines.some((line) => line.trim() !== '') ? blocks : blocks.slice(1);
}

function readCell({ marker, lines }: Block, ids: CellIds, isLast: boolean): NotebookCell {
  const kind = kindOf(marker);
  let end = lines.length;
  while (end > 0 && lines[end - 1] === '') end--;
  const body = lines.slice(0, end);
  const blank = lines.length - end;
  const form: Form = {
    marker,
    quote: kind === 'code' ? null : quoteOf(body),
    blank: isLast && blank === 0 ? null : blank,
    raw: null,
  };
  const cell = { id: ids.idOf(null), kind, source: sourceOf(kind, body), outputs: [], count: null };
  const raw = body.join('\n');
  if (bodyOf(cell, form).join('\n') !== raw) form.raw = raw;
  return { ...cell, extra: writeJson(objectOf([['py', objectOf(Object.entries(form))]]), false) };
}

function sourceOf(kind: NotebookCell['kind'], body: readonly string[]): string {
  if (kind === 'code') return body.join('\n');
  return (quoteOf(body) === null ? body.map(uncommented) : body.slice(1, -1)).join('\n');
}

function kindOf(marker: string | null): NotebookCell['kind'] {
  const named = marker === null ? null : KIND.exec(marker);
  if (named === null) return 'code';
  return named[1] === 'raw' ? 'raw' : 'markdown';
}

/** A body that is one text in triple quotes, whose marks have lines of their own. */
function quoteOf(body: readonly string[]): string | null {
  const quote = QUOTES.find((one) => body.length >= 2 && body[0] === one && body.at(-1) === one);
  return quote !== undefined && body.slice(1, -1).every((line) => !line.includes(quote)) ? quote : null;
}

const uncommented = (line: string): string => line.replace(/^# ?/, '');

function formOf(cell: NotebookCell, isFirst: boolean): Form {
  const kept = at(objectIn(cell.extra), 'py');
  const [marker, quote, blank, raw] = ['marker', 'quote', 'blank', 'raw'].map((name) => at(kept, name));
  const fits =
    (marker === null && isFirst && cell.kind === 'code') ||
    (typeof marker === 'string' && MARKER.test(marker) && !marker.includes('\n') && kindOf(marker) === cell.kind);
  return {
    marker: fits ? marker : cell.kind === 'code' ? '# %%' : `# %% [${cell.kind}]`,
    quote: typeof quote === 'string' && QUOTES.includes(quote) ? quote : null,
    blank: typeof blank === 'number' && blank >= 0 && blank <= 100 ? blank : null,
    raw: typeof raw === 'string' ? raw : null,
  };
}

function bodyOf({ kind, source }: Pick<NotebookCell, 'kind' | 'source'>, { quote, raw }: Form): string[] {
  const isRaw =
    raw !== null && sourceOf(kind, raw.split('\n')) === source && !raw.split('\n').some((one) => MARKER.test(one));
  if (isRaw) return raw.split('\n');
  if (source === '') return [];
  const lines = source.split(/\r\n?|\n/);
  if (kind === 'code') return lines;
  const usable = QUOTES.filter((one) => !source.includes(one));
  // In a comment, a line that begins with %% would be a marker.
  const mustQuote = lines.some((line) => /^\s*%%/.test(line));
  const chosen = quote !== null && usable.includes(quote) ? quote : mustQuote ? usable.at(0) : undefined;
  if (chosen !== undefined) return [chosen, ...lines, chosen];
  return lines.map((line) => (line === '' ? '#' : `# ${line}`));
}

function objectIn(json: string): Json {
  return json.trim() === '' ? new Map() : parseJson(json);
}
