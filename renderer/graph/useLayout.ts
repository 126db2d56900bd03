import { useEffect, useMemo, useState } from 'react';
import { useEngineStore } from '../stores/engineStore';
import { useViewStore } from '../stores/viewStore';
import { layoutGraph, type Layout, type LayoutInput } from './layoutGraph';
import type { LayoutAnswer, LayoutRequest } from './layoutWorker';
import { visibleGraph, type VisibleGraph } from './visibleGraph';

/** Up to this many items the layout is computed at once, for an instant first paint. */
const INLINE = 60;

export interface Laid {
  graph: VisibleGraph;
  layout: Layout;
}

/** What is visible and where it stands; null until the first layout is there. Stays the same object while only values change. */
export function useLayout(): Laid | null {
  const snapshot = useEngineStore((s) => s.snapshot);
  const openGroups = useViewStore((s) => s.openGroups);
  const graph = useMemo(() => snapshot && visibleGraph(snapshot, openGroups), [snapshot, openGroups]);
  const inline = useMemo(
    () => (graph && graph.items.length <= INLINE ? { graph, layout: layoutGraph(layoutInput(graph)) } : null),
    [graph],
  );
  const [large, setLarge] = useState<Laid | null>(null);
  useEffect(() => {
    if (!graph || graph.items.length <= INLINE) return;
    return layoutElsewhere(layoutInput(graph), (layout) => setLarge({ graph, layout }));
  }, [graph]);
  if (!graph) return null;
  // The old drawing stays until the worker has the new one.
  return inline ?? large;
}

function layoutInput(graph: VisibleGraph): LayoutInput {
  return {
    items: graph.items.map(({ id, group, isLeaf, height }) => ({ id, group, isLeaf, height })),
    edges: graph.edges.map(({ id, source, target }) => ({ id, source, target })),
    groups: graph.groups.map(({ id, parent }) => ({ id, parent })),
  };
}

let worker: Worker | null = null;
let nextId = 0;

/** Returns a function that forgets the request. */
function layoutElsewhere(input: LayoutInput, done: (layout: Layout) => void): () => void {
  worker ??= new Worker(new URL('./layoutWorker.ts', import.meta.url), { type: 'module', name: 'layout' });
  const running = worker;
  const id = ++nextId;
  const listen = ({ data }: MessageEvent<LayoutAnswer>) => {
    if (data.id !== id) return;
    running.removeEventListener('message', listen);
    done(data.layout);
  };
  running.addEventListener('message', listen);
  running.postMessage({ id, input } satisfies LayoutRequest);
  return () => running.removeEventListener('message', listen);
}
