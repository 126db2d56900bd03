import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { type DType, isFloat } from '../../tensor/dtype';
import { DTypeError, ShapeError } from '../../tensor/errors';
import type { Lane, LaneBuilder } from '../../tensor/lanes';
import { broadcastShapes, formatShape, sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineOp, NONE, type OpDef, type OpFunction, type Sample } from '../op';
import { sumTo } from '../sumTo';
import { binaryWgsl, textFor, valueText, type WgslText } from '../wgsl/elementwise';
import { broadcastBinary, type BinaryLoop } from './broadcast';

export interface BinaryDefinition {
  name: string;
  tfNames: readonly string[];
  /** TensorFlow's names of the parameters; `x` and `y` where not said. */
  parameters?: readonly [string, string];
  doc: string;
  /** KaTeX in the letters a and b. */
  formula: string;
  derivatives: readonly [string | null, string | null];
  derivativeText?: (inputIndex: number, a: number, b: number, y: number) => string | null;
  loop: BinaryLoop;
  /** The same in SIMD lanes. */
  lanes?: (b: LaneBuilder, x: Lane, y: Lane) => Lane;
  /** WGSL expression in `a` and `b`: f32, i32 or bool after the operands' dtype. */
  wgsl: WgslText;
  wgslHelpers?: string;
  /** The gradients of a and b before summing back over broadcast axes; `needs` says which are wanted. Null: none by definition. */
  gradient:
    | ((
        dy: Tensor,
        a: Tensor,
        b: Tensor,
        y: Tensor,
        needs: readonly boolean[],
      ) => readonly [Tensor | null, Tensor | null])
    | null;
  /** `bool` for comparisons; `float` turns integers into float32. */
  output?: 'same' | 'bool' | 'float';
  accepts?: 'float' | 'number' | 'bool' | 'any';
  /** False where TensorFlow wants operands of one shape. */
  broadcasts?: boolean;
  ranges?: readonly [readonly [number, number], readonly [number, number]];
}

/**
 * An elementwise function of two tensors, broadcast: `[…a]`, `[…b]` → `[…broadcast(a, b)]`. Both
 * have one dtype, a raw number takes the other's. Throws `ShapeError` when the shapes do not
 * broadcast and `DTypeError` when the dtypes differ or are not accepted.
 */
export function binary(definition: BinaryDefinition): OpFunction<(a: TensorLike, b: TensorLike) => Tensor> {
  const { name, gradient, derivativeText, loop } = definition;
  const op: OpDef = {
    name,
    tf: { names: definition.tfNames, signature: (definition.parameters ?? ['x', 'y']).map((one) => ({ name: one })) },
    doc: definition.doc,
    inputs: ['a', 'b'],
    formula: definition.formula,
    derivatives: definition.derivatives,
    derivativeText: derivativeText && ((i, [a, b], y) => derivativeText(i, a, b, y)),
    elementwise: true,
    // Arrays by index here: destructuring one walks an iterator, which a small op pays for.
    infer: inferBinary(definition),
    cpu: (operands: readonly CpuOperand[], outputs: readonly CpuOperand[]) =>
      broadcastBinary(loop, operands[0], operands[1], outputs[0]),
    lanes: definition.lanes && ((b, [x, y]) => definition.lanes!(b, x, y)),
    wgslValue: valueText(['a', 'b'], definition),
    wgsl: ([a, b], [y]) => binaryWgsl(name, textFor(definition.wgsl, a.dtype), definition.wgslHelpers ?? '', a, b, y),
    gradient:
      gradient &&
      ((upstream, { inputs, outputs }, needs) => {
        const a = inputs[0];
        const b = inputs[1];
        const given = gradient(upstream[0]!, a, b, outputs[0], needs);
        const da = given[0];
        const db = given[1];
        return [da && sumTo(da, a.shape), db && sumTo(db, b.shape)];
      }),
    samples: () => binarySamples(definition),
  };
  return defineOp(op, (run) => (a: TensorLike, b: TensorLike) => run([a, b], NONE));
}

const ACCEPTED = {
  float: { test: isFloat, text: 'two floats of one dtype' },
  number: { test: (dtype: DType) => dtype !== 'bool', text: 'two numbers of one dtype' },
  bool: { test: (dtype: DType) => dtype === 'bool', text: 'two bools' },
  any: { test: () => true, text: 'two tensors of one dtype' },
};

/** The op's `infer`: what does not depend on the operands is looked up once, since a small op costs little more than this. */
function inferBinary({ name, output, accepts = 'number', broadcasts = true }: BinaryDefinition): OpDef['infer'] {
  const { test, text } = ACCEPTED[accepts];
  return (inputs) => {
    const a = inputs[0];
    const b = inputs[1];
    if (a.dtype !== b.dtype || !test(a.dtype)) {
      throw new DTypeError(
        `${name}: expected ${text}, got ${a.dtype} ${formatShape(a.shape)} and ${b.dtype} ${formatShape(b.shape)}`,
      );
    }
    if (!broadcasts && !sameShape(a.shape, b.shape)) {
      throw new ShapeError(
        `${name}: expected two tensors of one shape, got ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
      );
    }
    return [{ shape: broadcastShapes(name, a.shape, b.shape), dtype: outputDType(a.dtype, output) }];
  };
}

function outputDType(dtype: DType, output: BinaryDefinition['output']): DType {
  if (output === 'bool') return 'bool';
  return output === 'float' && !isFloat(dtype) ? 'float32' : dtype;
}

function binarySamples({ ranges, accepts, broadcasts = true }: BinaryDefinition): Sample[] {
  const [a, b] = ranges ?? [undefined, undefined];
  const dtype = accepts === 'bool' ? 'bool' : undefined;
  const shapes: [number[], number[]][] = [
    [[], []],
    [[4], [4]],
    [
      [2, 3],
      [2, 3],
    ],
  ];
  if (broadcasts) {
    shapes.push(
      [[2, 3], [3]],
      [
        [2, 1, 3],
        [4, 1],
      ],
    );
    shapes.push([[], [2, 2]]);
  }
  return shapes.map(([m, n]) => ({
    inputs: [
      { shape: m, range: a, dtype },
      { shape: n, range: b, dtype },
    ],
    attributes: {},
  }));
}
