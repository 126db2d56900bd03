import { Plus } from 'lucide-react';
import { Fragment, useRef, type KeyboardEvent } from 'react';
import type { CellId } from '../../engine/protocol';
import { cellActionOf, isFirstOfTwo, type CellPress } from './cellKeys';
import { CellView } from './CellView';
import { insertBeside, useNotebookStore } from './documentStore';
import { performOnCell } from './performOnCell';
import { useCellMarks } from './useCellMarks';
import styles from './CellList.module.css';

const NO_CELLS: readonly CellId[] = [];

/** The cells, and the keys that act on them while none is typed into. */
export function CellList() {
  const order = useNotebookStore((s) => s.open?.order ?? NO_CELLS);
  const marks = useCellMarks();
  const before = useRef<CellPress>(null);

  const onKeyDown = (event: KeyboardEvent) => {
    if (isWriting(event.target)) return;
    const press = event.nativeEvent;
    const action = cellActionOf(press, before.current);
    const isFirst = action === null && isFirstOfTwo(press);
    before.current = isFirst ? press : null;
    if (action === null && !isFirst) return;
    event.preventDefault();
    if (action !== null) performOnCell(action);
  };

  return (
    <div className={styles.list} data-cell-list onKeyDown={onKeyDown}>
      {order.length === 0 && <p className={styles.empty}>This notebook has no cells yet.</p>}
      {order.map((id, i) => (
        <Fragment key={id}>
          <Inserter before={id} />
          <CellView id={id} index={i} marks={marks.get(id) ?? null} />
        </Fragment>
      ))}
      <div className={styles.end}>
        <AddButtons id={null} where="below" />
      </div>
    </div>
  );
}

/** Between two cells: appears when pointed at. */
function Inserter({ before }: { before: CellId }) {
  return (
    <div className={styles.inserter}>
      <AddButtons id={before} where="above" />
    </div>
  );
}

function AddButtons({ id, where }: { id: CellId | null; where: 'above' | 'below' }) {
  // Between cells they are for the mouse: A and B do the same, and Tab goes from cell to cell.
  const tabIndex = id === null ? 0 : -1;
  return (
    <>
      <button type="button" tabIndex={tabIndex} onClick={() => insertBeside(id, where, 'code', 'edit')}>
        <Plus size={12} aria-hidden="true" /> Code
      </button>
      <button type="button" tabIndex={tabIndex} onClick={() => insertBeside(id, where, 'markdown', 'edit')}>
        <Plus size={12} aria-hidden="true" /> Text
      </button>
    </>
  );
}

/** Keys typed into an editor are its own; a button or a text that is reached with Tab keeps Enter. */
function isWriting(target: EventTarget): boolean {
  return target instanceof Element && target.closest('.cm-editor, button, input, pre[tabindex]') !== null;
}
