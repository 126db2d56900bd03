import { create } from 'zustand';
import type { CheckedWeights } from '../../engine/protocol';

/** How far an import has come; null when there is none to show. */
export type Import =
  | { is: 'reading'; fileName: string }
  | { is: 'failed'; fileName: string; message: string }
  | { is: 'checked'; fileName: string; checked: CheckedWeights }
  | { is: 'loaded'; fileName: string; count: number };

export const useExchangeStore = create<{ import: Import | null }>(() => ({ import: null }));

export function showImport(state: Import | null): void {
  useExchangeStore.setState({ import: state });
}
