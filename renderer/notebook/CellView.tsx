import type { EditorView } from '@codemirror/view';
import { memo, useEffect, useRef } from 'react';
import type { CellId, CellOutput, NotebookCell } from '../../engine/protocol';
import { NO_MARKS, type Marks } from '../script/lineMarks';
import { CellGutter } from './CellGutter';
import { CellOutputs } from './CellOutputs';
import { CellTools } from './CellTools';
import { CodeEditor } from './CodeEditor';
import { selectCell, useNotebookStore } from './documentStore';
import { MarkdownText } from './MarkdownText';
import { useNear } from './useNear';
import styles from './CellView.module.css';

interface CellViewProps {
  id: CellId;
  index: number;
  marks: Marks | null;
}

/** The first ones are seen at once. */
const AT_ONCE = 8;

/** One cell: what it says, and below that what it gave out. */
export const CellView = memo(function CellView({ id, index, marks }: CellViewProps) {
  const cell = useNotebookStore((s) => s.open?.byId.get(id) ?? null);
  const isSelected = useNotebookStore((s) => s.open?.selected === id);
  const isEditing = useNotebookStore((s) => s.open?.selected === id && s.open.mode === 'edit');
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const isNear = useNear(frame, index < AT_ONCE);
  const isReady = isNear || isSelected || marks !== null;
  useFocus(id, isSelected, frame, view);
  if (!cell) return null;
  return (
    <div
      ref={frame}
      className={styles.cell}
      role="group"
      aria-label={labelOf(cell, index)}
      aria-current={isSelected || undefined}
      data-kind={cell.kind}
      data-selected={isSelected}
      data-editing={isEditing}
      data-testid="cell"
      tabIndex={isSelected ? 0 : -1}
      onFocus={(event) => event.target === frame.current && selectCell(id, 'command', false)}
      onDoubleClick={(event) => {
        if (cell.kind !== 'code' && !isEditing && !isControl(event.target)) selectCell(id, 'edit');
      }}
    >
      <CellGutter cell={cell} />
      <div className={styles.body}>
        <CellBody cell={cell} marks={marks} isEditing={isEditing} isReady={isReady} view={view} />
        {isReady ? <CellOutputs outputs={cell.outputs} /> : <div style={{ height: likelyHeight(cell.outputs) }} />}
      </div>
      <CellTools cell={cell} />
    </div>
  );
});

interface CellBodyProps {
  cell: NotebookCell;
  marks: Marks | null;
  isEditing: boolean;
  isReady: boolean;
  view: React.RefObject<EditorView | null>;
}

function CellBody({ cell, marks, isEditing, isReady, view }: CellBodyProps) {
  if (cell.kind === 'markdown' && !isEditing) {
    if (cell.source.trim() === '') return <p className={styles.hint}>Text: press Enter or double-click to write</p>;
    return isReady ? <MarkdownText text={cell.source} extra={cell.extra} /> : <Plain text={cell.source} />;
  }
  return (
    <div className={styles.code}>
      {isReady ? (
        <CodeEditor
          key={cell.kind}
          cell={cell.id}
          text={cell.source}
          marks={marks ?? NO_MARKS}
          isCode={cell.kind === 'code'}
          view={view}
        />
      ) : (
        <Plain text={cell.source} />
      )}
    </div>
  );
}

/** Stands where an editor will be, as high as that. */
function Plain({ text }: { text: string }) {
  return <pre className={styles.plain}>{text || ' '}</pre>;
}

/** The keyboard goes to the selected cell when that is asked for: into its text, or to the cell as a whole. */
function useFocus(
  id: CellId,
  isSelected: boolean,
  frame: React.RefObject<HTMLDivElement | null>,
  view: React.RefObject<EditorView | null>,
): void {
  const token = useNotebookStore((s) => (isSelected ? (s.open?.focusToken ?? 0) : 0));
  useEffect(() => {
    if (!isSelected || token === 0) return;
    const isEditing = useNotebookStore.getState().open?.mode === 'edit';
    if (isEditing && view.current) view.current.focus();
    else frame.current?.focus({ preventScroll: true });
    frame.current?.scrollIntoView({ block: 'nearest' });
  }, [id, isSelected, token, frame, view]);
}

/** About as high as outputs will be, for the scroll bar's sake. */
function likelyHeight(outputs: readonly CellOutput[]): number {
  const heights = outputs.map((output) => {
    if (output.kind === 'kept') return 24;
    if (output.kind === 'result' && output.png !== null) return 300;
    const text = output.kind === 'error' ? output.traceback.join('\n') : output.text.slice(0, 4000);
    return Math.min(320, 17 * text.split('\n').length + 8);
  });
  return heights.reduce((sum, height) => sum + height, 0);
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('button') !== null;
}

function labelOf(cell: NotebookCell, index: number): string {
  const what = { code: 'Code', markdown: 'Text', raw: 'Raw text' }[cell.kind];
  return `${what}, cell ${index + 1}`;
}
