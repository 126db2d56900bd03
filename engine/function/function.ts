import { context } from '../tape/context';
import { Variable } from '../tape/variable';
import { activeBackend } from '../tensor/activeBackend';
import type { Backend } from '../tensor/backend';
import { convert, type TensorLike } from '../tensor/convert';
import { type DType } from '../tensor/dtype';
import { ValueError } from '../tensor/errors';
import { KEPT } from '../tensor/lifetime';
import { formatShape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { warn } from '../tensor/warnings';
import type { Program } from './program';
import { copyOf, replay } from './replay';
import { PlannedCall } from './plannedCall';
import { signatureOf } from './signature';
import { FunctionTrace } from './trace';

/** `tf.TensorSpec`: what `inputSignature` asks of an argument; null stands for any size. */
export interface ArgumentSpec {
  readonly shape: readonly (number | null)[] | null;
  readonly dtype?: DType;
}

export interface FunctionOptions {
  /** One for each argument. Arguments become tensors of these dtypes; others are refused. */
  inputSignature?: readonly ArgumentSpec[] | null;
}

/** The structure of a result with tensors at its leaves. */
export type Returned<T> = T extends Tensor | Variable | number | boolean | ArrayBufferView
  ? Tensor
  : T extends null | undefined | void
    ? T
    : { -readonly [K in keyof T]: Returned<T[K]> };

export type TracedFunction<Args extends readonly unknown[], Result> = ((...args: Args) => Returned<Result>) & {
  /** How often the function itself has run: once for each signature of its arguments. */
  experimentalGetTracingCount(): number;
  readonly [KEPT]: () => Tensor[];
};

/** One trace: what to replay, and how its results are arranged. */
interface Concrete {
  readonly program: Program;
  readonly structure: unknown;
  /** Made at the first call that nobody follows. */
  planned: PlannedCall | null;
}

/** Stands in a structure for the next result. */
const LEAF = Symbol('result');

/** Traces of one function after which a person is warned that it is traced too often, as TensorFlow does. */
const MANY_TRACES = 5;

/**
 * `tf.function`: runs `fn` once for each signature of its arguments (shapes and dtypes of tensors,
 * identities of variables and objects, values of everything plain), and afterwards repeats the ops
 * that it ran, without it. Variables are read anew, random ops draw anew, optimizers count on; what
 * else `fn` does beside ops (printing, appending to a list) happens while it is traced only.
 * Variables may be made in the first call alone, which is then traced once more. Inside another
 * traced function it becomes part of that. Numbers cannot be read in it.
 *
 * A function is run as it is where nothing else would be the same: when it uses a tape that was made
 * outside, when it takes a variable's value that was also given to it, and when a tape around it
 * would record a custom gradient. Source: `tensorflow/python/eager/polymorphic_function/polymorphic_function.py`.
 */
export function tracedFunction<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  { inputSignature = null }: FunctionOptions = {},
): TracedFunction<Args, Result> {
  const programs = new Map<Backend, Map<string, Concrete>>();
  let traces = 0;
  let called = false;

  const trace = (key: string, tensors: readonly Tensor[], args: readonly unknown[]): unknown => {
    const { given, parameters } = withParameters(tensors, args);
    const noted = new FunctionTrace(parameters, !called);
    traces++;
    const { value, results, program } = noted.run(() => {
      const results: Tensor[] = [];
      const value = arrange(fn(...(given as unknown as Args)), results);
      return { value, results, program: noted.finish(results) };
    });
    called = true;
    for (const own of parameters) if (!tensors.includes(own) && !results.includes(own)) own.leaveScope();
    if (program === null) return fill(value, results);
    const backend = activeBackend();
    if (!programs.has(backend)) programs.set(backend, new Map());
    programs.get(backend)!.set(key, { program, structure: value, planned: null });
    if (programs.get(backend)!.size === MANY_TRACES) warnOfRetracing(fn.name);
    // A constant of the program must not be disposed by whoever gets it.
    return fill(
      value,
      results.map((tensor, i) => (program.results[i].fresh ? copyOf(tensor) : tensor)),
    );
  };

  const call = (...args: Args): Returned<Result> => {
    const given = inputSignature === null ? args : fitted(args, inputSignature);
    if (context.trace !== null) {
      const results: Tensor[] = [];
      return fill(arrange(fn(...(given as Args)), results), results) as Returned<Result>;
    }
    const { key, tensors, args: clean } = signatureOf(given);
    const known = programs.get(activeBackend())?.get(key);
    if (known === undefined) return trace(key, tensors, clean) as Returned<Result>;
    if (known.program.custom && context.tapes.length > 0) {
      const results: Tensor[] = [];
      return fill(arrange(fn(...(clean as unknown as Args)), results), results) as Returned<Result>;
    }
    return fill(known.structure, runProgram(known, tensors)) as Returned<Result>;
  };

  const kept = () =>
    [...programs.values()].flatMap((known) =>
      [...known.values()].flatMap(({ program }) => program.constants.map(({ tensor }) => tensor)),
    );
  return Object.assign(call, { experimentalGetTracingCount: () => traces, [KEPT]: kept });
}

/**
 * The arguments with tensors of their own in the place of those given, so that a tensor that is an
 * argument is not mistaken for the same one used by name inside. Where a tape or the timeline
 * follows the call, its arguments keep their identity.
 */
function withParameters(
  tensors: readonly Tensor[],
  args: readonly unknown[],
): { parameters: readonly Tensor[]; given: readonly unknown[] } {
  if (context.tapes.length > 0 || context.tracer !== null) return { parameters: tensors, given: args };
  const own = new Map(tensors.map((one) => [one, copyOf(one)]));
  const swap = (value: unknown): unknown => {
    if (value instanceof Tensor) return own.get(value);
    if (Array.isArray(value)) return value.map(swap);
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, swap(one)]));
  };
  return { parameters: tensors.map((one) => own.get(one)!), given: args.map(swap) };
}

/** Op by op where a tape or the timeline follows, else by a plan of the backend's. */
function runProgram(concrete: Concrete, given: readonly Tensor[]): readonly Tensor[] {
  const backend = activeBackend();
  given.forEach((tensor, i) => {
    if (tensor.backend === backend) return;
    throw new ValueError(`tf.function: argument ${i} lives on ${tensor.backend.name}, but ${backend.name} is in use`);
  });
  if (context.tapes.length > 0 || context.tracer !== null) return replay(concrete.program, given);
  concrete.planned ??= new PlannedCall(concrete.program, backend);
  return concrete.planned.run(given) ?? replay(concrete.program, given);
}

/** The structure of what the function returned, its tensors in `results`. Numbers become tensors; null and undefined stay. */
function arrange(value: unknown, results: Tensor[]): unknown {
  if (value === null || value === undefined) return value;
  if (value instanceof Promise) {
    value.catch(() => {});
    throw new ValueError('tf.function: the function returned a promise; an async function cannot be traced');
  }
  if (Array.isArray(value)) return value.map((one) => arrange(one, results));
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, arrange(one, results)]));
  }
  const fine = value instanceof Tensor || value instanceof Variable || ArrayBuffer.isView(value);
  if (!fine && typeof value !== 'number' && typeof value !== 'boolean') {
    const type = typeof value === 'object' ? value.constructor.name : typeof value;
    throw new TypeError(
      `To be compatible with tf.function, functions must return zero or more Tensors or null values; found return value of type ${type}, which is not a Tensor.`,
    );
  }
  results.push(convert(value as TensorLike));
  return LEAF;
}

function fill(structure: unknown, results: readonly Tensor[]): unknown {
  let next = 0;
  const level = (value: unknown): unknown => {
    if (value === LEAF) return results[next++];
    if (Array.isArray(value)) return value.map(level);
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, level(one)]));
  };
  return level(structure);
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The arguments as tensors that fit their specs. Throws `TypeError` for the first that does not. */
function fitted(args: readonly unknown[], specs: readonly ArgumentSpec[]): Tensor[] {
  if (args.length !== specs.length) {
    throw new TypeError(`tf.function: inputSignature has ${specs.length} arguments, the call ${args.length}`);
  }
  return specs.map(({ shape, dtype = 'float32' }, i) => {
    const value = args[i];
    const tensor = convert(
      value as TensorLike,
      value instanceof Tensor || value instanceof Variable ? undefined : dtype,
    );
    const fits =
      shape === null || (shape.length === tensor.rank && shape.every((n, k) => n === null || n === tensor.shape[k]));
    if (fits && tensor.dtype === dtype) return tensor;
    const wanted = shape === null ? 'any shape' : `[${shape.map((n) => n ?? 'null').join(', ')}]`;
    throw new TypeError(
      `Binding inputs to tf.function failed due to \`Can not cast ${tensor.dtype} ${formatShape(tensor.shape)} to ${dtype} ${wanted}\` for argument ${i}`,
    );
  });
}

function warnOfRetracing(name: string): void {
  warn(
    `${MANY_TRACES} signatures of ${name === '' ? 'a function' : `the function ${name}`} triggered tf.function retracing. Tracing is expensive and the excessive number of tracings could be due to (1) creating tf.function repeatedly in a loop, (2) passing tensors with different shapes, (3) passing JavaScript values instead of tensors.`,
  );
}
