import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { formatShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { broadcastBinary } from '../families/broadcast';
import { defineOp } from '../op';
import { sumTo } from '../sumTo';
import { binaryWgsl } from '../wgsl/elementwise';

/** `[…, n]`, `[n]` → `[…, n]`. Throws unless the bias is a vector as long as the last axis, of the same dtype. */
export const biasAdd = defineOp(
  {
    name: 'biasAdd',
    tf: { names: ['tf.nn.bias_add'], signature: [{ name: 'value' }, { name: 'bias' }] },
    doc: 'Adds a vector to every row.',
    inputs: ['u', 'b'],
    formula: 'y = u + b',
    derivatives: [
      String.raw`\frac{\partial y}{\partial u} = 1`,
      String.raw`\frac{\partial L}{\partial b} = \sum_{\mathrm{rows}} \frac{\partial L}{\partial y}`,
    ],
    derivativeText: () => '1',
    elementwise: true,
    infer: ([x, bias]) => {
      if (x.dtype !== bias.dtype || x.dtype === 'bool') {
        throw new DTypeError(`biasAdd: expected two numbers of one dtype, got ${x.dtype} and ${bias.dtype}`);
      }
      if (x.shape.length < 2 || bias.shape.length !== 1 || bias.shape[0] !== x.shape[x.shape.length - 1]) {
        throw new ShapeError(
          `biasAdd: expected a bias as long as the last axis, got ${formatShape(x.shape)} and ${formatShape(bias.shape)}`,
        );
      }
      return [{ shape: x.shape, dtype: x.dtype }];
    },
    cpu: ([x, bias]: readonly CpuOperand[], [y]: readonly CpuOperand[]) =>
      broadcastBinary(
        (a, pa, sa, b, pb, sb, out, py, n) => {
          for (let i = 0; i < n; i++, pa += sa, pb += sb) out[py + i] = a[pa] + b[pb];
        },
        x,
        bias,
        y,
      ),
    lanes: (b, [x, bias]) => b.add(x, bias),
    wgsl: ([a, b], [y]) => binaryWgsl('biasAdd', 'a + b', '', a, b, y),
    gradient: ([dy], { inputs: [, bias] }, needs): (Tensor | null)[] => [dy, needs[1] ? sumTo(dy!, bias.shape) : null],
    samples: () => [
      { inputs: [{ shape: [2, 3] }, { shape: [3] }], attributes: {} },
      { inputs: [{ shape: [2, 2, 3] }, { shape: [3] }], attributes: {} },
    ],
  },
  (run) => (value: TensorLike, bias: TensorLike) => run([value, bias], {}),
);
