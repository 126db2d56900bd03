import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { broadcastShapes, formatShape, sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { broadcastTernary, type TernaryLoop } from '../families/ternary';
import { greater } from './greater';
import { less } from './less';
import { logicalOr } from './logicalOr';
import { minimum } from './minimum';
import { defineOp, type OpFunction } from '../op';
import { sumTo } from '../sumTo';
import { where } from './where';
import { elementwiseWgsl } from '../wgsl/elementwise';
import { EXTREMES } from '../wgsl/math';

type ClipFunction = (t: TensorLike, clipValueMin: TensorLike, clipValueMax: TensorLike) => Tensor;

/**
 * `[…]` and two bounds that broadcast to it → `[…]`: max(min(u, b), a). On a bound the gradient still
 * goes to the clipped tensor; beyond it, to the bound. NaN stays NaN.
 */
export const clipByValue: OpFunction<ClipFunction> = defineOp(
  {
    name: 'clipByValue',
    tf: {
      names: ['tf.clip_by_value'],
      signature: [{ name: 't' }, { name: 'clip_value_min' }, { name: 'clip_value_max' }],
    },
    doc: 'Brings every element between two bounds.',
    inputs: ['u', 'a', 'b'],
    formula: String.raw`y = \max(\min(u, b), a)`,
    derivatives: [
      String.raw`\frac{\partial y}{\partial u} = [a \le u \le b]`,
      String.raw`\frac{\partial y}{\partial a} = [\min(u, b) < a]`,
      String.raw`\frac{\partial y}{\partial b} = [u > b \ge a]`,
    ],
    derivativeText: (input, [u, a, b]) => (chosen(u, a, b) === input ? '1' : '0'),
    elementwise: true,
    infer: ([x, a, b]) => {
      if (x.dtype === 'bool' || x.dtype !== a.dtype || x.dtype !== b.dtype) {
        throw new DTypeError(
          `clipByValue: expected three numbers of one dtype, got ${x.dtype}, ${a.dtype} and ${b.dtype}`,
        );
      }
      const bounds = broadcastShapes('clipByValue', a.shape, b.shape);
      if (!sameShape(broadcastShapes('clipByValue', x.shape, bounds), x.shape)) {
        throw new ShapeError(
          `clipByValue: bounds ${formatShape(a.shape)} and ${formatShape(b.shape)} do not broadcast to ${formatShape(x.shape)}`,
        );
      }
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    cpu: (inputs: readonly CpuOperand[], [y]: readonly CpuOperand[]) => broadcastTernary(clipLoop, inputs, y),
    lanes: (b, [x, low, high]) => b.max(b.min(x, high), low),
    wgsl: ([x, a, b], outputs) =>
      elementwiseWgsl({
        name: 'clipByValue',
        inputs: [
          ['x', x],
          ['a', a],
          ['b', b],
        ],
        outputs,
        values: [x.dtype === 'int32' ? 'max(min(x, b), a)' : 'maxF(minF(x, b), a)'],
        helpers: EXTREMES,
      }),
    gradient: ([dy], { inputs: [x, a, b] }, needs): (Tensor | null)[] => {
      const below = less(minimum(x, b), a);
      const above = greater(x, b);
      return [
        needs[0] ? where(logicalOr(below, above), 0, dy!) : null,
        needs[1] ? sumTo(where(below, dy!, 0), a.shape) : null,
        needs[2] ? sumTo(where(below, 0, where(above, dy!, 0)), b.shape) : null,
      ];
    },
    samples: () => [
      {
        inputs: [
          { shape: [4], values: [-1.7, -0.4, 0.6, 1.9] },
          { shape: [], values: [-1] },
          { shape: [], values: [1] },
        ],
        attributes: {},
      },
      {
        inputs: [
          { shape: [2, 3], values: [-1.7, -0.4, 0.6, 1.9, 0.2, -0.9] },
          { shape: [3], values: [-1, -0.5, 0.1] },
          { shape: [2, 1], values: [0.9, 0.4] },
        ],
        attributes: {},
      },
    ],
  },
  (run) => (t, clipValueMin, clipValueMax) => run([t, clipValueMin, clipValueMax], {}),
);

const clipLoop: TernaryLoop = (u, pu, su, a, pa, sa, b, pb, sb, y, py, n) => {
  for (let i = 0; i < n; i++, pu += su, pa += sa, pb += sb) y[py + i] = Math.max(Math.min(u[pu], b[pb]), a[pa]);
};

/** Which input the value comes from. */
function chosen(u: number, a: number, b: number): number {
  if (Math.min(u, b) < a) return 1;
  return u > b ? 2 : 0;
}
