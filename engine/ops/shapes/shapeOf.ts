/** What is known of a tensor without its numbers, as int32 tensors: `tf.shape`, `tf.size`, `tf.rank`, and `tf.ensure_shape`. */
import { fromData, type TensorLike } from '../../tensor/convert';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { formatShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import type { Sample } from '../op';
import { demandList } from '../families/options';
import { defineComposite } from '../composite';

export interface OutTypeOptions {
  /** TensorFlow has int64 too; there is none here. */
  outType?: 'int32';
}

/** `[…]` of rank r → int32 `[r]`. In JavaScript `x.shape` is there at once. */
export const shape = defineComposite(
  {
    name: 'shape',
    tf: { names: ['tf.shape'], signature: [{ name: 'input' }, { name: 'out_type', default: 'int32' }] },
    doc: 'The sizes of a tensor’s axes.',
    formula: String.raw`y = [n_0, n_1, \dots]`,
    differentiable: false,
    evaluate: ([x]): Tensor => fromData(Int32Array.from(x.shape), [x.rank], 'int32'),
    samples,
  },
  (run) =>
    (input: TensorLike, { outType = 'int32' }: OutTypeOptions = {}) =>
      run([input], demandInt32('shape', outType)),
);

/** `[…]` → an int32 scalar. In JavaScript `x.size` is there at once. */
export const size = defineComposite(
  {
    name: 'size',
    tf: { names: ['tf.size'], signature: [{ name: 'input' }, { name: 'out_type', default: 'int32' }] },
    doc: 'The number of a tensor’s elements.',
    formula: String.raw`y = n_0 \cdot n_1 \cdots`,
    differentiable: false,
    evaluate: ([x]): Tensor => fromData(Int32Array.of(x.size), [], 'int32'),
    samples,
  },
  (run) =>
    (input: TensorLike, { outType = 'int32' }: OutTypeOptions = {}) =>
      run([input], demandInt32('size', outType)),
);

/** `[…]` → an int32 scalar. In JavaScript `x.rank` is there at once. */
export const rank = defineComposite(
  {
    name: 'rank',
    tf: { names: ['tf.rank'], signature: [{ name: 'input' }] },
    doc: 'The number of a tensor’s axes.',
    formula: String.raw`y = r`,
    differentiable: false,
    evaluate: ([x]): Tensor => fromData(Int32Array.of(x.rank), [], 'int32'),
    samples,
  },
  (run) => (input: TensorLike) => run([input], {}),
);

type EnsureAttributes = { readonly shape: readonly (number | null)[] };

/** The tensor itself. Throws where its shape is another; null stands for any size. */
export const ensureShape = defineComposite(
  {
    name: 'ensureShape',
    tf: { names: ['tf.ensure_shape'], signature: [{ name: 'x' }, { name: 'shape' }] },
    doc: 'The tensor itself, if it has the given shape.',
    formula: 'y = u',
    differentiable: true,
    evaluate: ([x], { shape: expected }: EnsureAttributes): Tensor => {
      demandList('ensureShape', 'a shape', expected);
      const fits = x.rank === expected.length && expected.every((one, axis) => one === null || one === x.shape[axis]);
      if (fits) return x;
      const wanted = expected.map((one) => one ?? 'null').join(', ');
      throw new ShapeError(`ensureShape: expected [${wanted}], got ${formatShape(x.shape)}`);
    },
    samples: () => [
      { inputs: [{ shape: [2, 3] }], attributes: { shape: [null, 3] } },
      { inputs: [{ shape: [] }], attributes: { shape: [] } },
    ],
  },
  (run) => (x: TensorLike, expected: readonly (number | null)[]) => run([x], { shape: expected }),
);

function demandInt32(op: string, outType: string): Record<string, never> {
  if (outType !== 'int32') throw new DTypeError(`${op}: expected outType int32, got ${outType}`);
  return {};
}

function samples(): Sample[] {
  return [[], [4], [2, 0, 3]].map((own) => ({ inputs: [{ shape: own }], attributes: {} }));
}
