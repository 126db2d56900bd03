import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { isFloat, type TypedArray } from '../../tensor/dtype';
import { DTypeError } from '../../tensor/errors';
import { formatShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineOp, type OpDef, type OpFunction, type Sample } from '../op';
import { unaryWgsl } from '../wgsl/elementwise';

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
  /** WGSL expression in `x`, an f32 (i32 for integer tensors). */
  wgsl: string;
  /** WGSL functions that `wgsl` calls. */
  wgslHelpers?: string;
  /** dy/dx · upstream, given the upstream gradient, input and output; null: none by definition. */
  gradient: ((dy: Tensor, x: Tensor, y: Tensor) => Tensor | null) | null;
  /** Which dtypes are accepted; floats only where not said. */
  accepts?: 'float' | 'number';
  /** Where tests draw their inputs; default −2 to 2. */
  range?: readonly [number, number];
}

/** An elementwise function of one tensor: `[…]` → `[…]`, same dtype. Throws `DTypeError` for a dtype it does not accept. */
export function unary(definition: UnaryDefinition): OpFunction<(x: TensorLike) => Tensor> {
  const { name, doc, formula, derivative, derivativeText, loop, gradient, accepts = 'float' } = definition;
  const op: OpDef = {
    name,
    tf: { names: definition.tfNames, signature: [{ name: 'x' }] },
    doc,
    inputs: ['u'],
    formula,
    derivatives: [derivative],
    derivativeText: derivativeText && ((_, [u], y) => derivativeText(u, y)),
    elementwise: true,
    infer: ([x]) => {
      const fine = isFloat(x.dtype) || (accepts === 'number' && x.dtype === 'int32');
      if (!fine)
        throw new DTypeError(
          `${name}: expected ${accepts === 'float' ? 'a float' : 'a number'} dtype, got ${x.dtype} ${formatShape(x.shape)}`,
        );
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[]) => loop(x.storage, y.storage),
    wgsl: ([x]) => unaryWgsl(name, definition.wgsl, definition.wgslHelpers ?? '', x),
    gradient: gradient && (([dy], record) => [gradient(dy!, record.inputs[0], record.outputs[0])]),
    samples: () => unarySamples(definition.range),
  };
  return defineOp(op, (run) => (x: TensorLike) => run([x], {}));
}

function unarySamples(range: readonly [number, number] = [-2, 2]): Sample[] {
  return [[], [5], [3, 4]].map((shape) => ({ inputs: [{ shape, range }], attributes: {} }));
}
