import { ValueError } from '../../tensor/errors';
import { isSerialized, optionsOf, type Serialized } from '../config';
import { camelCase } from '../names';
import * as all from './all';
import { Loss, type LossFunction } from './loss';

/** Keras' short names. */
const SHORT: Readonly<Record<string, string>> = {
  bce: 'binaryCrossentropy',
  kld: 'klDivergence',
  mae: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError',
  mse: 'meanSquaredError',
  msle: 'meanSquaredLogarithmicError',
};

type LossClass = new (options?: object) => Loss;

/** A loss as `compile` takes it: an object, a function, a name, or a class name with options. */
export type LossLike =
  Loss | LossFunction | string | Serialized | { readonly className: string; readonly config?: Record<string, unknown> };

/**
 * `keras.losses.get`: the function of a function's name (`mean_squared_error`, `mse`), an object of a
 * class's name (`MeanSquaredError`) or of `{ className, config }`; an object, function or null as it is.
 * Throws `ValueError` for anything else.
 */
export function get(identifier: LossLike): Loss | LossFunction;
export function get(identifier: LossLike | null): Loss | LossFunction | null;
export function get(identifier: LossLike | null): Loss | LossFunction | null {
  if (identifier === null || identifier instanceof Loss || typeof identifier === 'function') return identifier;
  const [name, config] = parts(identifier);
  const found = (all as Record<string, unknown>)[SHORT[name.toLowerCase()] ?? camelCase(name)];
  if (typeof found !== 'function') throw unknown(name);
  return found.prototype instanceof Loss ? new (found as LossClass)(config) : (found as LossFunction);
}

function parts(identifier: Exclude<LossLike, Loss | LossFunction>): [name: string, options: object] {
  if (typeof identifier === 'string') return [identifier, {}];
  const name = isSerialized(identifier) ? identifier.class_name : identifier.className;
  return [name, optionsOf(identifier.config ?? {}, name)];
}

function unknown(name: string): ValueError {
  const names = Object.keys(all).join(', ');
  return new ValueError(`Could not interpret loss identifier: ${name}. Expected one of: ${names}`);
}
