import { useMemo } from 'react';
import { useNode } from './engineStore';
import { useViewStore } from './viewStore';

const NONE: readonly number[] = [];

/** The lines of the run that are chosen: those pointed at in the code, else the one of the selected node. */
export function useChosenLines(): readonly number[] {
  const lit = useViewStore((s) => s.litLines);
  const line = useNode(useViewStore((s) => s.selectedNode))?.line ?? null;
  return useMemo(() => {
    if (lit !== null) return [...lit];
    return line === null ? NONE : [line];
  }, [lit, line]);
}
