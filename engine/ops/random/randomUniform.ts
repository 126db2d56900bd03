import { drawIntegers, drawUniform } from '../../random/draw';
import { type Seed, streamFor, type StreamSource } from '../../random/streams';
import type { CpuOperand } from '../../tensor/backend';
import type { DType } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import type { Shape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { demandHeld } from '../families/options';
import { defineOp } from '../op';
import { floatBits } from '../wgsl/math';
import { randomWgsl } from '../wgsl/random';
import { draw, type DrawAttributes, inferDraw } from './draws';

export interface UniformOptions {
  minval?: number;
  /** Excluded. Default 1; an int32 needs it said. */
  maxval?: number | null;
  dtype?: DType;
  seed?: Seed;
}

type UniformAttributes = DrawAttributes & { readonly minval: number; readonly maxval: number };

const LANES = ['w.x', 'w.y', 'w.z', 'w.w'];

/**
 * `shape` → numbers from `[minval, maxval)`, whole ones for int32. In [0, 1) both backends give the
 * same bits: 24 random ones; int32 does in any range. Throws for bool, and for an int32 whose range
 * is not given or empty.
 */
export const randomUniform = defineOp(
  {
    name: 'randomUniform',
    tf: {
      names: ['tf.random.uniform'],
      signature: [
        { name: 'shape' },
        { name: 'minval', default: 0 },
        { name: 'maxval', default: null },
        { name: 'dtype', default: 'float32' },
        { name: 'seed', default: null },
      ],
    },
    doc: 'Random numbers, each in a range equally likely.',
    inputs: [],
    formula: String.raw`y_i \sim \mathcal{U}[a, b)`,
    derivatives: [],
    elementwise: false,
    infer: (_, attributes: UniformAttributes) => {
      const { dtype, minval, maxval } = attributes;
      if (dtype === 'int32') demandRange(minval, maxval);
      return inferDraw('randomUniform', attributes, true);
    },
    cpu: (_: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: UniformAttributes) => {
      const fill = y.dtype === 'int32' ? drawIntegers : drawUniform;
      fill(y.storage, attributes, attributes.minval, attributes.maxval);
    },
    wgsl: (_, [y], attributes) => {
      const { minval, maxval } = attributes;
      const whole = y.dtype === 'int32';
      return randomWgsl(y, {
        name: 'randomUniform',
        stream: attributes,
        perThread: 4,
        values: LANES.map((word) =>
          whole ? `minval + bitcast<i32>(mulHigh(${word}, width))` : `fma(uniform01(${word}), width, minval)`,
        ),
        words: whole
          ? [
              ['minval', minval, 'i32'],
              ['width', maxval - minval, 'u32'],
            ]
          : [
              ['minval', floatBits(minval), 'f32'],
              ['width', floatBits(maxval - minval), 'f32'],
            ],
      });
    },
    gradient: null,
    samples: () => {
      const of = (shape: Shape, minval: number, maxval: number, stream: number, dtype: DType = 'float32') => ({
        inputs: [],
        attributes: { shape, dtype, minval, maxval, key: [77, 4000000000] as [number, number], stream },
      });
      return [
        of([], 0, 1, 0),
        of([3, 5], 0, 1, 1),
        of([2, 3, 50], -3, 4.5, 7),
        of([0, 4], 0, 1, 1),
        of([70], -3, 4, 1, 'int32'),
        of([6], -(2 ** 31), 2 ** 31 - 1, 2, 'int32'),
      ];
    },
  },
  () =>
    (shape: Shape, { seed, ...options }: UniformOptions = {}): Tensor =>
      uniformFrom(() => streamFor('randomUniform', seed), shape, options),
);

/** As `randomUniform`, from the streams of a source of its own: for functions that are made of random numbers. */
export function uniformFrom(
  source: StreamSource,
  shape: Shape,
  { minval = 0, maxval = null, dtype = 'float32' }: Omit<UniformOptions, 'seed'> = {},
): Tensor {
  if (dtype === 'int32' && maxval === null) {
    throw new ValueError('randomUniform: must specify maxval for integer dtype int32');
  }
  if (dtype !== 'int32') {
    demandHeld('randomUniform', 'minval', minval, dtype);
    demandHeld('randomUniform', 'maxval', maxval ?? 1, dtype);
  }
  return draw(randomUniform.op, source, { shape, dtype, minval, maxval: maxval ?? 1 });
}

function demandRange(minval: number, maxval: number): void {
  if (!Number.isInteger(minval) || !Number.isInteger(maxval) || !(minval < maxval)) {
    throw new ValueError(`randomUniform: need whole minval < maxval for dtype int32, got ${minval} and ${maxval}`);
  }
  if (minval < -(2 ** 31) || maxval > 2 ** 31 - 1) {
    throw new ValueError(`randomUniform: minval ${minval} and maxval ${maxval} must be of dtype int32`);
  }
}
