import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { formatShape, normalizeAxis } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineOp, type OpDef, type OpFunction } from '../op';
import { argReduceWgsl } from '../wgsl/lines';
import { reducedShape, type ReduceLoop, reduceLines } from './reduce';

export type ArgAttributes = { readonly axis: number };

export interface ArgOptions {
  /** The axis to search; the first one where not said. */
  axis?: number;
  /** There is int32 alone; TensorFlow's own default is int64. */
  outputType?: 'int32';
}

export interface ArgDefinition {
  name: 'argmax' | 'argmin';
  doc: string;
  formula: string;
  /** The place of the element among `n`, from 0. */
  loop: ReduceLoop;
  /** WGSL condition: the element `one` takes the place of `best`. */
  wgsl: string;
  /** The float that any other is better than, in WGSL. */
  worst: string;
}

/**
 * `[…]` → int32 `[…]` without `axis`. The first of several equal ones; NaN never wins over a number, and
 * a line of nothing else gives 0, as on TensorFlow's CPU. Throws for bool, where there is nothing to
 * choose from, and for another `outputType`.
 */
export function argReduce({
  name,
  doc,
  formula,
  loop,
  wgsl,
  worst,
}: ArgDefinition): OpFunction<(input: TensorLike, options?: ArgOptions) => Tensor, ArgAttributes> {
  const op: OpDef<ArgAttributes> = {
    name,
    tf: {
      names: [`tf.${name}`, `tf.math.${name}`],
      signature: [{ name: 'input' }, { name: 'axis', default: 0 }, { name: 'output_type', default: 'int32' }],
    },
    doc,
    inputs: ['u'],
    formula,
    derivatives: [null],
    elementwise: false,
    infer: ([x], { axis }) => {
      if (x.dtype === 'bool')
        throw new DTypeError(`${name}: expected a number dtype, got bool ${formatShape(x.shape)}`);
      const at = normalizeAxis(name, axis, x.shape.length);
      if (x.shape[at] === 0) throw new ShapeError(`${name}: axis ${axis} of ${formatShape(x.shape)} has no elements`);
      return [{ shape: reducedShape(x.shape, [at], false), dtype: 'int32' }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis }: ArgAttributes) =>
      reduceLines(loop, x, y.storage, [normalizeAxis(name, axis, x.shape.length)]),
    wgsl: ([x], [y], { axis }) => argReduceWgsl(name, x, y, axis, wgsl, worst),
    gradient: null,
    samples: () => [
      { inputs: [{ shape: [5] }], attributes: { axis: 0 } },
      { inputs: [{ shape: [3, 4] }], attributes: { axis: -1 } },
      { inputs: [{ shape: [2, 3, 4] }], attributes: { axis: 1 } },
      { inputs: [{ shape: [2, 3], values: [1, 7, 7, 2, 2, 1] }], attributes: { axis: 1 } },
    ],
  };
  return defineOp(op, (run) => (input: TensorLike, { axis = 0, outputType = 'int32' }: ArgOptions = {}) => {
    if (outputType !== 'int32') {
      throw new DTypeError(`${name}: expected the outputType int32, got ${String(outputType)}`);
    }
    return run([input], { axis });
  });
}
