import type { EdgeId, GraphSnapshot, MomentMark, NodeId, RunState, TimelineView } from '../../engine/protocol';
import { indexGraph } from '../stores/graphIndex';

/** Numbers on their way: values along the inputs of an op, or one contribution back along its edge. */
export interface Travel {
  direction: 'forward' | 'backward';
  edges: readonly EdgeId[];
  /** Where the numbers land. */
  destination: NodeId;
  milliseconds: number;
}

/** What a travel depends on; a part of the mirror. */
export interface TravelFacts {
  snapshot: GraphSnapshot | null;
  moment: MomentMark | null;
  timeline: TimelineView | null;
  run: RunState;
}

/** A single step is watched; when playing, a number lands before the next moment comes. */
const STEP_MILLISECONDS = 520;
const SHARE_OF_MOMENT = 0.7;
/** Faster than this nothing can be followed, so nothing moves. */
const SHORTEST_MILLISECONDS = 90;

/**
 * The travel that the newest moment calls for, or null: nothing travels when the head went back or
 * jumped, while training at full speed, or when the moment moves no number.
 */
export function travelOf(before: TravelFacts, now: TravelFacts): Travel | null {
  if (!now.snapshot || !now.moment || !now.timeline || now.run.state === 'training') return null;
  const milliseconds = duration(now.run);
  if (milliseconds < SHORTEST_MILLISECONDS || !isNextMoment(before.timeline, now.timeline)) return null;
  const { kind, node, edge } = now.moment;
  const index = indexGraph(now.snapshot);
  if (kind === 'op' && node !== null) {
    const edges = (index.inputs.get(node) ?? []).map((input) => input.id);
    return edges.length > 0 ? { direction: 'forward', edges, destination: node, milliseconds } : null;
  }
  if (kind !== 'contribution' || edge === null) return null;
  const carrier = index.edges.get(edge);
  return carrier ? { direction: 'backward', edges: [edge], destination: carrier.source, milliseconds } : null;
}

function duration(run: RunState): number {
  if (run.state !== 'playing') return STEP_MILLISECONDS;
  return Math.min(900, (SHARE_OF_MOMENT * 1000) / run.speed);
}

function isNextMoment(before: TimelineView | null, now: TimelineView): boolean {
  if (!before) return false;
  if (now.head.step === before.head.step) return now.head.passed === before.head.passed + 1;
  return now.head.step === before.head.step + 1 && now.head.passed <= 1;
}
