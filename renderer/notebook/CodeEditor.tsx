import type { EditorView } from '@codemirror/view';
import { useMemo, type RefObject } from 'react';
import type { CellId } from '../../engine/protocol';
import { Editor, type EditorKeys } from '../script/Editor';
import type { Marks } from '../script/lineMarks';
import { useRevealStore } from './cellReveal';
import { openNotebook, selectCell, splitAt, typeInCell } from './documentStore';
import { pickCellLine, runSelected } from './notebookActions';
import { cellLanguage } from './pythonLanguage';

interface CodeEditorProps {
  cell: CellId;
  text: string;
  marks: Marks;
  /** A text cell is plain to the editor. */
  isCode: boolean;
  view: RefObject<EditorView | null>;
}

const NO_LANGUAGE: never[] = [];

/** The text of a cell while it can be typed into. */
export function CodeEditor({ cell, text, marks, isCode, view }: CodeEditorProps) {
  const reveal = useRevealStore((s) => (s.reveal?.cell === cell ? s.reveal : null));
  const keys = useMemo(() => keysOf(cell), [cell]);
  return (
    <Editor
      text={text}
      marks={marks}
      reveal={reveal}
      language={isCode ? cellLanguage : NO_LANGUAGE}
      keys={keys}
      label={isCode ? 'Code of a cell' : 'Text of a cell'}
      isFitted
      view={view}
      onChange={(changed) => typeInCell(cell, changed)}
      onPickLine={(line) => pickCellLine(cell, line)}
      onFocus={() => selectCell(cell, 'edit', false)}
    />
  );
}

function keysOf(cell: CellId): EditorKeys {
  const does = (act: () => void) => () => {
    act();
    return true;
  };
  return {
    'Mod-Enter': does(() => runSelected('stay')),
    'Shift-Enter': does(() => runSelected('advance')),
    'Alt-Enter': does(() => runSelected('insert')),
    Escape: does(() => selectCell(cell, 'command')),
    'Mod-Shift--': (editor) => {
      splitAt(cell, editor.state.selection.main.head);
      return true;
    },
    ArrowUp: (editor) => isAtEdge(editor, 'up') && goTo(cell, -1),
    ArrowDown: (editor) => isAtEdge(editor, 'down') && goTo(cell, 1),
  };
}

/** Whether the cursor stands in the first or last line, with nothing selected. */
function isAtEdge({ state }: EditorView, towards: 'up' | 'down'): boolean {
  const { main } = state.selection;
  const line = state.doc.lineAt(main.head).number;
  return main.empty && line === (towards === 'up' ? 1 : state.doc.lines);
}

/** Into the next code cell; a text cell is selected and stays as it reads. */
function goTo(cell: CellId, by: -1 | 1): boolean {
  const open = openNotebook();
  const next = open?.order[open.order.indexOf(cell) + by];
  if (!open || next === undefined) return false;
  selectCell(next, open.byId.get(next)!.kind === 'code' ? 'edit' : 'command');
  return true;
}
