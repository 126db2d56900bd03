import { type Heap, heap } from '../heap';
import { emit } from './emit';
import type { Lanes } from './lanes';

/** The exported function of a kernel, whose operands begin with rows and columns; see `emit.ts`. */
export type RunLanes = (...operands: number[]) => void;

/** Kernels by their structure; whoever builds the same graph again gets the same kernel. */
const kernels = new Map<string, RunLanes>();

/** Compiles what `lanes` describe, over the memory of this thread's heap. A few kilobytes: at once, in any thread. */
export function compileLanes(lanes: Lanes): RunLanes {
  const { structure } = lanes;
  let run = kernels.get(structure);
  if (run === undefined) {
    run = instantiate(lanes, heap());
    kernels.set(structure, run);
  }
  return run;
}

function instantiate(lanes: Lanes, { kernels: { memory } }: Heap): RunLanes {
  const bytes = emit(lanes);
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports.run as RunLanes;
}
