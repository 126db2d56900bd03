/**
 * The graph between a model's inputs and outputs: which calls of layers lead from one to the other,
 * in an order in which they can run, and the layers in the order in which Keras lists them.
 * Source: `keras/src/ops/function.py`.
 */
import { ValueError } from '../../tensor/errors';
import type { KerasTensor, LayerCall } from '../kerasTensor';
import { InputLayer } from '../layers/inputLayer';
import type { Layer } from '../layers/layer';

export interface Graph {
  /** From the inputs on; those of `InputLayer`s are among them. */
  readonly calls: readonly LayerCall[];
  readonly layers: readonly Layer[];
  /** How many calls lie between each call and the outputs, at most. */
  readonly depth: ReadonlyMap<LayerCall, number>;
}

/** Throws `ValueError` for outputs that need more than the inputs, for cycles and for two layers of one name. */
export function graphBetween(inputs: readonly KerasTensor[], outputs: readonly KerasTensor[]): Graph {
  const { calls, layerIndex } = traverse(inputs, outputs);
  const { callDepth, layerDepth } = depths(calls);
  addUnusedInputs(inputs, callDepth, layerDepth, layerIndex);
  const byDepth = [...callDepth].sort(([, a], [, b]) => b - a).map(([call]) => call);
  const layers = [...layerDepth]
    .sort(([a, depthA], [b, depthB]) => depthB - depthA || layerIndex.get(a)! - layerIndex.get(b)!)
    .map(([layer]) => layer);
  checkComputable(inputs, byDepth);
  checkNames(layers);
  return { calls: byDepth, layers, depth: callDepth };
}

/** Depth first from each output: calls from inputs to outputs, and when each layer was first met. */
function traverse(inputs: readonly KerasTensor[], outputs: readonly KerasTensor[]) {
  const calls: LayerCall[] = [];
  const layerIndex = new Map<Layer, number>();
  const finished = new Set<LayerCall>();
  const declared = new Set(inputs);
  const visit = (tensor: KerasTensor): void => {
    const call = tensor._history?.call;
    if (call === undefined || finished.has(call)) return;
    // What makes a declared input is outside the graph.
    if (declared.has(tensor) && !isInputCall(call)) return;
    if (!layerIndex.has(call.layer)) layerIndex.set(call.layer, layerIndex.size);
    finished.add(call);
    for (const source of call.sources) visit(source);
    calls.push(call);
  };
  for (const output of outputs) visit(output);
  return { calls, layerIndex };
}

/** How many calls lie between each call and the outputs, at most; a shared layer has the greatest of its calls. */
function depths(calls: readonly LayerCall[]) {
  const callDepth = new Map<LayerCall, number>();
  const layerDepth = new Map<Layer, number>();
  const inGraph = new Set(calls);
  for (const call of [...calls].reverse()) {
    const depth = Math.max(callDepth.get(call) ?? 0, layerDepth.get(call.layer) ?? 0);
    callDepth.set(call, depth);
    layerDepth.set(call.layer, depth);
    for (const source of call.sources) {
      const before = source._history?.call;
      if (before === undefined || !inGraph.has(before)) continue;
      callDepth.set(before, Math.max(depth + 1, callDepth.get(before) ?? 0));
    }
  }
  return { callDepth, layerDepth };
}

/** Inputs that lead nowhere are the model's inputs all the same. */
function addUnusedInputs(
  inputs: readonly KerasTensor[],
  callDepth: Map<LayerCall, number>,
  layerDepth: Map<Layer, number>,
  layerIndex: Map<Layer, number>,
): void {
  for (const input of inputs) {
    const call = input._history?.call;
    if (call === undefined || !isInputCall(call) || layerDepth.has(call.layer)) continue;
    callDepth.set(call, 0);
    layerDepth.set(call.layer, 0);
    layerIndex.set(call.layer, -1);
  }
}

function checkComputable(inputs: readonly KerasTensor[], calls: readonly LayerCall[]): void {
  const computable = new Set(inputs);
  const reached: string[] = [];
  for (const call of calls) {
    if (isInputCall(call) && !call.outputs.some((one) => computable.has(one)))
      throw disconnected(call.outputs[0], call, reached);
    for (const source of call.sources) if (!computable.has(source)) throw disconnected(source, call, reached);
    reached.push(call.layer.name);
    for (const output of call.outputs) computable.add(output);
  }
}

function disconnected(tensor: KerasTensor, { layer }: LayerCall, reached: readonly string[]): ValueError {
  return new ValueError(
    `Graph disconnected: cannot find parent for tensor ${tensor} at operation '${layer.name}'. The following previous operations were accessed without issue: [${reached.join(', ')}]`,
  );
}

function checkNames(layers: readonly Layer[]): void {
  const names = layers.map(({ name }) => name);
  for (const name of names) {
    const times = names.filter((one) => one === name).length;
    if (times === 1) continue;
    throw new ValueError(
      `The name "${name}" is used ${times} times in the model. All operation names should be unique.`,
    );
  }
}

export function isInputCall({ layer }: LayerCall): boolean {
  return layer instanceof InputLayer;
}
