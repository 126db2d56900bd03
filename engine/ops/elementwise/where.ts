import type { CpuOperand } from '../../tensor/backend';
import { convert, type TensorLike } from '../../tensor/convert';
import { DTypeError, ValueError } from '../../tensor/errors';
import { broadcastShapes, formatShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { broadcastTernary, type TernaryLoop } from '../families/ternary';
import { defineOp, type OpFunction } from '../op';
import { indicesOfTrue } from './indicesOfTrue';
import { sumTo } from '../sumTo';
import { elementwiseWgsl } from '../wgsl/elementwise';

/** Both of x and y, or neither. */
type WhereFunction = (condition: TensorLike, x?: TensorLike | null, y?: TensorLike | null) => Tensor;

/**
 * `[…]` bool, `[…a]`, `[…b]` → their broadcast. What is not chosen gets a gradient of exactly 0, even
 * where the upstream gradient is NaN or infinite. Throws for a condition that is not bool and for
 * operands of different dtypes. With the condition alone: see `indicesOfTrue`.
 */
export const where: OpFunction<WhereFunction> = defineOp(
  {
    name: 'where',
    tf: { names: ['tf.where'], signature: [{ name: 'condition' }, { name: 'x' }, { name: 'y' }] },
    doc: 'Takes the first tensor where the condition holds and the second elsewhere.',
    inputs: ['c', 'a', 'b'],
    formula: String.raw`y = \begin{cases} a & c \\ b & \text{otherwise} \end{cases}`,
    derivatives: [
      null,
      String.raw`\frac{\partial y}{\partial a} = [c]`,
      String.raw`\frac{\partial y}{\partial b} = [\lnot c]`,
    ],
    derivativeText: (input, [c]) => (input === 0 ? null : (c !== 0) === (input === 1) ? '1' : '0'),
    elementwise: true,
    infer: ([condition, a, b]) => {
      if (condition.dtype !== 'bool')
        throw new DTypeError(
          `where: expected a bool condition, got ${condition.dtype} ${formatShape(condition.shape)}`,
        );
      if (a.dtype !== b.dtype)
        throw new DTypeError(
          `where: expected two tensors of one dtype, got ${a.dtype} ${formatShape(a.shape)} and ${b.dtype} ${formatShape(b.shape)}`,
        );
      const shape = broadcastShapes('where', condition.shape, broadcastShapes('where', a.shape, b.shape));
      return [{ shape, dtype: a.dtype }];
    },
    cpu: (inputs: readonly CpuOperand[], [y]: readonly CpuOperand[]) => broadcastTernary(chooseLoop, inputs, y),
    lanes: (b, [c, x, y]) => b.select(c, x, y),
    wgsl: ([c, a, b], outputs) =>
      elementwiseWgsl({
        name: 'where',
        inputs: [
          ['c', c],
          ['a', a],
          ['b', b],
        ],
        outputs,
        values: ['select(b, a, c)'],
      }),
    gradient: ([dy], { inputs: [condition, a, b] }, needs): (Tensor | null)[] => [
      null,
      needs[1] ? sumTo(where(condition, dy!, 0), a.shape) : null,
      needs[2] ? sumTo(where(condition, 0, dy!), b.shape) : null,
    ],
    samples: () => [
      { inputs: [{ shape: [], dtype: 'bool', values: [1] }, { shape: [] }, { shape: [] }], attributes: {} },
      {
        inputs: [{ shape: [4], dtype: 'bool', values: [1, 0, 0, 1] }, { shape: [4] }, { shape: [4] }],
        attributes: {},
      },
      {
        inputs: [{ shape: [2, 1], dtype: 'bool', values: [1, 0] }, { shape: [3] }, { shape: [2, 3] }],
        attributes: {},
      },
    ],
  },
  (run) =>
    (condition, x = null, y = null) => {
      if (x === null && y === null) return indicesOfTrue(convert(condition, undefined, 'where'));
      if (x === null || y === null) throw new ValueError('where: expected both x and y, or neither; got one of them');
      const [a, b] = pair(x, y);
      return run([convert(condition, undefined, 'where'), a, b], {});
    },
);

const chooseLoop: TernaryLoop = (c, pc, sc, a, pa, sa, b, pb, sb, y, py, n) => {
  for (let i = 0; i < n; i++, pc += sc, pa += sa, pb += sb) y[py + i] = c[pc] !== 0 ? a[pa] : b[pb];
};

/** Raw numbers take the dtype of the other operand, not that of the condition. */
function pair(x: TensorLike, y: TensorLike): [Tensor, Tensor] {
  if (typeof x === 'number' || Array.isArray(x)) {
    const b = convert(y, undefined, 'where');
    return [convert(x, b.dtype, 'where'), b];
  }
  const a = convert(x, undefined, 'where');
  return [a, convert(y, typeof y === 'number' || Array.isArray(y) ? a.dtype : undefined, 'where')];
}
