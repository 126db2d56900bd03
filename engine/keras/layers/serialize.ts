import { ValueError } from '../../tensor/errors';
import { type Config, isSerialized, type Serialized } from '../config';
import type { InputShape, Layer, LayerClass } from './layer';

/** Every class of layers and models by its Keras name. */
const classes = new Map<string, { readonly one: LayerClass; readonly module: string }>();

/** Makes the layer classes of a module known to `deserialize`. */
export function registerLayers(module: string, exported: Readonly<Record<string, unknown>>, base: unknown): void {
  for (const [name, one] of Object.entries(exported)) {
    const isLayer = typeof one === 'function' && one !== base && one.prototype instanceof (base as typeof Layer);
    if (isLayer) classes.set(name, { one: one as LayerClass, module });
  }
}

/** `keras.layers.serialize`: class, config and the shape it was built for, as plain JSON. */
export function serialize(layer: Layer): Serialized {
  const config = layer.getConfig();
  const module = classes.get(layer.className)?.module ?? 'keras.layers';
  const plain: Serialized = { module, class_name: layer.className, config, registered_name: null };
  const buildConfig = layer.getBuildConfig();
  return buildConfig === null ? plain : { ...plain, build_config: buildConfig };
}

/** `keras.layers.deserialize`: a layer with new weights from what `serialize` gave, here or in Keras. */
export function deserialize(config: Serialized | Layer): Layer {
  if (!isSerialized(config)) {
    throw new ValueError(`Could not interpret serialized layer: ${JSON.stringify(config)}`);
  }
  const { class_name: name, build_config: buildConfig } = config as Serialized;
  const found = classes.get(name);
  if (found === undefined) {
    throw new ValueError(`Unknown layer: '${name}'. Expected one of: ${[...classes.keys()].join(', ')}`);
  }
  const layer = found.one.fromConfig((config as Serialized).config);
  if (buildConfig !== undefined && !layer.built) layer.build(shapeOf(buildConfig));
  return layer;
}

/** One shape, or those of several arguments by name. */
function shapeOf(config: Config): InputShape {
  if ('input_shape' in config) return config.input_shape as InputShape;
  return Object.values(config.shapes_dict as Config).filter((one) => one !== null) as unknown as InputShape;
}
