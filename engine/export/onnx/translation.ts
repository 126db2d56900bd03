/** What a layer's translation into ONNX gets, and what translations have in common. */
import { convert, type TensorLike } from '../../tensor/convert';
import type { Variable } from '../../tape/variable';
import type { Config } from '../../keras/config';
import type { Layer } from '../../keras/layers/layer';
import { WeightsFileError } from '../weightsFile';
import { type GraphBuilder, Value } from './graphBuilder';
import { tensorProto } from './schema';

/** One call of a layer: its inputs, already of the layer's dtype, and the options of the call. */
export interface Site {
  readonly layer: Layer;
  readonly config: Config;
  readonly inputs: readonly Value[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Writes a layer's nodes; the names of its outputs. */
export type Translation = (g: GraphBuilder, site: Site) => string | readonly string[];

export const FORMAT = 'onnx';

/** Refuses a layer for what it is set to. */
export function refuseLayer({ layer }: Pick<Site, 'layer'>, why: string): never {
  throw new WeightsFileError(FORMAT, `the layer ${layer.name} (${layer.className}) cannot be written: ${why}`);
}

/** A weight of the layer by Keras' name of it; null where it has none (`use_bias=False`). */
export function weightOf(g: GraphBuilder, layer: Layer, name: string): string | null {
  const variable = layer.weights.find((one: Variable) => one.name === name);
  return variable === undefined ? null : g.weight(variable);
}

/** The weight that a built layer always has. */
export function demandWeight(g: GraphBuilder, site: Site, name: string): string {
  return weightOf(g, site.layer, name) ?? refuseLayer(site, `it has no weight ${name}; call the model first`);
}

/** An option of the call: a tensor of the graph, or numbers that were there when it was called. Null where there is none. */
export function operand(g: GraphBuilder, given: unknown): Value | null {
  if (given === null || given === undefined || given instanceof Value) return given ?? null;
  const { shape, dtype, ...tensor } = constantOf(given as TensorLike);
  return new Value(g.tensor(tensorProto({ name: '', shape, dtype, ...tensor })), shape, dtype);
}

/** As `operand`, true where the number is not 0. */
export function maskOperand(g: GraphBuilder, given: unknown): Value | null {
  const mask = operand(g, given);
  return mask === null ? null : new Value(g.cast(mask.name, mask.dtype, 'bool'), mask.shape, 'bool');
}

/** Refuses what was said in the call and has no meaning in the file. */
export function allowOptions(site: Site, ...allowed: readonly string[]): void {
  const said = Object.entries(site.options).filter(([, value]) => value !== null && value !== undefined);
  const other = said.find(([key, value]) => !allowed.includes(key) && !(key === 'training' && value === false));
  if (other !== undefined) refuseLayer(site, `it is called with \`${other[0]}\`, which has no translation`);
}

function constantOf(given: TensorLike) {
  const tensor = convert(given);
  return { shape: tensor.shape, dtype: tensor.dtype, data: tensor.dataSync() };
}
