import { create } from 'zustand';
import type { CheckedWeights } from '../../engine/protocol';

/** How far an import has come; null when there is none to show. */
export type Import =
  | { is: 'reading'; fileName: string }
  | { is: 'failed'; fileName: string; message: string }
  | { is: 'checked'; fileName: string; checked: CheckedWeights }
  | { is: 'loaded'; fileName: string; count: number };

interface Exchange {
  import: Import | null;
  /** The script into which weights were loaded last, while that can be undone. */
  undoIn: string | null;
}

export const useExchangeStore = create<Exchange>(() => ({ import: null, undoIn: null }));

export function showImport(state: Import | null): void {
  useExchangeStore.setState({ import: state });
}
