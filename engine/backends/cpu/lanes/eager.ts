import type { Attributes, CpuOperand, Kernel } from '../../../tensor/backend';
import { heap, RESIDENT_FROM } from '../heap';
import { placed } from '../placed';
import { compileLanes, type RunLanes } from './kernel';
import { Lanes, type Reach } from './lanes';
import { reachesOf, type Walk } from './reach';

/*
 * Ops run one by one: what describes itself in lanes runs as a lane kernel where its result lives in the heap.
 * A kernel is compiled when an op is first used with operands of these reaches and with these attributes.
 */

/** By op, then by reaches and attributes; null where the op has no lanes for them. */
const kernels = new Map<Kernel, Map<string, RunLanes | null>>();

/** Runs the op in lanes; false where its plain loops must do it, with the same result. */
export function runInLanes(
  kernel: Kernel,
  inputs: readonly CpuOperand[],
  [y]: readonly CpuOperand[],
  attributes: Attributes,
): boolean {
  if (y.size < RESIDENT_FROM || y.dtype !== 'float32' || !heap().holds(y.storage as Float32Array)) return false;
  for (let i = 0; i < inputs.length; i++) if (inputs[i].dtype !== 'float32') return false;
  const walk = reachesOf(inputs, y.shape);
  if (walk === null) return false;
  const run = kernelFor(kernel, walk.reaches, attributes);
  return run !== null && runPlaced(run, inputs, y, walk);
}

function kernelFor(kernel: Kernel, reaches: readonly Reach[], attributes: Attributes): RunLanes | null {
  let known = kernels.get(kernel);
  if (known === undefined) kernels.set(kernel, (known = new Map()));
  let key = reaches.length === 1 ? reaches[0] : `${reaches[0]} ${reaches[1]} ${reaches[2] ?? ''}`;
  for (const name in attributes) key += ` ${String(attributes[name])}`;
  let run = known.get(key);
  if (run === undefined) known.set(key, (run = compile(kernel, reaches, attributes)));
  return run;
}

function compile({ lanes: describe }: Kernel, reaches: readonly Reach[], attributes: Attributes): RunLanes | null {
  const lanes = new Lanes();
  const value = describe!(
    lanes,
    reaches.map((reach) => lanes.input(reach)),
    attributes as never,
  );
  if (value === null) return null;
  lanes.output(value);
  return compileLanes(lanes);
}

/** Rows, columns, inputs and the output of the call at hand. */
const operands: number[] = [];

/** Operands outside the heap are copied into it; false where there is no room. */
function runPlaced(run: RunLanes, inputs: readonly CpuOperand[], y: CpuOperand, walk: Walk): boolean {
  const place = placed();
  operands.length = 0;
  operands.push(walk.rows, walk.columns);
  let fits = true;
  for (let i = 0; i < inputs.length; i++) {
    const storage = inputs[i].storage as Float32Array;
    const operand = walk.reaches[i] === 'scalar' ? storage[0] : place.input(storage, 0, storage.length);
    fits &&= operand !== 0 || walk.reaches[i] === 'scalar';
    operands.push(operand);
  }
  operands.push((y.storage as Float32Array).byteOffset);
  if (fits) run(...operands);
  place.finish();
  return fits;
}
