/** What is said of outputs that are long, or not shown. */

const NAMES: Readonly<Record<string, string>> = {
  'text/html': 'HTML',
  'text/latex': 'LaTeX',
  'text/markdown': 'Markdown',
  'image/svg+xml': 'SVG picture',
  'image/jpeg': 'JPEG picture',
  'image/gif': 'GIF picture',
  'application/javascript': 'JavaScript',
  'application/json': 'JSON',
  'application/pdf': 'PDF',
  'application/vnd.jupyter.widget-view+json': 'widget',
};

/** `HTML output, kept and not shown`. */
export function keptText(types: readonly string[]): string {
  const names = [...new Set(types.map((type) => NAMES[type] ?? type))];
  return `${names.length > 0 ? `${names.join(', ')} output` : 'An output'}, kept in the file and not shown`;
}

/** A part of a text, and how many letters before or after it are left out. */
export interface TextPart {
  text: string;
  hidden: number;
}

/** The end of a text: at most so many lines and letters, from the beginning of a line where there is one. */
export function endOfText(text: string, lines: number, letters: number): TextPart {
  let start = text.length;
  for (let i = 0; i < lines && start > 0; i++) start = text.lastIndexOf('\n', start - 2) + 1;
  if (text.length - start > letters) {
    const least = text.length - letters;
    const lineEnd = text.indexOf('\n', least);
    start = lineEnd >= 0 && lineEnd < text.length - 1 ? lineEnd + 1 : least;
  }
  return { text: text.slice(start), hidden: start };
}

/** The beginning of a text, likewise. */
export function beginningOfText(text: string, lines: number, letters: number): TextPart {
  let end = 0;
  for (let i = 0; i < lines && end < text.length; i++) {
    const next = text.indexOf('\n', end);
    end = next < 0 ? text.length : next + 1;
  }
  end = Math.min(end, letters);
  return { text: text.slice(0, end), hidden: text.length - end };
}

/** Cuts a long text at line ends into pieces that are laid out one by one; a piece without a line end is cut at its letters. */
export function piecesOf(text: string, letters: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const most = start + letters;
    const lineEnd = most >= text.length ? -1 : text.lastIndexOf('\n', most);
    const end = most >= text.length ? text.length : lineEnd > start ? lineEnd + 1 : most;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

/** A table of columns loses them when its lines wrap; a long line that does not wrap cannot be read. */
export function keepsColumns(text: string): boolean {
  if (!text.trimEnd().includes('\n')) return false;
  return text.split('\n').every((line) => line.length <= 110);
}

export function sizeText(letters: number): string {
  if (letters < 1000) return `${letters} characters`;
  if (letters < 1_000_000) return `${Math.round(letters / 1000)} thousand characters`;
  return `${(letters / 1_000_000).toFixed(1)} million characters`;
}
