import { create } from 'zustand';
import type { Cell, EdgeId, EngineEvent, GraphNode, NodeId, SlotId } from '../../engine/protocol';
import { indexGraph } from './graphIndex';
import { EMPTY_MIRROR, PENDING, reduceEvents, type Mirror } from './mirror';

/** The mirror of the engine. Read it with small selectors; only `renderer/client` writes to it. */
export const useEngineStore = create<Mirror>(() => EMPTY_MIRROR);

/** For `renderer/client` alone. */
export function applyEvents(events: readonly EngineEvent[]): void {
  useEngineStore.setState((mirror) => reduceEvents(mirror, events), true);
}

/** For `renderer/client` alone: the engine's process is gone, what was shown stays. */
export function markCrashed(reason: string): void {
  useEngineStore.setState({ connection: 'crashed', crashReason: reason });
}

/** For `renderer/client` alone: a new port is there, the engine has not answered yet. */
export function markConnecting(): void {
  useEngineStore.setState({ connection: 'connecting', crashReason: null });
}

export function useValueCell(slot: SlotId | null): Cell {
  return useEngineStore((s) => (slot && s.values.get(slot)) || PENDING);
}

export function useGradientCell(slot: SlotId | null): Cell {
  return useEngineStore((s) => (slot && s.gradients.get(slot)) || PENDING);
}

export function useContributionCell(edge: EdgeId): Cell {
  return useEngineStore((s) => s.contributions.get(edge) ?? PENDING);
}

export function useNode(node: NodeId | null): GraphNode | null {
  return useEngineStore((s) => (node && s.snapshot && indexGraph(s.snapshot).nodes.get(node)) || null);
}

/** The line of the first moment, while the head stands before it. */
export function useNextLine(): number | null {
  return useEngineStore((s) =>
    s.timeline?.head.passed === 0 ? (s.timeline.moments.find(({ line }) => line !== null)?.line ?? null) : null,
  );
}
