import '../keras';
import { cpuBackend } from '../backends/cpu/cpuBackend';
import type { Serialized } from '../keras/config';
import { withBlankWeights } from '../keras/layers/blankWeights';
import { deserialize } from '../keras/layers/serialize';
import { Model } from '../keras/models/model';
import { withBackend } from '../tensor/activeBackend';
import { fromData } from '../tensor/convert';
import type { NamedTensor } from './weightsFile';

/**
 * A model made again on the CPU from what `serialize` gave as JSON, with these weights in Keras' order, which keep
 * their names; null for new weights.
 */
export function modelFrom(config: string, weights: readonly NamedTensor[] | null): Model {
  return withBackend(cpuBackend, () => {
    const model = withBlankWeights(() => deserialize(JSON.parse(config) as Serialized));
    if (!(model instanceof Model)) throw new Error('internal: what was told as a model is a layer');
    if (weights === null) return model;
    model.setWeights(weights.map(({ data, shape, dtype }) => fromData(data.slice(), shape, dtype)));
    model.weights.forEach((variable, i) => (variable.path = weights[i].name));
    return model;
  });
}
