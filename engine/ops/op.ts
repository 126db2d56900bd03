import type { Attributes, AttributeValue, Kernel } from '../tensor/backend';
import { activeBackend } from '../tensor/activeBackend';
import { context } from '../tape/context';
import { offer } from '../tape/offer';
import type { Differentiable, TapeRecord } from '../tape/record';
import { convert, isReadable, type TensorLike } from '../tensor/convert';
import { ValueError } from '../tensor/errors';
import { formatShape } from '../tensor/shape';
import { Tensor, type TensorSpec } from '../tensor/tensor';

/**
 * One op in one place. The catalogue, the API, the inspector's formulas, the gradient check and the
 * comparison of backends all read this definition; nothing else lists ops.
 */
export interface OpDef<A extends Attributes = Attributes> extends Kernel, Differentiable {
  /** The name in this API: `reduceSum`. */
  readonly name: string;
  /** TensorFlow's names of it, the main one first, and its Python signature. */
  readonly tf: { readonly names: readonly string[]; readonly signature: readonly Parameter[] };
  /** One sentence. */
  readonly doc: string;
  /** The letter of each tensor input in the formulas; a trailing `…` letter stands for any number (`concat`). */
  readonly inputs: readonly string[];
  /** KaTeX of the value. */
  readonly formula: string;
  /** KaTeX of the derivative by each input, aligned with `inputs`; null where there is none. */
  readonly derivatives: readonly (string | null)[];
  /** The derivative in numbers for scalar operands, as the inspector prints it (`2 · 4`); absent where no short text exists. */
  readonly derivativeText?: (
    inputIndex: number,
    inputs: readonly number[],
    output: number,
    attributes: A,
  ) => string | null;
  /** Each output element depends on the one (broadcast) element of each input at its own place. */
  readonly elementwise: boolean;
  /** Shapes and dtypes of the outputs; throws what is wrong with the inputs, before any kernel runs. */
  readonly infer: (inputs: readonly TensorSpec[], attributes: A) => readonly TensorSpec[];
  readonly gradient:
    | ((upstream: readonly (Tensor | null)[], record: TapeRecord<A>, needs: readonly boolean[]) => (Tensor | null)[])
    | null;
  /** Inputs that tests run this op on: away from kinks, and of more than one shape. */
  readonly samples: () => readonly Sample<NoInfer<A>>[];
}

export interface Parameter {
  readonly name: string;
  /** Absent: the parameter has no default, and is positional here. */
  readonly default?: AttributeValue;
}

export interface Sample<A extends Attributes = Attributes> {
  readonly inputs: readonly SampleInput[];
  readonly attributes: A;
}

/** `values` are used as they are; otherwise seeded uniform numbers in `range` (default −2 to 2). */
export interface SampleInput {
  readonly shape: readonly number[];
  readonly dtype?: TensorSpec['dtype'];
  readonly range?: readonly [number, number];
  readonly values?: readonly number[];
  /** Its matrices are symmetric by definition: gradient checks move an element and its mirror image together. */
  readonly symmetric?: boolean;
}

/** A public function that carries its definition. */
export type OpFunction<F extends (...args: never[]) => unknown, A extends Attributes = Attributes> = F & {
  readonly op: OpDef<A>;
};

/** The attributes of ops that have none. */
export const NONE: Readonly<Record<string, never>> = Object.freeze({});

type Run<A> = (inputs: readonly TensorLike[], attributes: A) => Tensor;

/**
 * Joins a definition with its public function. `build` gets `run`, which executes the op and gives
 * its first output, and the definition for ops with several outputs (`execute(op, …)`).
 */
export function defineOp<A extends Attributes, F extends (...args: never[]) => unknown>(
  definition: OpDef<A>,
  build: (run: Run<A>, op: OpDef<A>) => F,
): OpFunction<F, A> {
  const run: Run<A> = (inputs, attributes) => execute(definition, inputs, attributes)[0];
  return Object.assign(build(run, definition), { op: definition });
}

/**
 * Infers, runs and records. Raw numbers take the dtype of the first tensor among the inputs, else of
 * the first input. Where the attributes depend on the state of the host (a step count, a random
 * counter), `renew` gives the ones of another call: a traced function asks it at each replay.
 */
export function execute<A extends Attributes>(
  op: OpDef<A>,
  values: readonly TensorLike[],
  attributes: A,
  renew: (() => A) | null = null,
): readonly Tensor[] {
  const inputs = convertAll(op.name, values);
  const specs = op.infer(inputs, attributes);
  const backend = activeBackend();
  const outputs = new Array<Tensor>(specs.length);
  for (let i = 0; i < specs.length; i++) {
    outputs[i] = new Tensor(specs[i].shape, specs[i].dtype, backend);
    if (outputs[i].size > MOST_ELEMENTS) throw tooLarge(op.name, outputs[i]);
  }
  for (let i = 0; i < inputs.length; i++) {
    inputs[i].assertLive();
    if (inputs[i].backend !== backend) {
      throw new ValueError(`${op.name}: input ${i} lives on ${inputs[i].backend.name}, but ${backend.name} is in use`);
    }
  }
  backend.run(op, inputs, outputs, attributes);
  context.trace?.executed(op, inputs, outputs, attributes, renew);
  if (context.tapes.length > 0) record(op, inputs, outputs, attributes);
  return outputs;
}

/** No backend makes larger arrays: 4 GB of float32. */
const MOST_ELEMENTS = 2 ** 30;

function tooLarge(op: string, { shape, size }: Tensor): ValueError {
  const gigabytes = (elements: number) => `${Number(((4 * elements) / 1e9).toPrecision(3))} GB`;
  const most = Math.floor((4 * MOST_ELEMENTS) / 1e9);
  return new ValueError(
    `${op}: a result of shape ${formatShape(shape)} needs ${gigabytes(size)}; at most ${most} GB can be computed`,
  );
}

/** Raw numbers take the dtype of the first tensor among `values`, else of the first value. */
export function convertAll(op: string, values: readonly TensorLike[]): Tensor[] {
  const inputs = new Array<Tensor>(values.length);
  let dtype: Tensor['dtype'] | undefined;
  let raw = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value instanceof Tensor) inputs[i] = value;
    else if (isReadable(value)) inputs[i] = value.readValue();
    else {
      raw = true;
      continue;
    }
    dtype ??= inputs[i].dtype;
  }
  if (!raw) return inputs;
  for (let i = 0; i < values.length; i++) {
    inputs[i] ??= convert(values[i], dtype, op);
    dtype ??= inputs[i].dtype;
  }
  return inputs;
}

function record<A extends Attributes>(
  op: OpDef<A>,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
  attributes: A,
): void {
  offer({
    id: context.nextRecord++,
    op: op as unknown as Differentiable,
    inputs,
    outputs,
    attributes,
    scope: context.scope,
    line: context.line,
  });
}
