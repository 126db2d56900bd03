/** What a person asks of the cells, told to the engine. */
import type { CellId, CellSource, Pace } from '../../engine/protocol';
import { sendCommand } from '../client/engineClient';
import { lightLines, selectNode, useViewStore } from '../stores/viewStore';
import { useEngineStore } from '../stores/engineStore';
import { linesOfCellLine } from '../stores/sourcePlace';
import { insertBeside, openNotebook, selectCell, selectNeighbour } from './documentStore';

/** Gives up waiting for a step that is to be shown when it is there. */
let stopWaiting = (): void => {};

/** Queues code cells, in the notebook's order. A script that ran makes place for the notebook first. */
export function runCells(ids: readonly CellId[], pace: Pace = 'run'): void {
  const open = openNotebook();
  if (!open) return;
  stopWaiting();
  const wanted = new Set(ids);
  const cells = open.order.flatMap((id): CellSource[] => {
    const cell = open.byId.get(id)!;
    return wanted.has(id) && cell.kind === 'code' && cell.source.trim() !== ''
      ? [{ cell: id, source: cell.source }]
      : [];
  });
  if (cells.length === 0) return;
  if (useEngineStore.getState().notebook === null) sendCommand({ type: 'openNotebook', lesson: open.origin.lesson });
  useViewStore.setState({ leftPanel: 'notebook', litLines: null });
  if (pace === 'step') standBeforeNewStep();
  sendCommand({ type: 'runCells', cells, pace });
}

/**
 * The end of a training step and the start of the next are one place to the engine, which stays with what is there.
 * Who asked to step wants to see what comes: the new step, with nothing computed yet.
 */
function standBeforeNewStep(): void {
  const steps = useEngineStore.getState().timeline?.steps ?? 0;
  if (steps === 0) return;
  stopWaiting = useEngineStore.subscribe(({ timeline }) => {
    if (!timeline || timeline.steps <= steps) return;
    stopWaiting();
    if (timeline.head.step === steps) sendCommand({ type: 'seek', head: { step: steps + 1, passed: 0 } });
  });
}

export function runAll(pace: Pace = 'run'): void {
  runCells(openNotebook()?.order ?? [], pace);
}

/** Everything anew: an interpreter that knows nothing yet, and every cell from the top. */
export function restartAndRunAll(): void {
  sendCommand({ type: 'restartKernel' });
  runAll();
}

export function runAbove(): void {
  const open = openNotebook();
  if (open) runCells(open.order.slice(0, Math.max(0, open.order.indexOf(open.selected!))));
}

export function runBelow(): void {
  const open = openNotebook();
  if (open) runCells(open.order.slice(Math.max(0, open.order.indexOf(open.selected!))));
}

/** Runs the selected cell; a text cell is only shown as what it says. */
export function runSelected(then: 'stay' | 'advance' | 'insert' = 'stay', pace: Pace = 'run'): void {
  const open = openNotebook();
  const id = open?.selected;
  if (!open || id == null) return;
  runCells([id], pace);
  if (then === 'insert') insertBeside(id, 'below', 'code', 'edit');
  else if (then === 'stay') selectCell(id);
  else if (id === open.order.at(-1)) insertBeside(id, 'below', 'code', 'edit');
  else selectNeighbour(1);
}

/** Lights what a line of a cell has made, in all runs of the cell. */
export function pickCellLine(cell: CellId, line: number): void {
  const source = openNotebook()?.byId.get(cell)?.source;
  const { notebook } = useEngineStore.getState();
  selectNode(null);
  if (source !== undefined && notebook) lightLines(linesOfCellLine(notebook.executions, cell, source, line));
}
