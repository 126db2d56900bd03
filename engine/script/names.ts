/**
 * Every name that a script can write after `tf`, with the signature and the sentence of those that have a
 * definition: what the editor offers while a person types. Read off the namespace, as the sandbox's own is.
 */
import type { ScriptName } from '../protocol';
import type { Parameter } from '../ops/op';
import type { AttributeValue } from '../tensor/backend';
import { isClass, isPlain } from './surface';

interface Definition {
  readonly tf: { readonly signature: readonly Parameter[] };
  readonly doc: string;
}

export function scriptNames(tf: object): ScriptName[] {
  const names: ScriptName[] = [];
  const walk = (space: object, path: string): void => {
    for (const [name, value] of Object.entries(space)) {
      const here = `${path}.${name}`;
      const kind = kindOf(value);
      names.push({ path: here, kind, ...factsOf(value, name) });
      if (kind === 'space') walk(value as object, here);
    }
  };
  walk(tf, 'tf');
  return names;
}

function kindOf(value: unknown): ScriptName['kind'] {
  if (typeof value === 'function') return isClass(value) ? 'class' : 'function';
  return isPlain(value) ? 'space' : 'value';
}

function factsOf(value: unknown, name: string): Pick<ScriptName, 'signature' | 'doc'> {
  const { op, composite } = value as { op?: Definition; composite?: Definition };
  const definition = op ?? composite;
  if (definition === undefined) return { signature: null, doc: null };
  return { signature: signatureText(name, definition.tf.signature), doc: definition.doc };
}

/** TensorFlow's signature by this API's rule: `reduceSum(inputTensor, { axis = null, keepdims = false })`. */
function signatureText(name: string, parameters: readonly Parameter[]): string {
  const shown = parameters.map((one) => ({ ...one, name: camelCase(one.name) }));
  const positional = shown.filter((one) => one.default === undefined).map((one) => one.name);
  const options = shown.flatMap((one) =>
    one.default === undefined ? [] : [`${one.name} = ${defaultText(one.default)}`],
  );
  return `${name}(${[...positional, ...(options.length > 0 ? [`{ ${options.join(', ')} }`] : [])].join(', ')})`;
}

function defaultText(value: AttributeValue): string {
  if (Array.isArray(value)) return `[${value.map(defaultText).join(', ')}]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
