/**
 * How Keras writes objects as JSON: the class by its name and module, what it was made with under
 * Python's names. Files of it can be exchanged with Keras.
 */
import { ValueError } from '../tensor/errors';
import type { DType } from '../tensor/dtype';
import { camelCase, snakeCase } from './names';

/** What `getConfig` gives: plain JSON, keys in Keras' spelling (`use_bias`). */
export type Config = Record<string, unknown>;

/** An object as Keras serializes it. */
export interface Serialized {
  readonly module: string;
  readonly class_name: string;
  readonly config: Config;
  readonly registered_name: string | null;
  /** The shape that a layer was built for. */
  readonly build_config?: Config;
}

export function serialized(module: string, className: string, config: Config): Serialized {
  return { module, class_name: className, config, registered_name: null };
}

export function isSerialized(value: unknown): value is Serialized {
  return typeof value === 'object' && value !== null && 'class_name' in value && 'config' in value;
}

/** What Keras writes and we have not: only its default (nothing) can be read. */
const ABSENT = new Set([
  'build_config',
  'input_axes',
  'optional',
  'output_axes',
  'quantization_config',
  'ragged',
  'renorm',
  'renorm_clipping',
  'renorm_momentum',
  'rms_scaling',
  'sliding_window',
  'sparse',
  'synchronized',
  'use_gate',
]);

/** A config as options of a constructor: `use_bias` → `useBias`. Throws for a feature that only Keras has. */
export function optionsOf(config: Config, owner: string): Config {
  const options: Config = {};
  for (const [key, value] of Object.entries(config)) {
    if (!ABSENT.has(key)) options[camelCase(key)] = value;
    else if (value !== null && value !== false && key !== 'renorm_momentum') {
      throw new ValueError(`${owner}: \`${key}\` is not supported. Received: ${key}=${JSON.stringify(value)}`);
    }
  }
  return options;
}

/** `float32`, as a name or as the policy that Keras writes into configs. */
export function dtypeOfPolicy(dtype: unknown): DType {
  const name = isSerialized(dtype) ? dtype.config.name : dtype;
  if (name === 'float32' || name === 'float64' || name === 'int32' || name === 'bool') return name;
  throw new ValueError(`Cannot interpret dtype: ${JSON.stringify(name)}. Expected float32, float64, int32 or bool.`);
}

export function dtypePolicy(dtype: DType): Serialized {
  return serialized('keras', 'DTypePolicy', { name: dtype });
}

/** Something small that is made from its config: an initializer, a regularizer, a constraint. */
interface Configured {
  getConfig(): Config;
}

type Classes<T> = Readonly<Record<string, new (options?: never) => T>>;

/**
 * `keras.initializers.get` and its like: an object as it is, a function as an object, Keras' name (of
 * the class, in either spelling) with its defaults, or what Keras serialized. Throws `ValueError`
 * for a name that is none.
 */
export function getByConfig<T extends Configured>(kind: string, classes: Classes<T>, identifier: unknown): T | null {
  if (identifier === null || identifier === undefined) return null;
  if (typeof identifier === 'string') return new (classNamed(kind, classes, identifier))();
  if (isSerialized(identifier)) {
    const { class_name: name, config } = identifier;
    return new (classNamed(kind, classes, name))(optionsOf(config, name) as never);
  }
  if (typeof identifier === 'function') return ofFunction(identifier as () => unknown) as unknown as T;
  if (typeof identifier === 'object' && 'call' in identifier) return identifier as T;
  throw new ValueError(`Could not interpret ${kind} identifier: ${JSON.stringify(identifier)}`);
}

/** What Keras writes of such an object; null for none. */
export function serializeByClass(module: string, classes: object, object: Configured | null): Serialized | null {
  if (object === null) return null;
  for (const [name, one] of Object.entries(classes)) {
    if (object.constructor === one) return serialized(module, name, object.getConfig());
  }
  return { module: 'builtins', class_name: 'function', config: object.getConfig(), registered_name: 'function' };
}

function classNamed<T>(kind: string, classes: Classes<T>, identifier: string): new (options?: never) => T {
  const name = snakeCase(identifier);
  for (const [className, one] of Object.entries(classes)) if (snakeCase(className) === name) return one;
  const names = Object.keys(classes).map(snakeCase).join(', ');
  throw new ValueError(`Could not interpret ${kind} identifier: ${identifier}. Expected one of: ${names}`);
}

function ofFunction(call: () => unknown): object {
  return { call, getConfig: () => ({ name: call.name }) };
}
