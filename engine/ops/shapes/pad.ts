import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, stridesOf } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { copyStrided } from '../families/strided';
import { defineOp } from '../op';
import { slice } from './slice';
import { padWgsl } from '../wgsl/move';

export type PadAttributes = { readonly paddings: readonly (readonly number[])[]; readonly value: number };

export interface PadOptions {
  /** TensorFlow's `CONSTANT`: what is added is one number. */
  mode?: 'CONSTANT';
  constantValues?: number;
}

/** `paddings[axis]` is `[before, after]`. Throws unless there is one for each axis, of whole numbers not below 0. */
export const pad = defineOp(
  {
    name: 'pad',
    tf: {
      names: ['tf.pad'],
      signature: [
        { name: 'tensor' },
        { name: 'paddings' },
        { name: 'mode', default: 'CONSTANT' },
        { name: 'constant_values', default: 0 },
      ],
    },
    doc: 'Adds a margin of one number around a tensor.',
    inputs: ['u'],
    formula: String.raw`y = \mathrm{pad}(u)`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = \mathrm{slice}\!\left(\frac{\partial L}{\partial y}\right)`,
    ],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], { paddings }: PadAttributes) => [inferPad(x, paddings)],
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { paddings, value }: PadAttributes) => {
      y.storage.fill(value);
      const strides = stridesOf(y.shape);
      const start = paddings.reduce((sum, [before], axis) => sum + before * strides[axis], 0);
      copyStrided(x.storage, { start: 0, strides: stridesOf(x.shape) }, y.storage, { start, strides }, x.shape);
    },
    wgsl: ([x], [y], { paddings, value }: PadAttributes) =>
      padWgsl(
        x,
        y,
        paddings.map(([before]) => before),
        value,
      ),
    gradient: ([dy], { inputs: [x], attributes: { paddings } }): Tensor[] => [
      slice(
        dy!,
        paddings.map(([before]) => before),
        x.shape,
      ),
    ],
    samples: () => [
      { inputs: [{ shape: [3] }], attributes: { paddings: [[1, 2]], value: 0 } },
      {
        inputs: [{ shape: [2, 3] }],
        attributes: {
          paddings: [
            [0, 1],
            [2, 0],
          ],
          value: 1.5,
        },
      },
    ],
  },
  (run) =>
    (
      tensor: TensorLike,
      paddings: readonly (readonly number[])[],
      { mode = 'CONSTANT', constantValues = 0 }: PadOptions = {},
    ) => {
      if (mode !== 'CONSTANT') throw new ValueError(`pad: expected mode CONSTANT, got ${String(mode)}`);
      return run([tensor], { paddings, value: constantValues });
    },
);

function inferPad({ shape, dtype }: TensorSpec, paddings: PadAttributes['paddings']): TensorSpec {
  const fine = paddings.every((one) => one.length === 2 && one.every((n) => Number.isInteger(n) && n >= 0));
  if (paddings.length !== shape.length || !fine) {
    throw new ShapeError(
      `pad: expected [before, after] for each axis of ${formatShape(shape)}, got [${paddings.map(formatShape).join(', ')}]`,
    );
  }
  return { shape: shape.map((size, axis) => size + paddings[axis][0] + paddings[axis][1]), dtype };
}
