/** The keys of the workbench: one list for the handler, the help and the tests. */
export type KeyAction =
  | 'togglePlay'
  | 'stepForward'
  | 'stepBack'
  | 'nextPhase'
  | 'previousPhase'
  | 'nextLine'
  | 'previousLine'
  | 'toEndOfTape'
  | 'nextUpdate'
  | 'nextTrainingStep'
  | 'previousTrainingStep'
  | 'toStart'
  | 'toEnd'
  | 'runAgain'
  | 'clear'
  | 'search'
  | 'fit'
  | 'help';

export interface KeyBinding {
  action: KeyAction;
  /** `KeyboardEvent.key`, lower case for letters. */
  key: string;
  shift: boolean;
  /** Another key that does the same. */
  also?: string;
  /** As written on keys. */
  text: string;
  does: string;
}

export const KEYS: readonly KeyBinding[] = [
  { action: 'togglePlay', key: ' ', shift: false, text: 'Space', does: 'Play or pause' },
  { action: 'stepForward', key: 'ArrowRight', shift: false, text: '→', does: 'One moment forward' },
  { action: 'stepBack', key: 'ArrowLeft', shift: false, text: '←', does: 'One moment back' },
  { action: 'nextPhase', key: 'ArrowRight', shift: true, text: 'Shift →', does: 'To the next phase' },
  { action: 'previousPhase', key: 'ArrowLeft', shift: true, text: 'Shift ←', does: 'To the previous phase' },
  { action: 'nextLine', key: 'n', shift: false, also: 'F10', text: 'N', does: 'Over this line (F10 too)' },
  { action: 'previousLine', key: 'n', shift: true, also: 'F10', text: 'Shift N', does: 'Back to the line before' },
  { action: 'toEndOfTape', key: 't', shift: false, text: 'T', does: 'To the end of the tape' },
  { action: 'nextUpdate', key: 'u', shift: false, text: 'U', does: 'To the next update' },
  { action: 'nextTrainingStep', key: ']', shift: false, text: ']', does: 'One training step forward' },
  { action: 'previousTrainingStep', key: '[', shift: false, text: '[', does: 'One training step back' },
  { action: 'toStart', key: 'Home', shift: false, text: 'Home', does: 'To the start' },
  { action: 'toEnd', key: 'End', shift: false, text: 'End', does: 'To the end' },
  { action: 'runAgain', key: 'r', shift: false, text: 'R', does: 'Run again from the top' },
  { action: 'clear', key: 'Escape', shift: false, text: 'Esc', does: 'Select and light nothing' },
  { action: 'search', key: '/', shift: false, text: '/', does: 'Find a node' },
  { action: 'fit', key: 'f', shift: false, text: 'F', does: 'Show the whole tape' },
  { action: 'help', key: '?', shift: false, text: '?', does: 'This list' },
];

/** What a key press looks like to the map; a part of KeyboardEvent. */
export interface Press {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The action of a key press, or null. Keys with Ctrl, Alt or Meta belong to the system and the menu. */
export function actionOf(press: Press): KeyAction | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const bindings = KEYS.filter((binding) => binding.key === key || binding.also === key);
  const exact = bindings.find((binding) => binding.shift === press.shiftKey);
  // Whether Shift is needed for a character such as ? or / is up to the keyboard's layout.
  const isCharacter = key.length === 1 && key !== ' ';
  return (exact ?? (isCharacter ? bindings[0] : undefined))?.action ?? null;
}

/** Where keys mean something else: text being typed, lists, sliders, menus, dialogs. */
const OWN_KEYS =
  'input, textarea, select, [contenteditable="true"], [role="slider"], [role="listbox"], [role="menu"], [role="dialog"], [role="grid"]';
/** Buttons take Space (and Enter) for themselves when reached with the keyboard. */
const PRESSABLE = 'button, a, [role="tab"], [role="button"]';
/** A closed select chooses by the letters typed. */
const TYPES_AHEAD = '[role="combobox"]';

/** Whether the element that has the focus wants this key for itself. */
export function isForElement(element: Pick<Element, 'closest'> | null, key: string): boolean {
  if (!element) return false;
  if (element.closest(OWN_KEYS)) return true;
  if (key === ' ' && element.closest(PRESSABLE)) return true;
  if (key.length === 1 && element.closest(TYPES_AHEAD)) return true;
  return key.startsWith('Arrow') && element.closest('[role="tab"], [role="separator"]') !== null;
}
