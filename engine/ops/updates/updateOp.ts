import type { Attributes, CpuOperand } from '../../tensor/backend';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { isFloat, type TypedArray } from '../../tensor/dtype';
import { formatShape, sameShape } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { withoutTapes } from '../../tape/context';
import { execute, type OpDef } from '../op';
import type { WgslKernel } from '../../tensor/backend';

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
  /** WGSL of the same rule; see `Kernel.wgsl`. */
  wgsl: WgslKernel | null;
  /** Attributes that tests run the rule with. */
  samples: readonly A[];
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
    wgsl: definition.wgsl,
    gradient: null,
    samples: () =>
      definition.samples.flatMap((attributes) =>
        [[], [3, 5]].map((shape) => ({
          // Slots that hold squares are not negative.
          inputs: letters.map((_, i) => ({ shape, range: i < 3 ? ([-2, 2] as const) : ([0.1, 2] as const) })),
          attributes,
        })),
      ),
  };
  const run = (inputs: readonly Tensor[], attributes: A) => withoutTapes(() => execute(op, inputs, attributes));
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
