import { matmulCpu, type MatmulSizes } from '../../backends/cpu/matmul';
import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { broadcastShapes, formatShape, sizeOf } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { broadcastStrides } from '../families/broadcast';
import { defineOp } from '../op';
import { sumTo } from '../sumTo';
import { matmulWgsl } from '../wgsl/matmul';
import { matmulWhole } from '../wgsl/whole';

export type MatmulAttributes = { readonly transposeA: boolean; readonly transposeB: boolean };

export interface MatmulOptions {
  /** Multiply by the first matrix transposed. */
  transposeA?: boolean;
  /** Multiply by the second matrix transposed. */
  transposeB?: boolean;
}

/**
 * `[…, m, k] × […, k, n]` → `[…, m, n]`; leading axes broadcast. Numbers of one dtype, float or
 * int32. Throws `ShapeError` for a vector or scalar, for inner dimensions that differ and for
 * batches that do not broadcast. float32 sums are float32 all the way, so their last digits depend on the backend and
 * on whether the machine multiplies and adds in one rounding; they do not depend on how many threads share the work.
 */
export const matmul = defineOp(
  {
    name: 'matmul',
    tf: {
      names: ['tf.matmul', 'tf.linalg.matmul'],
      signature: [
        { name: 'a' },
        { name: 'b' },
        { name: 'transpose_a', default: false },
        { name: 'transpose_b', default: false },
      ],
    },
    doc: 'The matrix product over the last two axes.',
    inputs: ['a', 'b'],
    formula: String.raw`y = a\,b`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial a} = \frac{\partial L}{\partial y}\,b^{\top}`,
      String.raw`\frac{\partial L}{\partial b} = a^{\top} \frac{\partial L}{\partial y}`,
    ],
    elementwise: false,
    infer: ([a, b], attributes: MatmulAttributes) => [inferMatmul(a, b, attributes)],
    cpu: ([a, b]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: MatmulAttributes) =>
      multiplyBatch(a, b, y, attributes),
    wgsl: ([a, b], [y], { transposeA, transposeB }, gpu) => matmulWgsl(a, b, y, transposeA, transposeB, gpu),
    wgslWhole: matmulWhole,
    gradient: ([dy], { inputs: [a, b], attributes }, needs): (Tensor | null)[] => [
      needs[0] ? sumTo(gradientA(dy!, b, attributes), a.shape) : null,
      needs[1] ? sumTo(gradientB(dy!, a, attributes), b.shape) : null,
    ],
    samples: () => [
      sample([1, 1], [1, 1]),
      sample([2, 3], [3, 4]),
      sample([3, 2], [3, 4], true, false),
      sample([2, 3], [4, 3], false, true),
      sample([3, 2], [4, 3], true, true),
      sample([2, 2, 3], [3, 2]),
      sample([2, 1, 2, 3], [3, 3, 2]),
    ],
  },
  (run) =>
    (a: TensorLike, b: TensorLike, { transposeA = false, transposeB = false }: MatmulOptions = {}) =>
      run([a, b], { transposeA, transposeB }),
);

/* y = a·b  ⇒  da = dy·bᵀ, db = aᵀ·dy; with an operand transposed, its gradient is transposed too. */

function gradientA(dy: Tensor, b: Tensor, { transposeA, transposeB }: MatmulAttributes): Tensor {
  return transposeA
    ? matmul(b, dy, { transposeA: transposeB, transposeB: true })
    : matmul(dy, b, { transposeB: !transposeB });
}

function gradientB(dy: Tensor, a: Tensor, { transposeA, transposeB }: MatmulAttributes): Tensor {
  return transposeB
    ? matmul(dy, a, { transposeA: true, transposeB: transposeA })
    : matmul(a, dy, { transposeA: !transposeA });
}

/** The sizes of one product of the batch. */
export function matmulSizes(a: TensorSpec, b: TensorSpec, attributes: MatmulAttributes): MatmulSizes {
  const { transposeA, transposeB } = attributes;
  const ranks = [a.shape.length, b.shape.length];
  return {
    m: a.shape[ranks[0] - (transposeA ? 1 : 2)],
    k: a.shape[ranks[0] - (transposeA ? 2 : 1)],
    n: b.shape[ranks[1] - (transposeB ? 2 : 1)],
    transposeA,
    transposeB,
  };
}

function inferMatmul(a: TensorSpec, b: TensorSpec, attributes: MatmulAttributes): TensorSpec {
  if (a.dtype !== b.dtype || a.dtype === 'bool') {
    throw new DTypeError(
      `matmul: expected two numbers of one dtype, got ${a.dtype} and ${b.dtype} (${operands(a, b, attributes)})`,
    );
  }
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw new ShapeError(`matmul: expected at least two axes each: ${operands(a, b, attributes)}`);
  }
  const { m, k, n } = matmulSizes(a, b, attributes);
  if (k !== b.shape[b.shape.length - (attributes.transposeB ? 1 : 2)]) {
    throw new ShapeError(`matmul: inner dimensions differ: ${operands(a, b, attributes)}`);
  }
  if (a.shape.length === 2 && b.shape.length === 2) return { shape: [m, n], dtype: a.dtype };
  const batch = broadcastShapes('matmul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  return { shape: [...batch, m, n], dtype: a.dtype };
}

function operands(a: TensorSpec, b: TensorSpec, { transposeA, transposeB }: MatmulAttributes): string {
  return `${written(a, transposeA)} × ${written(b, transposeB)}`;
}

function written({ shape }: TensorSpec, transposed: boolean): string {
  return transposed ? `${formatShape(shape)}ᵀ` : formatShape(shape);
}

function multiplyBatch(a: CpuOperand, b: CpuOperand, y: CpuOperand, attributes: MatmulAttributes): void {
  const sizes = matmulSizes(a, b, attributes);
  if (y.shape.length === 2) {
    matmulCpu(a.storage, 0, b.storage, 0, y.storage, 0, sizes);
    return;
  }
  const batch = y.shape.slice(0, -2);
  const [sa, sb] = [a, b].map((one) => broadcastStrides(one.shape.slice(0, -2), batch));
  const [wholeA, wholeB, wholeY] = [sizes.m * sizes.k, sizes.k * sizes.n, sizes.m * sizes.n];
  const count = sizeOf(batch);
  for (let i = 0; i < count; i++) {
    let pa = 0;
    let pb = 0;
    for (let axis = batch.length - 1, rest = i; axis >= 0; axis--) {
      const at = rest % batch[axis];
      rest = Math.floor(rest / batch[axis]);
      pa += at * sa[axis];
      pb += at * sb[axis];
    }
    matmulCpu(a.storage, pa * wholeA, b.storage, pb * wholeB, y.storage, i * wholeY, sizes);
  }
}

function sample(a: number[], b: number[], transposeA = false, transposeB = false) {
  return { inputs: [{ shape: a }, { shape: b }], attributes: { transposeA, transposeB } };
}
