import { StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import type { Phase } from '../../engine/protocol';

/** What is marked in the editor, in lines of its present text (from 1). */
export interface Marks {
  /** The line of the current moment, lit in its phase's colour. */
  moment: { line: number; phase: Phase } | null;
  /** The line that acts first, while nothing has happened yet. */
  next: number | null;
  /** The line that made the acting node, when it is another one. */
  maker: number | null;
  /** The line that a person chose, by its number or by one of its nodes. */
  chosen: number | null;
  /** `message`: shown under the line; null where it stands elsewhere. */
  error: { line: number; message: { title: string; text: string } | null } | null;
}

export const NO_MARKS: Marks = { moment: null, next: null, maker: null, chosen: null, error: null };

const setMarks = StateEffect.define<Marks>();

/** Marks move with the text while it is edited, until the next `showMarks`. */
const marksField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, transaction) {
    const effect = transaction.effects.findLast((each) => each.is(setMarks));
    return effect ? decorate(transaction.state, effect.value as Marks) : decorations.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function showMarks(view: EditorView, marks: Marks): void {
  view.dispatch({ effects: setMarks.of(marks) });
}

function decorate(state: EditorState, { moment, next, maker, chosen, error }: Marks): DecorationSet {
  const ranges = [];
  const lineStart = (line: number) => state.doc.line(line).from;
  const exists = (line: number) => line >= 1 && line <= state.doc.lines;
  if (moment && exists(moment.line)) {
    ranges.push(lineClass(`tape-line tape-${moment.phase}`).range(lineStart(moment.line)));
  }
  if (next !== null && exists(next)) ranges.push(lineClass('tape-line tape-next').range(lineStart(next)));
  if (maker !== null && maker !== moment?.line && exists(maker)) {
    ranges.push(lineClass('tape-line tape-maker').range(lineStart(maker)));
  }
  if (chosen !== null && exists(chosen)) ranges.push(lineClass('tape-chosen').range(lineStart(chosen)));
  if (error && exists(error.line)) {
    const line = state.doc.line(error.line);
    ranges.push(lineClass('tape-line tape-error').range(line.from));
    const { message } = error;
    if (message) {
      const widget = new ErrorWidget(message.title, message.text);
      ranges.push(Decoration.widget({ widget, block: true, side: 1 }).range(line.to));
    }
  }
  return Decoration.set(ranges, true);
}

function lineClass(name: string): Decoration {
  return Decoration.line({ class: name });
}

/** The engine's message under the line it belongs to. */
class ErrorWidget extends WidgetType {
  constructor(
    readonly title: string,
    readonly message: string,
  ) {
    super();
  }

  override eq(other: ErrorWidget): boolean {
    return other.title === this.title && other.message === this.message;
  }

  override toDOM(): HTMLElement {
    const box = document.createElement('div');
    box.className = 'tape-error-message';
    box.setAttribute('role', 'alert');
    const title = document.createElement('strong');
    title.textContent = this.title;
    box.append(title, ` ${this.message}`);
    return box;
  }
}

/**
 * Wrapped lines continue under their own indent plus two, so that wrapping does not hide structure.
 * They may also break after an opening parenthesis, else a call without spaces would leave its line.
 */
const wrapping = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = wrapVisibleLines(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.decorations = wrapVisibleLines(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const MOST_INDENT = 12;
const mayBreak = Decoration.mark({ class: 'tape-may-break' });

function wrapVisibleLines(view: EditorView): DecorationSet {
  const ranges = [];
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = view.state.doc.lineAt(at);
      const leading = line.text.length - line.text.trimStart().length;
      const columns = Math.min(MOST_INDENT, leading) + 2;
      const style = `padding-left: calc(6px + ${columns}ch); text-indent: -${columns}ch`;
      ranges.push(Decoration.line({ attributes: { style } }).range(line.from));
      for (const { index } of line.text.matchAll(/\((?=[^\s)])/g)) {
        ranges.push(mayBreak.range(line.from + index, line.from + index + 1));
      }
      at = line.to + 1;
    }
  }
  return Decoration.set(ranges, true);
}

export const lineMarks: Extension = [marksField, wrapping];
