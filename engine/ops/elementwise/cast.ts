import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { type DType, isFloat } from '../../tensor/dtype';
import { DTypeError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { defineOp } from '../op';
import { castWgsl } from '../wgsl/cast';

type CastAttributes = { readonly dtype: DType };

const DTYPES: readonly string[] = ['float32', 'float64', 'int32', 'bool'];

/**
 * Another dtype, element by element: float to int32 cuts towards zero and stops at the ends of its
 * range (NaN gives 0); everything but 0 is true, NaN included. Between floats the gradient is cast
 * back; elsewhere there is none.
 */
export const cast = defineOp(
  {
    name: 'cast',
    tf: { names: ['tf.cast', 'tf.dtypes.cast'], signature: [{ name: 'x' }, { name: 'dtype' }] },
    doc: 'Gives every element another dtype.',
    inputs: ['u'],
    formula: String.raw`y = \mathrm{cast}(u)`,
    derivatives: [String.raw`\frac{dy}{du} = 1`],
    derivativeText: () => '1',
    elementwise: true,
    infer: ([x], { dtype }: CastAttributes) => {
      if (!DTYPES.includes(dtype))
        throw new DTypeError(`cast: expected one of ${DTYPES.join(', ')}, got ${String(dtype)}`);
      return [{ shape: x.shape, dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[]) => {
      const from = x.storage;
      const to = y.storage;
      if (y.dtype === 'bool') for (let i = 0; i < to.length; i++) to[i] = from[i] === 0 ? 0 : 1;
      else if (y.dtype === 'int32') for (let i = 0; i < to.length; i++) to[i] = clampInt(from[i]);
      else to.set(from);
    },
    lanes: (b, [x], { dtype }: CastAttributes) => {
      if (dtype === 'float32') return x.kind === 'mask' ? b.number(x) : x;
      return dtype === 'bool' ? (x.kind === 'mask' ? x : b.notEqual(x, 0)) : null;
    },
    wgsl: ([x], [y]) => castWgsl(x, y),
    gradient: ([dy], { inputs: [x] }): (Tensor | null)[] => [isFloat(x.dtype) ? cast(dy!, x.dtype) : null],
    samples: () => [
      { inputs: [{ shape: [2, 3] }], attributes: { dtype: 'float32' as DType } },
      { inputs: [{ shape: [4], values: [-2.7, -0.5, 0.5, 2.7] }], attributes: { dtype: 'int32' as DType } },
      { inputs: [{ shape: [3], values: [0, 1, -3], dtype: 'int32' }], attributes: { dtype: 'float32' as DType } },
      { inputs: [{ shape: [3], values: [0, 1, -3] }], attributes: { dtype: 'bool' as DType } },
      { inputs: [{ shape: [2], values: [0, 1], dtype: 'bool' }], attributes: { dtype: 'float32' as DType } },
      { inputs: [{ shape: [2], values: [0, 1], dtype: 'bool' }], attributes: { dtype: 'int32' as DType } },
    ],
  },
  (run) => (x: TensorLike, dtype: DType) => run([x], { dtype }),
);

function clampInt(value: number): number {
  return value >= 2147483647 ? 2147483647 : value <= -2147483648 ? -2147483648 : Math.trunc(value);
}
