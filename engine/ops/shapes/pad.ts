import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { ShapeError, ValueError } from '../../tensor/errors';
import { formatShape, stridesOf } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { add } from '../elementwise/add';
import { demandHeld, demandList } from '../families/options';
import { copyStrided } from '../families/strided';
import { copyByTables } from '../families/tables';
import { defineOp } from '../op';
import { padWgsl } from '../wgsl/move';
import { mirrorWgsl } from '../wgsl/place';
import { reverse } from './reverse';
import { slice } from './slice';

type Paddings = readonly (readonly number[])[];
type Mode = 'CONSTANT' | 'REFLECT' | 'SYMMETRIC';

export type PadAttributes = { readonly paddings: Paddings; readonly mode: Mode; readonly value: number };

export interface PadOptions {
  /**
   * TensorFlow's: what is added is one number (`CONSTANT`), or the tensor mirrored at its edge, which is
   * not repeated itself (`REFLECT`), or is (`SYMMETRIC`).
   */
  mode?: Mode | Lowercase<Mode>;
  constantValues?: number;
}

/**
 * `[s₀, …]` → `[before₀ + s₀ + after₀, …]`, where `paddings[axis]` is `[before, after]`. Throws unless
 * there is one for each axis, of whole numbers not below 0, and where a mirror shows no more than there is.
 */
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
    doc: 'Adds a margin around a tensor: one number, or its own elements mirrored.',
    inputs: ['u'],
    formula: String.raw`y = \mathrm{pad}(u)`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = \mathrm{slice}\!\left(\frac{\partial L}{\partial y}\right)`,
    ],
    derivativeText: (_, __, ___, { mode }: PadAttributes) => (mode === 'CONSTANT' ? '1' : null),
    elementwise: false,
    infer: ([x], { paddings, mode, value }: PadAttributes) => {
      demandList('pad', 'paddings', paddings);
      demandHeld('pad', 'constantValues', value, x.dtype);
      return [inferPad(x, paddings, mode)];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { paddings, mode, value }: PadAttributes) => {
      if (mode !== 'CONSTANT') return copyByTables(x.storage, y.storage, y.shape, mirrorTables(x, paddings, mode));
      y.storage.fill(value);
      const strides = stridesOf(y.shape);
      const start = paddings.reduce((sum, [before], axis) => sum + before * strides[axis], 0);
      copyStrided(x.storage, { start: 0, strides: stridesOf(x.shape) }, y.storage, { start, strides }, x.shape);
    },
    wgsl: ([x], [y], { paddings, mode, value }: PadAttributes) => {
      const before = paddings.map(([one]) => one);
      return mode === 'CONSTANT' ? padWgsl(x, y, before, value) : mirrorWgsl(x, y, before, edgeOf(mode));
    },
    gradient: ([dy], { inputs: [x], attributes: { paddings, mode } }): Tensor[] => {
      const folded = mode === 'CONSTANT' ? dy! : paddings.reduce(fold(mode), dy!);
      const before = paddings.map(([one]) => one);
      return [slice(folded, before, x.shape)];
    },
    samples: () => {
      const of = (shape: readonly number[], paddings: Paddings, mode: Mode = 'CONSTANT', value = 0) => ({
        inputs: [{ shape }],
        attributes: { paddings, mode, value },
      });
      const both = [
        [1, 2],
        [2, 0],
      ];
      return [
        of([3], [[1, 2]]),
        of([2, 3], both, 'CONSTANT', 1.5),
        of([3], [[2, 2]], 'REFLECT'),
        of([3], [[3, 3]], 'SYMMETRIC'),
        of([3, 3], both, 'REFLECT'),
        of([2, 3], both, 'SYMMETRIC'),
        of(
          [2, 1, 3],
          [
            [1, 1],
            [0, 0],
            [0, 2],
          ],
          'REFLECT',
        ),
        of([], [], 'SYMMETRIC'),
      ];
    },
  },
  (run) =>
    (tensor: TensorLike, paddings: Paddings, { mode = 'CONSTANT', constantValues = 0 }: PadOptions = {}) => {
      const upper = String(mode).toUpperCase() as Mode;
      if (!['CONSTANT', 'REFLECT', 'SYMMETRIC'].includes(upper)) {
        throw new ValueError(`pad: expected mode CONSTANT, REFLECT or SYMMETRIC, got ${String(mode)}`);
      }
      return run([tensor], { paddings, mode: upper, value: constantValues });
    },
);

/** What the mirror stands on: 1 where the edge is repeated, 0 where it is not. */
function edgeOf(mode: Mode): number {
  return mode === 'SYMMETRIC' ? 1 : 0;
}

/** For each axis, where the places of the result are found in `x`. */
function mirrorTables({ shape }: CpuOperand, paddings: Paddings, mode: Mode): Int32Array[] {
  const strides = stridesOf(shape);
  const edge = edgeOf(mode);
  return paddings.map(([before, after], axis) => {
    const n = shape[axis];
    return Int32Array.from({ length: before + n + after }, (_, k) => {
      const back = k < before ? before - k - edge : k - before;
      return (back < n ? back : 2 * n - 2 + edge - back) * strides[axis];
    });
  });
}

/**
 * The margins of one axis go back, mirrored, to where they came from: what stands before the tensor
 * is turned and added right after its edge (on it, where that is repeated), and so at the other end. The
 * shape stays, for the slice at the end.
 */
function fold(mode: Mode): (dy: Tensor, padding: readonly number[], axis: number) => Tensor {
  return (dy, [before, after], axis) => {
    const n = dy.shape[axis] - before - after;
    const edge = edgeOf(mode);
    const part = (start: number, size: number, to: number) => {
      const at = dy.shape.map((_, i) => (i === axis ? start : 0));
      const block = slice(
        dy,
        at,
        dy.shape.map((own, i) => (i === axis ? size : own)),
      );
      const margins = dy.shape.map((own, i) => (i === axis ? [to, own - to - size] : [0, 0]));
      return pad(reverse(block, [axis]), margins);
    };
    let sum = dy;
    if (before > 0) sum = add(sum, part(0, before, before + 1 - edge));
    if (after > 0) sum = add(sum, part(before + n, after, before + n - after - 1 + edge));
    return sum;
  };
}

function inferPad({ shape, dtype }: TensorSpec, paddings: Paddings, mode: Mode): TensorSpec {
  const fine = paddings.every(
    (one) => Array.isArray(one) && one.length === 2 && one.every((n) => Number.isInteger(n) && n >= 0),
  );
  const got = () => JSON.stringify(paddings).replaceAll(',', ', ');
  if (paddings.length !== shape.length || !fine) {
    throw new ShapeError(`pad: expected [before, after] for each axis of ${formatShape(shape)}, got ${got()}`);
  }
  const most = (size: number) => (mode === 'CONSTANT' ? Infinity : mode === 'SYMMETRIC' ? size : size - 1);
  if (!paddings.every((one, axis) => Math.max(...one) <= most(shape[axis]))) {
    const rule = mode === 'REFLECT' ? 'paddings below the size' : 'paddings up to the size';
    throw new ShapeError(`pad: ${mode} takes ${rule} of each axis of ${formatShape(shape)}, got ${got()}`);
  }
  return { shape: shape.map((size, axis) => size + paddings[axis][0] + paddings[axis][1]), dtype };
}
