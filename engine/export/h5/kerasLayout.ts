/**
 * Where Keras 3 keeps each weight in a `.weights.h5`: a group for a layer, in it `vars` with the layer's own
 * weights by number, and beside that the layers inside, by the attribute that holds them. In a list of layers
 * a group is called after the class, not after the layer: names of layers count on from model to model.
 * Source: `keras/src/saving/saving_lib.py`, `_save_state` and `_save_container_state`.
 */
import type { Layer } from '../../keras/layers/layer';
import { Model } from '../../keras/models/model';
import { classSnakeCase } from '../../keras/names';
import type { Variable } from '../../tape/variable';

export interface LayerGroup {
  /** From the root: `layers/dense`; empty for the model itself. */
  readonly path: string;
  readonly layer: Layer;
}

/** The group of the model and those of all layers in it, each once: a shared layer is where it was met first. */
export function kerasGroups(model: Model): LayerGroup[] {
  const groups: LayerGroup[] = [];
  const seen = new Set<Layer>();
  const visit = (layer: Layer, path: string): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    groups.push({ path, layer });
    if (layer instanceof Model) {
      for (const [name, inner] of namedByClass(layer.layers)) visit(inner, join(path, `layers/${name}`));
    }
    for (const [inner, attribute] of layer.parts) visit(inner, join(path, attribute));
  };
  visit(model, '');
  return groups;
}

/** The path of each of the model's weights. */
export function kerasPaths(model: Model): Map<Variable, string> {
  const paths = new Map<Variable, string>();
  for (const { path, layer } of kerasGroups(model)) {
    layer.ownWeights.forEach((weight, i) => paths.set(weight, join(path, `vars/${i}`)));
  }
  return paths;
}

export function join(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

function namedByClass(layers: readonly Layer[]): [name: string, layer: Layer][] {
  const used = new Map<string, number>();
  return layers.map((layer) => {
    const name = classSnakeCase(layer.className);
    const count = used.get(name) ?? 0;
    used.set(name, count + 1);
    return [count === 0 ? name : `${name}_${count}`, layer];
  });
}
