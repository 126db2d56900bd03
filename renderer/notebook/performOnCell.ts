import { assertNever } from '../common/assertNever';
import type { CellAction } from './cellKeys';
import {
  deleteCell,
  insertBeside,
  mergeBelow,
  openNotebook,
  redoEdit,
  selectCell,
  selectNeighbour,
  setKind,
  shiftCell,
  undoEdit,
} from './documentStore';
import { runSelected } from './notebookActions';

/** Does with the selected cell what a key in command mode means. */
export function performOnCell(action: CellAction): void {
  const id = openNotebook()?.selected ?? null;
  switch (action) {
    case 'undo':
      return undoEdit();
    case 'redo':
      return redoEdit();
    case 'insertAbove':
      return insertBeside(id, 'above');
    case 'insertBelow':
      return insertBeside(id, 'below');
    case 'selectAbove':
      return selectNeighbour(-1);
    case 'selectBelow':
      return selectNeighbour(1);
    case 'run':
      return runSelected('stay');
    case 'runAndAdvance':
      return runSelected('advance');
    case 'runAndInsert':
      return runSelected('insert');
  }
  if (id === null) return;
  switch (action) {
    case 'edit':
      return selectCell(id, 'edit');
    case 'delete':
      return deleteCell(id);
    case 'toMarkdown':
      return setKind(id, 'markdown');
    case 'toCode':
      return setKind(id, 'code');
    case 'merge':
      return mergeBelow(id);
    case 'moveUp':
      return shiftCell(id, -1);
    case 'moveDown':
      return shiftCell(id, 1);
    default:
      assertNever(action);
  }
}
