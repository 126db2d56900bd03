import type { CpuOperand } from '../../tensor/backend';
import type { DType } from '../../tensor/dtype';
import { DTypeError, ValueError } from '../../tensor/errors';
import { demandDType, demandHeld } from '../families/options';
import { defineOp } from '../op';
import { floatBits } from '../wgsl/math';
import { generateWgsl } from '../wgsl/move';

export type RangeAttributes = {
  readonly start: number;
  readonly delta: number;
  readonly count: number;
  readonly dtype: DType;
};

export interface RangeOptions {
  delta?: number;
  dtype?: DType | null;
}

/** `range(limit, { delta })` or `range(start, limit, { delta })` → `[n]`, without the limit: int32 where all three are whole, as in TensorFlow, else float32. */
export const range = defineOp(
  {
    name: 'range',
    tf: {
      names: ['tf.range'],
      signature: [
        { name: 'start' },
        { name: 'limit', default: null },
        { name: 'delta', default: 1 },
        { name: 'dtype', default: null },
      ],
    },
    doc: 'Numbers from a start up to a limit, in even steps.',
    inputs: [],
    formula: String.raw`y_i = \mathrm{start} + i \cdot \mathrm{delta}`,
    derivatives: [],
    elementwise: false,
    infer: (_, { start, delta, count, dtype }: RangeAttributes) => {
      demandDType('range', dtype);
      if (dtype === 'bool') throw new DTypeError('range: expected a number dtype, got bool');
      demandHeld('range', 'start', start, dtype);
      demandHeld('range', 'delta', delta, dtype);
      return [{ shape: [count], dtype }];
    },
    cpu: (_: readonly CpuOperand[], [y]: readonly CpuOperand[], { start, delta }: RangeAttributes) => {
      for (let i = 0; i < y.size; i++) y.storage[i] = start + i * delta;
    },
    wgsl: (_, [y], { start, delta }) =>
      y.dtype === 'int32'
        ? generateWgsl('range', y, 'start + i32(i) * delta', [
            ['start', start, 'i32'],
            ['delta', delta, 'i32'],
          ])
        : generateWgsl('range', y, 'fma(f32(i), delta, start)', [
            ['start', floatBits(start), 'f32'],
            ['delta', floatBits(delta), 'f32'],
          ]),
    gradient: null,
    samples: () => [
      { inputs: [], attributes: { start: 0, delta: 1, count: 5, dtype: 'float32' as DType } },
      { inputs: [], attributes: { start: 3, delta: -2, count: 4, dtype: 'int32' as DType } },
      { inputs: [], attributes: { start: 0.5, delta: 0.25, count: 70, dtype: 'float32' as DType } },
    ],
  },
  (run) =>
    (startOrLimit: number, limitOrOptions?: number | null | RangeOptions, options: RangeOptions = {}) => {
      const hasLimit = typeof limitOrOptions === 'number';
      const { delta = 1, dtype = null } = hasLimit ? options : (limitOrOptions ?? options);
      const start = hasLimit ? startOrLimit : 0;
      const end = hasLimit ? limitOrOptions : startOrLimit;
      const count = Math.ceil((end - start) / delta);
      if (delta === 0 || !Number.isFinite(count) || count < 0) {
        throw new ValueError(`range: no steps of ${delta} lead from ${start} to ${end}`);
      }
      const whole = [start, end, delta].every((one) => (one | 0) === one);
      return run([], { start, delta, count, dtype: dtype ?? (whole ? 'int32' : 'float32') });
    },
);
