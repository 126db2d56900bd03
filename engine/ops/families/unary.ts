import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { isFloat, type TypedArray } from '../../tensor/dtype';
import type { Lane, LaneBuilder } from '../../tensor/lanes';
import { DTypeError } from '../../tensor/errors';
import { formatShape } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { defineOp, NONE, type OpDef, type OpFunction, type Sample } from '../op';
import { textFor, unaryWgsl, valueText, type WgslText } from '../wgsl/elementwise';

export interface UnaryDefinition {
  name: string;
  tfNames: readonly string[];
  doc: string;
  formula: string;
  derivative: string | null;
  /** The derivative at `u` with value `y`, as the inspector prints it. */
  derivativeText?: (u: number, y: number) => string | null;
  /** `y[i] = f(x[i])` for every i: the op's own loop. */
  loop: (x: TypedArray, y: TypedArray) => void;
  /** The same in SIMD lanes. */
  lanes?: (b: LaneBuilder, x: Lane) => Lane;
  /** WGSL expression in `x`: f32, i32 or bool after the operand's dtype. */
  wgsl: WgslText;
  /** WGSL functions that `wgsl` calls. */
  wgslHelpers?: string;
  /** dy/dx · upstream, given the upstream gradient, input and output; null: none by definition. */
  gradient: ((dy: Tensor, x: Tensor, y: Tensor) => Tensor | null) | null;
  /** Which dtypes are accepted; floats only where not said. */
  accepts?: 'float' | 'number' | 'bool';
  /** `bool` for questions about an element. */
  output?: 'same' | 'bool';
  /** TensorFlow's name of the parameter; `x` where not said. */
  parameter?: string;
  /** Where tests draw their inputs; default −2 to 2. */
  range?: readonly [number, number];
}

/** An elementwise function of one tensor: `[…]` → `[…]`, same dtype. Throws `DTypeError` for a dtype it does not accept. */
export function unary(definition: UnaryDefinition): OpFunction<(x: TensorLike) => Tensor> {
  const { name, doc, formula, derivative, derivativeText, loop, gradient } = definition;
  const op: OpDef = {
    name,
    tf: { names: definition.tfNames, signature: [{ name: definition.parameter ?? 'x' }] },
    doc,
    inputs: ['u'],
    formula,
    derivatives: [derivative],
    derivativeText: derivativeText && ((_, [u], y) => derivativeText(u, y)),
    elementwise: true,
    infer: (inputs) => [inferUnary(definition, inputs[0])],
    cpu: (operands: readonly CpuOperand[], outputs: readonly CpuOperand[]) =>
      loop(operands[0].storage, outputs[0].storage),
    lanes: definition.lanes && ((b, [x]) => definition.lanes!(b, x)),
    wgslValue: valueText(['x'], definition),
    wgsl: ([x], [y]) => unaryWgsl(name, textFor(definition.wgsl, x.dtype), definition.wgslHelpers ?? '', x, y.dtype),
    gradient: gradient && ((upstream, { inputs, outputs }) => [gradient(upstream[0]!, inputs[0], outputs[0])]),
    samples: () => unarySamples(definition),
  };
  return defineOp(op, (run) => (x: TensorLike) => run([x], NONE));
}

function inferUnary({ name, accepts = 'float', output }: UnaryDefinition, { shape, dtype }: TensorSpec): TensorSpec {
  const fine = accepts === 'bool' ? dtype === 'bool' : isFloat(dtype) || (accepts === 'number' && dtype === 'int32');
  if (!fine) {
    const expected = { float: 'a float dtype', number: 'a number dtype', bool: 'bool' }[accepts];
    throw new DTypeError(`${name}: expected ${expected}, got ${dtype} ${formatShape(shape)}`);
  }
  return { shape, dtype: output === 'bool' ? 'bool' : dtype };
}

function unarySamples({ range, accepts }: UnaryDefinition): Sample[] {
  const dtype = accepts === 'bool' ? 'bool' : undefined;
  return [[], [5], [3, 4]].map((shape) => ({ inputs: [{ shape, range, dtype }], attributes: {} }));
}

/** For ops with options: a float tensor that keeps its shape. Throws `DTypeError` for another dtype. */
export function inferFloat(name: string, { shape, dtype }: TensorSpec): TensorSpec[] {
  if (!isFloat(dtype)) throw new DTypeError(`${name}: expected a float dtype, got ${dtype} ${formatShape(shape)}`);
  return [{ shape, dtype }];
}
