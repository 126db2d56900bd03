import { Play, Square } from 'lucide-react';
import type { CellExecution, NotebookCell } from '../../engine/protocol';
import { sendCommand } from '../client/engineClient';
import { durationText } from './cellTimes';
import { selectCell } from './documentStore';
import { runCells } from './notebookActions';
import { useCellExecution, useCellTime } from './useCellExecution';
import styles from './CellGutter.module.css';

/** Left of a code cell: its button, its number, and how its run stands. */
export function CellGutter({ cell }: { cell: NotebookCell }) {
  if (cell.kind !== 'code') return <div className={styles.gutter} />;
  return <CodeGutter cell={cell} />;
}

function CodeGutter({ cell: { id, count, source } }: { cell: NotebookCell }) {
  const execution = useCellExecution(id);
  const state = execution?.state ?? null;
  const isBusy = state === 'running' || state === 'queued';
  const time = useCellTime(id, state === 'running');
  const isChanged = execution !== null && !isBusy && execution.source !== source;
  return (
    <div className={styles.gutter} data-state={state ?? 'none'}>
      {isBusy ? (
        <button
          type="button"
          className={styles.button}
          aria-label="Stop this cell"
          title={state === 'queued' ? 'Waits for the cells before it. Stop all that run and wait.' : 'Stop'}
          onClick={() => sendCommand({ type: 'stop' })}
        >
          <Square size={10} fill="currentColor" aria-hidden="true" />
        </button>
      ) : (
        <button
          type="button"
          className={styles.button}
          aria-label="Run this cell"
          title="Run this cell (Shift + Enter)"
          onClick={() => {
            selectCell(id);
            runCells([id]);
          }}
        >
          <Play size={12} fill="currentColor" aria-hidden="true" />
        </button>
      )}
      <span className={styles.count} title={isChanged ? 'Changed since it was run' : undefined}>
        In [{isBusy ? '*' : (count ?? ' ')}]{isChanged && <i className={styles.changed}>*</i>}
      </span>
      <span className={styles.state} data-testid="cell-state">
        {stateText(state, time)}
      </span>
    </div>
  );
}

function stateText(state: CellExecution['state'] | null, time: number | null): string {
  const took = time === null ? '' : durationText(time);
  switch (state) {
    case 'queued':
      return 'queued';
    case 'running':
      return took || 'runs';
    case 'failed':
      return 'failed';
    case 'stopped':
      return 'stopped';
    case 'done':
      return took;
    case null:
      return '';
  }
}
