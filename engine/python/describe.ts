/**
 * What Python is told of a function of `tf`: TensorFlow's own signature, from the data that each op declares and
 * from `engine/keras/signatures.ts`, so that Python binds the arguments and raises its own errors.
 */
import { signatures } from '../keras/signatures';
import type { Parameter } from '../ops/op';

export interface FunctionDescription {
  /** Python's parameter list, as text of Python's. Null: positions and keywords are handed on as they come. */
  readonly parameters: string | null;
  /** How many of the parameters are tensors, from the first on; null where that is not known. */
  readonly tensors: number | null;
  /** Whether its tensors come in a list (`tf.concat`), or as arguments that are spread. */
  readonly listed: boolean;
  /** How many parameters the engine takes by position at least; what follows goes by name into its options. */
  readonly positions: number;
  readonly doc: string | null;
}

interface Definition {
  readonly tf: { readonly names: readonly string[]; readonly signature: readonly Parameter[] };
  readonly doc: string;
  readonly formula: string;
  readonly inputs?: readonly string[];
  readonly samples: () => readonly { readonly inputs: readonly unknown[] }[];
}

/** Keras' signatures by the object that stands at their place under `tf`: other names of it share them. */
export function signaturesOf(tf: object): ReadonlyMap<unknown, string> {
  const found = new Map<unknown, string>();
  for (const [path, text] of Object.entries(signatures)) {
    let one: unknown = tf;
    for (const name of path.split('.')) one = (one as Record<string, unknown> | undefined)?.[name];
    if (one !== undefined) found.set(one, text);
  }
  return found;
}

/** A function or class by its definition, where it is an op or made of ops; else by Keras' signature of it. */
export function describeFunction(
  fn: object & { readonly length: number },
  keras: ReadonlyMap<unknown, string>,
): FunctionDescription {
  const { op, composite } = fn as { op?: Definition; composite?: Definition };
  const definition = op ?? composite;
  if (definition === undefined) {
    // Keras' functions and constructors take by position what has no default, and nothing else.
    return { parameters: keras.get(fn) ?? null, tensors: null, listed: false, positions: 0, doc: null };
  }
  const { signature } = definition.tf;
  const required = signature.filter((one) => one.default === undefined).length;
  const tensors = definition.inputs?.length ?? Math.max(0, ...definition.samples().map(({ inputs }) => inputs.length));
  return {
    parameters: signature.map((one, i) => parameterText(one, i >= Math.max(1, fn.length) && i > 0)).join(', '),
    tensors,
    listed: definition.inputs?.[0]?.endsWith('…') ?? tensors > required,
    positions: Math.max(required, fn.length),
    doc: definition.doc,
  };
}

/** `optional`: the engine can do without it although TensorFlow's definition here gives no default (`tf.where`). */
function parameterText({ name, default: value }: Parameter, optional: boolean): string {
  if (name.startsWith('*')) return name;
  if (value === undefined) return optional ? `${name}=None` : name;
  return `${name}=${pythonText(value)}`;
}

/** A default as Python writes it. */
export function pythonText(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `(${value.map(pythonText).join(', ')},)`;
  return String(value);
}
