import { ValueError } from '../../tensor/errors';
import { isSerialized, type Serialized } from '../config';
import * as all from './all';
import { Optimizer } from './optimizer';

/** An optimizer as `compile` takes it: an object, a name, or a class name with options. */
export type OptimizerLike =
  Optimizer | string | Serialized | { readonly className: string; readonly config?: Record<string, unknown> };

type OptimizerClass = { fromConfig(config: object): Optimizer };

const classes = new Map(Object.entries(all).map(([name, made]) => [name.toLowerCase(), made as OptimizerClass]));

/**
 * `keras.optimizers.get`: a new optimizer by its class's name, in any case (`adamw`, `AdamW`), or by
 * `{ className, config }`; an object or null as it is. Throws `ValueError` for anything else.
 */
export function get(identifier: OptimizerLike): Optimizer;
export function get(identifier: OptimizerLike | null): Optimizer | null;
export function get(identifier: OptimizerLike | null): Optimizer | null {
  if (identifier === null || identifier instanceof Optimizer) return identifier;
  const [name, config] = parts(identifier);
  const found = classes.get(name.toLowerCase());
  if (found === undefined) {
    const names = [...classes.keys()].join(', ');
    throw new ValueError(`Could not interpret optimizer identifier: ${name}. Expected one of: ${names}`);
  }
  return found.fromConfig(config);
}

function parts(identifier: Exclude<OptimizerLike, Optimizer>): [name: string, config: object] {
  if (typeof identifier === 'string') return [identifier, {}];
  return [isSerialized(identifier) ? identifier.class_name : identifier.className, identifier.config ?? {}];
}
