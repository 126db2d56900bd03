/** `tf.keras`: layers, models, losses, metrics, optimizers and initializers with Keras 3's names and defaults. */
import * as initializers from './initializers';
import * as layers from './layers';
import * as losses from './lossNames';
import * as metrics from './metrics';
import * as optimizers from './optimizers';
import { Input } from './layers';
import { Sequential } from './models/sequential';
import { clearSession } from './names';

export { initializers, Input, layers, losses, metrics, optimizers, Sequential };

export const models = { Sequential };
export const utils = { clearSession };
