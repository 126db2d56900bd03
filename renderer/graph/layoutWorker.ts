import { layoutGraph, type Layout, type LayoutInput } from './layoutGraph';

/** The layout of large graphs, away from the thread that paints. */
export interface LayoutRequest {
  id: number;
  input: LayoutInput;
}
export interface LayoutAnswer {
  id: number;
  layout: Layout;
}

self.onmessage = ({ data }: MessageEvent<LayoutRequest>) => {
  const answer: LayoutAnswer = { id: data.id, layout: layoutGraph(data.input) };
  self.postMessage(answer);
};
