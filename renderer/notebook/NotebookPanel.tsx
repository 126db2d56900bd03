import { useEffect } from 'react';
import { X } from 'lucide-react';
import { StartValues } from '../script/StartValues';
import { useEngineStore } from '../stores/engineStore';
import { placeInCells } from '../stores/sourcePlace';
import { useViewStore } from '../stores/viewStore';
import { LineSteps } from '../transport/LineSteps';
import { CellList } from './CellList';
import { revealCellLine } from './cellReveal';
import { dismissNotices, openNotebook, useNotebookStore } from './documentStore';
import { KernelTrouble } from './KernelChip';
import { NotebookHeader } from './NotebookHeader';
import { NotebookToolbar } from './NotebookToolbar';
import styles from './NotebookPanel.module.css';

/** The left region with a notebook open: its cells, with the line of the present moment lit, and the start values. */
export default function NotebookPanel({ isShown }: { isShown: boolean }) {
  useReveal(isShown);
  // Another notebook is another list: nothing of the cells before it is kept.
  const origin = useNotebookStore((s) => s.open?.origin);
  return (
    <section className={styles.panel} aria-label="Notebook" hidden={!isShown}>
      <NotebookHeader />
      <NotebookToolbar />
      <LineSteps />
      <KernelTrouble />
      <NoticeLines />
      <CellList key={`${origin?.path}${origin?.lesson}${origin?.name}`} />
      {isShown && <StartValues startsClosed />}
    </section>
  );
}

/** What a person should know about how the file was read. */
function NoticeLines() {
  const notices = useNotebookStore((s) => s.open?.notices);
  if (!notices || notices.length === 0) return null;
  return (
    <div className={styles.notices} role="status">
      <ul>
        {notices.map((notice) => (
          <li key={notice}>{notice}</li>
        ))}
      </ul>
      <button type="button" aria-label="Close notes on this file" onClick={dismissNotices}>
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  );
}

/** A line of the run that is asked for anywhere in the window is shown in its cell. */
function useReveal(isShown: boolean): void {
  const asked = useViewStore((s) => s.revealLine);
  useEffect(() => {
    const { notebook } = useEngineStore.getState();
    const open = openNotebook();
    if (!asked || !isShown || !notebook || !open) return;
    const place = placeInCells(notebook.executions, asked.what, (cell) => open.byId.get(cell)?.source ?? null);
    if (place) revealCellLine(place.cell, place.line);
  }, [asked, isShown]);
}
