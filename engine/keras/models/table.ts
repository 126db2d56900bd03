/**
 * A table in plain text as Python's `rich` draws it, which Keras prints summaries with: columns of given widths, made
 * narrower where borders and margins need the room; words wrap, and what is too long for a line ends in an ellipsis.
 * Source: `rich/table.py`, `rich/_wrap.py`, `rich/_ratio.py`.
 */
export interface Column {
  readonly header: string;
  readonly align: 'left' | 'right' | 'center';
  readonly width: number;
}

/** The lines of a table of this width. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const widths = columnWidths(columns, width);
  const rule = ([left, fill, joint, right]: string) => left + widths.map((one) => fill.repeat(one)).join(joint) + right;
  const row = (texts: readonly string[], bar: string) => {
    const cells = texts.map((text, i) =>
      wrap(text, widths[i] - 2).map((line) => ` ${aligned(line, widths[i] - 2, columns[i])} `),
    );
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) => {
      const parts = cells.map((lines, i) => lines[line] ?? ' '.repeat(widths[i]));
      return bar + parts.join(bar) + bar;
    });
  };
  const headers = columns.map(({ header }) => header);
  const body = rows.flatMap((texts, i) => (i === 0 ? [] : [rule('├─┼┤')]).concat(row(texts, '│')));
  return [rule('┏━┳┓'), ...row(headers, '┃'), rule('┡━╇┩'), ...body, rule('└─┴┘')];
}

/** With a margin of one on both sides, so that all columns and the bars between them fill the table. */
function columnWidths(columns: readonly Column[], width: number): number[] {
  const wished = columns.map((column) => column.width + 2);
  const room = width - columns.length - 1;
  const excess = wished.reduce((sum, one) => sum + one, 0) - room;
  return excess >= 0 ? narrowed(wished, excess) : widened(wished, -excess);
}

/** Every column gives the same. */
function narrowed(widths: readonly number[], excess: number): number[] {
  let left = excess;
  return widths.map((width, i) => {
    const given = Math.min(width, roundHalfToEven(left / (widths.length - i)));
    left -= given;
    return width - given;
  });
}

/** Every column gets in proportion to its width. */
function widened(widths: readonly number[], room: number): number[] {
  let left = room;
  let ratios = widths.reduce((sum, one) => sum + one, 0);
  return widths.map((width) => {
    const given = Math.ceil((width * left) / ratios);
    ratios -= width;
    left -= given;
    return width + given;
  });
}

/** As Python rounds: 3.5 → 4, 2.5 → 2. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/** Lines of whole words; a word that is longer than a line has one of its own, cut off. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(/\s*\S+\s*/g) ?? []) {
    if (line !== '' && line.length + word.trimEnd().length > width) {
      lines.push(line);
      line = '';
    }
    line += word;
  }
  return [...lines, line].map((one) => cutOff(one.trimEnd(), width));
}

function cutOff(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
}

function aligned(line: string, width: number, { align }: Column): string {
  if (align === 'left') return line.padEnd(width);
  if (align === 'right') return line.padStart(width);
  return line.padStart(line.length + Math.floor((width - line.length) / 2)).padEnd(width);
}
