import { create } from 'zustand';
import type { ImportedWeights, Result } from '../../engine/protocol';

/** How the last import went, shown until it is closed; null when there is nothing to show. */
export interface ImportOutcome {
  fileName: string;
  result: Result<ImportedWeights>;
}

export const useExchangeStore = create<{ outcome: ImportOutcome | null }>(() => ({ outcome: null }));
