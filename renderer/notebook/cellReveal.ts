import { create } from 'zustand';
import type { CellId } from '../../engine/protocol';
import type { Once } from '../stores/viewStore';
import { selectCell } from './documentStore';

/** Asks a cell's editor to show a line, once for each request. */
export const useRevealStore = create<{ reveal: (Once<number> & { cell: CellId }) | null }>(() => ({ reveal: null }));

let token = 0;

/** Brings a line of a cell into view, with the cursor on it. */
export function revealCellLine(cell: CellId, line: number): void {
  selectCell(cell, 'edit', false);
  useRevealStore.setState({ reveal: { cell, what: line, token: ++token } });
}
