/** `tf.keras`: layers, models, losses, metrics, optimizers and initializers with Keras 3's names and defaults. */
import * as callbacks from './callbacks';
import * as constraints from './constraints';
import * as initializers from './initializers';
import * as layers from './layers';
import * as losses from './lossNames';
import * as metrics from './metrics';
import * as optimizers from './optimizers';
import * as regularizers from './regularizers';
import { KerasTensor } from './kerasTensor';
import { Input, Layer } from './layers';
import { registerLayers } from './layers/serialize';
import { Model } from './models/model';
import { Sequential } from './models/sequential';
import { clearSession } from './names';

registerLayers('keras.layers', layers, Layer);
registerLayers('keras', { Functional: Model, Sequential }, Layer);

export {
  callbacks,
  constraints,
  initializers,
  Input,
  KerasTensor,
  Layer,
  layers,
  losses,
  metrics,
  Model,
  optimizers,
  regularizers,
  Sequential,
};

export const models = { Model, Sequential };
export const utils = { clearSession };
