/**
 * Printed text as a terminal would leave it. Progress lines write over themselves: a carriage return goes
 * to the line's beginning, a backspace one back, and what is written then takes the place of what was there.
 */

const OVERWRITES = /[\r\b]/;
/** Colours and cursor movements; of those that change what is read, only "erase to the end of the line" is in use. */
const ESCAPE = String.raw`\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-_]?`;
const ESCAPES = new RegExp(ESCAPE, 'g');
/** What a line that writes over itself is made of: sequences, movements, and text. */
const PARTS = new RegExp(String.raw`${ESCAPE}|\r|\u0008|[^\u001b\r\u0008]+`, 'g');
const ERASE_LINE = '\u001b[K';
/** What a terminal does not show. */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** The text to show: lines written over are as they ended, escape sequences and other control characters are gone. */
export function terminalText(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  return lines.map((line) => (OVERWRITES.test(line) ? writeLine(line).text : plain(line))).join('\n');
}

/** Text without escape sequences and control characters other than tabs and line ends. */
export function plain(text: string): string {
  return text.replace(ESCAPES, '').replace(INVISIBLE, '');
}

/**
 * Puts more text behind what was printed before, and forgets what has been written over for good, so that a
 * progress line which was drawn ten thousand times is kept once. `terminalText` of the result is the same as
 * that of the two texts in a row.
 */
export function appendPrinted(before: string, more: string): string {
  const start = before.lastIndexOf('\n') + 1;
  const lines = (before.slice(start) + more).split('\n');
  const last = lines.length - 1;
  const kept = lines.map((line, i) => (i < last ? settleEnded(line) : settleOpen(line)));
  return before.slice(0, start) + kept.join('\n');
}

function settleEnded(line: string): string {
  const body = line.endsWith('\r') ? line.slice(0, -1) : line;
  return OVERWRITES.test(body) ? writeLine(body).text : body;
}

/** The last line goes on: where the cursor stands must be kept too. Writing the beginning again puts it there. */
function settleOpen(line: string): string {
  if (!OVERWRITES.test(line)) return line;
  // A sequence that has not come whole yet is left for the text that follows.
  const open = /\u001b(?:\[[0-?]*[ -/]*)?$/.exec(line);
  const whole = open ? line.slice(0, open.index) : line;
  const { text, cursor, characters } = writeLine(whole);
  const tail = cursor === characters.length ? '' : `\r${characters.slice(0, cursor).join('')}`;
  return text + tail + (open ? open[0] : '');
}

interface WrittenLine {
  text: string;
  characters: readonly string[];
  cursor: number;
}

function writeLine(line: string): WrittenLine {
  const characters: string[] = [];
  let cursor = 0;
  for (const [part] of line.matchAll(PARTS)) {
    if (part === '\r') cursor = 0;
    else if (part === '\b') cursor = Math.max(0, cursor - 1);
    else if (part === ERASE_LINE) characters.length = cursor;
    else if (!part.startsWith('\u001b')) {
      for (const character of part.replace(INVISIBLE, '')) characters[cursor++] = character;
    }
  }
  return { text: characters.join(''), characters, cursor };
}
