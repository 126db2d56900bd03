/**
 * What tells one trace of a function from another: the structure of its arguments, shape and dtype of
 * every tensor in it, which variables and other objects there are, and the value of everything plain.
 */
import { Variable } from '../tape/variable';
import { convert } from '../tensor/convert';
import type { TypedArray } from '../tensor/dtype';
import { Tensor } from '../tensor/tensor';

export interface Signature {
  readonly key: string;
  /** The tensors among the arguments, in order. */
  readonly tensors: readonly Tensor[];
  /** The arguments with typed arrays made tensors, as TensorFlow does with arrays of NumPy. */
  readonly args: readonly unknown[];
}

const identities = new WeakMap<object, number>();
let nextIdentity = 1;

export function signatureOf(args: readonly unknown[]): Signature {
  const tensors: Tensor[] = [];
  const parts: string[] = [];
  const given = args.map((one) => describe(one, tensors, parts));
  return { key: parts.join(), tensors, args: given };
}

/** Writes one argument into `parts` and gives it back as the function gets it. */
function describe(value: unknown, tensors: Tensor[], parts: string[]): unknown {
  if (value instanceof Tensor) {
    // The same tensor in two places is another case than two of a kind: the trace knows it as one value.
    const before = tensors.indexOf(value);
    tensors.push(value);
    parts.push(`${value.dtype}[${value.shape.join()}]${before < 0 ? '' : `=${before}`}`);
    return value;
  }
  if (value instanceof Variable) {
    parts.push(`v${value.variableId}`);
    return value;
  }
  if (ArrayBuffer.isView(value)) return describe(convert(value as TypedArray), tensors, parts);
  if (Array.isArray(value)) {
    parts.push(`[${value.length}`);
    return value.map((one) => describe(one, tensors, parts));
  }
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const keys = Object.keys(value);
    parts.push(`{${JSON.stringify(keys)}`);
    return Object.fromEntries(
      keys.map((key) => [key, describe((value as Record<string, unknown>)[key], tensors, parts)]),
    );
  }
  parts.push(plainText(value));
  return value;
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `${value}`;
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return `${String(value)}`;
  let identity = identities.get(value);
  if (identity === undefined) identities.set(value, (identity = nextIdentity++));
  return `@${identity}`;
}
