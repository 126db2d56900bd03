import type { Attributes, CpuOperand, WgslProgram, WgslRule } from '../../tensor/backend';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { isFloat, type TypedArray } from '../../tensor/dtype';
import { formatShape, sameShape } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { withoutTapes } from '../../tape/context';
import { execute, type OpDef } from '../op';
import { elementwiseWgsl } from '../wgsl/elementwise';

/** One or more elementwise passes; a pass sees the inputs by their letters, and what earlier passes wrote. */
export interface UpdateText<A> {
  /** Numbers of the rule, by the names they have in the passes. */
  floats: (attributes: A) => readonly (readonly [name: string, value: number])[];
  passes: readonly UpdatePass[];
  /** Functions that the passes call. */
  helpers?: string;
}

export interface UpdatePass {
  /** Letters of the inputs read, and `next0`, `next1`, … for outputs of earlier passes. */
  reads: readonly string[];
  body?: string;
  /** WGSL expression of each output written, by its index. */
  writes: Readonly<Record<number, string>>;
}

export interface UpdateDefinition<A extends Attributes> {
  name: string;
  /** TensorFlow's kernel of the same rule. */
  tfName: string;
  doc: string;
  /** Letters of variable, gradient and slots. */
  inputs: readonly string[];
  formula: string;
  /** Writes the next variable and slots, element by element, from arrays of one length and dtype. */
  loop: (inputs: readonly TypedArray[], outputs: readonly TypedArray[], attributes: A) => void;
  /** WGSL of the same rule. */
  wgsl: UpdateText<A>;
  /** Attributes that tests run the rule with. */
  samples: readonly A[];
  /** Ranges of inputs in those tests, by letter; slots from the second on are taken for squares, and positive. */
  ranges?: Readonly<Record<string, readonly [number, number]>>;
}

/**
 * An optimizer's rule as one op: variable, gradient and slots in, next variable and slots out, all
 * of one shape and float dtype. It carries no gradient, and no tape hears of it.
 */
export function updateOp<A extends Attributes>(definition: UpdateDefinition<A>) {
  const { name, doc, inputs: letters, formula, loop } = definition;
  const op: OpDef<A> = {
    name,
    tf: { names: [definition.tfName], signature: letters.map((letter) => ({ name: letter })) },
    doc,
    inputs: letters,
    formula,
    derivatives: letters.map(() => null),
    elementwise: true,
    infer: (inputs) => infer(name, inputs),
    cpu: (inputs: readonly CpuOperand[], outputs: readonly CpuOperand[], attributes: A) =>
      loop(
        inputs.map((one) => one.storage),
        outputs.map((one) => one.storage),
        attributes,
      ),
    wgsl: (inputs, outputs, attributes) => updateWgsl(name, letters, definition.wgsl, inputs, outputs, attributes),
    wgslRule: ruleOf(letters, definition.wgsl),
    gradient: null,
    samples: () =>
      definition.samples.flatMap((attributes) =>
        [[], [3, 5]].map((shape) => ({
          inputs: letters.map((letter, i) => ({
            shape,
            range: definition.ranges?.[letter] ?? (i < 3 ? ([-2, 2] as const) : ([0.1, 2] as const)),
          })),
          attributes,
        })),
      ),
  };
  // What changes from step to step is a function's, so that a traced training step asks for it anew.
  const run = (inputs: readonly Tensor[], attributes: () => A) =>
    withoutTapes(() => execute(op, inputs, attributes(), attributes));
  return Object.assign(run, { op });
}

function infer(name: string, inputs: readonly TensorSpec[]): TensorSpec[] {
  const [variable, gradient] = inputs;
  if (!isFloat(variable.dtype) || inputs.some((one) => one.dtype !== variable.dtype)) {
    throw new DTypeError(`${name}: expected one float dtype, got ${inputs.map((one) => one.dtype).join(', ')}`);
  }
  if (inputs.some((one) => !sameShape(one.shape, variable.shape))) {
    throw new ShapeError(
      `${name}: the gradient's shape ${formatShape(gradient.shape)} is not the variable's ${formatShape(variable.shape)}`,
    );
  }
  const next = { shape: variable.shape, dtype: variable.dtype };
  return inputs.length === 2 ? [next] : [next, ...inputs.slice(2).map(() => next)];
}

/** The text as one pass over all inputs that writes all outputs; undefined where it takes several. */
function ruleOf<A extends Attributes>(letters: readonly string[], text: UpdateText<A>): WgslRule | undefined {
  const [{ body = '', writes }, ...others] = text.passes;
  if (others.length > 0) return undefined;
  const values = Object.keys(writes)
    .sort((a, b) => Number(a) - Number(b))
    .map((index) => writes[Number(index)]);
  return { letters, body, values, helpers: text.helpers ?? '', floats: text.floats };
}

/** The passes of the rule as one program: one thread an element; see `elementwiseWgsl` for the bindings. */
function updateWgsl<A extends Attributes>(
  name: string,
  letters: readonly string[],
  { floats, passes, helpers }: UpdateText<A>,
  inputs: readonly TensorSpec[],
  outputs: readonly TensorSpec[],
  attributes: A,
): WgslProgram {
  return {
    passes: passes.flatMap(({ reads, body, writes }, k) => {
      const targets = Object.keys(writes).map(Number);
      return elementwiseWgsl({
        name: `${name}:${k}`,
        inputs: reads.map((letter) => [letter, inputs[0]]),
        outputs: targets.map((index) => outputs[index]),
        values: targets.map((index) => writes[index]),
        body,
        helpers,
        floats: floats(attributes),
        reads: reads.map((letter) =>
          letter.startsWith('next') ? { output: Number(letter.slice(4)) } : { input: letters.indexOf(letter) },
        ),
        writes: targets.map((index) => ({ output: index })),
      }).passes;
    }),
  };
}
