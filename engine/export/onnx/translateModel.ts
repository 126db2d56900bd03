import { KerasTensor, type LayerCall, type OpenShape } from '../../keras/kerasTensor';
import type { Layer, SymbolicInput } from '../../keras/layers/layer';
import { Model } from '../../keras/models/model';
import { mapSymbols, symbolsIn } from '../../keras/structure';
import type { Variable } from '../../tape/variable';
import type { DType } from '../../tensor/dtype';
import { hasLoneSurrogate, WeightsFileError } from '../weightsFile';
import { shorten } from '../strictJson';
import { GraphBuilder, Value } from './graphBuilder';
import { layerTranslations } from './layers/table';
import { maskBehind } from './masks';
import { type GraphProto, tensorProto } from './schema';
import { allowOptions, FORMAT, refuseLayer, type Site } from './translation';

/** The model as a graph from its inputs to its outputs, both under Keras' names; the weights are its initializers. */
export function translateModel(model: Model): GraphProto {
  if (model.outputs.length === 0) {
    throw new WeightsFileError(
      FORMAT,
      `the model ${model.name} does not know its inputs; call it once, or give it an Input`,
    );
  }
  const taken = new Set<string>();
  const weights = nameWeights(model.weights, taken);
  const g = new GraphBuilder(weights, taken);
  const inputs = model.inputs.map(({ name, shape, dtype }) => new Value(g.unique(name), openBatch(shape), dtype));
  const names = model.outputs.map((symbol) => g.unique(symbol._history?.call.layer.name ?? symbol.name));
  const outputs = outputsOf(g, model, inputs).map(({ name, shape, dtype }, i) => {
    g.rename(name, names[i]);
    return new Value(names[i], shape, dtype);
  });
  const initializers = [...weights].map(([{ value }, name]) =>
    tensorProto({ name, shape: value.shape, dtype: value.dtype, data: value.dataSync() }),
  );
  return g.finish(model.name, inputs, outputs, initializers);
}

/** Keras' paths, numbered where two are the same. */
function nameWeights(weights: readonly Variable[], taken: Set<string>): Map<Variable, string> {
  const names = new Map<Variable, string>();
  for (const variable of weights) {
    const { path } = variable;
    if (hasLoneSurrogate(path)) throw new WeightsFileError(FORMAT, `the name ${shorten(path)} is not valid Unicode`);
    let name = path;
    for (let n = 1; taken.has(name); n++) name = `${path}_${n}`;
    taken.add(name);
    names.set(variable, name);
  }
  return names;
}

/** What a model gives for these inputs; inside another one it stands under its own name. */
function outputsOf(g: GraphBuilder, model: Model, inputs: readonly Value[]): Value[] {
  const values = new Map<KerasTensor, Value>(model.inputs.map((symbol, i) => [symbol, fitted(g, inputs[i], symbol)]));
  const valueOf = (symbol: KerasTensor): Value => {
    const known = values.get(symbol);
    if (known !== undefined) return known;
    const { call } = symbol._history!;
    const given = call.sources.map((source) => [source, valueOf(source)] as const);
    const made = g.within(call.layer.name, () => callOf(g, call, new Map(given)));
    call.outputs.forEach((output, i) => values.set(output, made[i]));
    return values.get(symbol)!;
  };
  return model.outputs.map(valueOf);
}

function callOf(g: GraphBuilder, call: LayerCall, given: ReadonlyMap<KerasTensor, Value>): Value[] {
  const { layer } = call;
  const options = mapSymbols(call.options, (symbol) => given.get(symbol)) as Record<string, unknown>;
  const inputs = symbolsIn(call.inputs).map((symbol) => given.get(symbol)!);
  if (layer instanceof Model) {
    allowOptions({ layer, config: {}, inputs, options });
    return outputsOf(g, layer, inputs);
  }
  const translate = layerTranslations[layer.className];
  const site: Site = {
    layer,
    config: layer.getConfig(),
    inputs: inputs.map((one) => prepared(g, layer, one)),
    options,
  };
  if (translate === undefined) return refuseLayer(site, 'this kind of layer has no translation into ONNX');
  const names = [translate(g, site)].flat();
  const mask = maskBehind(g, site);
  return specOf(call, given).map(
    ({ shape, dtype }, i) => new Value(names[i], openBatch(shape), dtype, i === 0 ? mask : null),
  );
}

/** Shapes and dtypes of what comes out, for the shapes that go in here. */
function specOf({ layer, inputs, options }: LayerCall, given: ReadonlyMap<KerasTensor, Value>): KerasTensor[] {
  const symbolic = mapSymbols(inputs, (symbol) => {
    const { shape, dtype, name } = given.get(symbol)!;
    return new KerasTensor(shape, dtype, { name });
  });
  return symbolsIn(layer.computeOutputSpec(symbolic as SymbolicInput, options));
}

/** In the layer's dtype, as the layer itself casts its inputs. */
function prepared(g: GraphBuilder, layer: Layer, value: Value): Value {
  const whole = value.dtype === 'int32' || value.dtype === 'bool';
  return whole && layer.keepsIntegers ? value : castTo(g, value, layer.dtype);
}

/** In the dtype and rank of a model's input, as a model takes what it is called on. */
function fitted(g: GraphBuilder, value: Value, { shape, dtype }: KerasTensor): Value {
  const cast = castTo(g, value, dtype);
  const rank = cast.shape.length;
  if (rank === shape.length) return cast;
  const axes = g.ints(-1);
  return rank > shape.length
    ? new Value(g.op('Squeeze', [cast.name, axes]), cast.shape.slice(0, -1), dtype, cast.mask)
    : new Value(g.op('Unsqueeze', [cast.name, axes]), [...cast.shape, 1], dtype, cast.mask);
}

function castTo(g: GraphBuilder, value: Value, dtype: DType): Value {
  if (value.dtype === dtype) return value;
  return new Value(g.cast(value.name, value.dtype, dtype), value.shape, dtype, value.mask);
}

function openBatch(shape: OpenShape): OpenShape {
  return [null, ...shape.slice(1)];
}
