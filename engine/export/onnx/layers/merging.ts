import type { GraphBuilder, Value } from '../graphBuilder';
import { refuseLayer, type Translation } from '../translation';

/** One after another: ONNX' Add and its like take two. */
export const merge =
  (type: string): Translation =>
  (g, { inputs }) =>
    ofOneRank(g, inputs).reduce((all, one) => g.op(type, [all, one]));

export const average: Translation = (g, site) => {
  const { inputs } = site;
  if (inputs.some(({ dtype }) => dtype === 'int32' || dtype === 'bool')) {
    refuseLayer(site, 'its inputs are whole numbers; cast them first');
  }
  const sum = ofOneRank(g, inputs).reduce((all, one) => g.op('Add', [all, one]));
  return g.op('Div', [sum, g.constant(inputs.length, inputs[0].dtype)]);
};

/** Ranks are made equal behind the batch: `[b, n]` → `[b, 1, n]`. */
function ofOneRank(g: GraphBuilder, inputs: readonly Value[]): string[] {
  const rank = Math.max(...inputs.map(({ shape }) => shape.length));
  return inputs.map(({ name, shape }) => {
    const missing = Array.from({ length: rank - shape.length }, (_, i) => i + 1);
    return missing.length === 0 ? name : g.op('Unsqueeze', [name, g.ints(...missing)]);
  });
}
