/** The keys that act on cells: one list for the handler, the help and the tests. They are Jupyter's. */
export type CellAction =
  | 'edit'
  | 'selectAbove'
  | 'selectBelow'
  | 'run'
  | 'runAndAdvance'
  | 'runAndInsert'
  | 'insertAbove'
  | 'insertBelow'
  | 'delete'
  | 'toMarkdown'
  | 'toCode'
  | 'merge'
  | 'moveUp'
  | 'moveDown'
  | 'undo'
  | 'redo';

export interface CellBinding {
  action: CellAction;
  /** `KeyboardEvent.key`, lower case for letters. */
  key: string;
  /** Which of `shift`, `ctrl` and `alt` are held; `ctrl` is Cmd on a Mac too. */
  held?: readonly ('shift' | 'ctrl' | 'alt')[];
  /** Pressed twice in a row. */
  twice?: boolean;
  text: string;
  does: string;
}

export const CELL_KEYS: readonly CellBinding[] = [
  { action: 'runAndAdvance', key: 'Enter', held: ['shift'], text: 'Shift ⏎', does: 'Run, and go to the next cell' },
  { action: 'run', key: 'Enter', held: ['ctrl'], text: 'Ctrl ⏎', does: 'Run' },
  { action: 'runAndInsert', key: 'Enter', held: ['alt'], text: 'Alt ⏎', does: 'Run, and insert a cell below' },
  { action: 'edit', key: 'Enter', text: '⏎', does: 'Edit; Esc goes back to the cell' },
  { action: 'selectAbove', key: 'ArrowUp', text: '↑ K', does: 'To the cell above' },
  { action: 'selectBelow', key: 'ArrowDown', text: '↓ J', does: 'To the cell below' },
  { action: 'insertAbove', key: 'a', text: 'A', does: 'Insert a cell above' },
  { action: 'insertBelow', key: 'b', text: 'B', does: 'Insert a cell below' },
  { action: 'delete', key: 'd', twice: true, text: 'D D', does: 'Delete the cell' },
  { action: 'undo', key: 'z', text: 'Z', does: 'Undo a change of cells' },
  { action: 'redo', key: 'z', held: ['shift'], text: 'Shift Z', does: 'Do it again' },
  { action: 'toMarkdown', key: 'm', text: 'M', does: 'Make it text' },
  { action: 'toCode', key: 'y', text: 'Y', does: 'Make it code' },
  { action: 'merge', key: 'm', held: ['shift'], text: 'Shift M', does: 'Merge with the cell below' },
  { action: 'moveUp', key: 'ArrowUp', held: ['ctrl', 'shift'], text: 'Ctrl Shift ↑', does: 'Move it up' },
  { action: 'moveDown', key: 'ArrowDown', held: ['ctrl', 'shift'], text: 'Ctrl Shift ↓', does: 'Move it down' },
];

const ALSO: Readonly<Record<string, string>> = { k: 'ArrowUp', j: 'ArrowDown' };
/** Two presses belong together when no more than this lies between them. */
const TWICE_MS = 1000;

export interface CellPress {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  timeStamp: number;
}

/** The action of a key press in command mode, given the press before it; null where the key means nothing to a cell. */
export function cellActionOf(press: CellPress, before: CellPress | null): CellAction | null {
  const key = keyOf(press);
  const binding = CELL_KEYS.find((each) => each.key === key && isHeld(press, each.held ?? []));
  if (!binding) return null;
  if (!binding.twice) return binding.action;
  const isSecond = before !== null && keyOf(before) === key && press.timeStamp - before.timeStamp < TWICE_MS;
  return isSecond ? binding.action : null;
}

/** Whether a key is the first of two. */
export function isFirstOfTwo(press: CellPress): boolean {
  return CELL_KEYS.some((each) => each.twice && each.key === keyOf(press) && isHeld(press, each.held ?? []));
}

function keyOf({ key, ctrlKey, metaKey, altKey, shiftKey }: CellPress): string {
  const lower = key.length === 1 ? key.toLowerCase() : key;
  const isBare = !ctrlKey && !metaKey && !altKey && !shiftKey;
  return isBare ? (ALSO[lower] ?? lower) : lower;
}

function isHeld(press: CellPress, held: readonly string[]): boolean {
  return (
    press.shiftKey === held.includes('shift') &&
    (press.ctrlKey || press.metaKey) === held.includes('ctrl') &&
    press.altKey === held.includes('alt')
  );
}
