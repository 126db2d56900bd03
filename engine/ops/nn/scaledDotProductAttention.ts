import { convert, type TensorLike } from '../../tensor/convert';
import { DTypeError, ShapeError } from '../../tensor/errors';
import { broadcastShapes, formatShape, sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { greaterEqual } from '../elementwise/greaterEqual';
import { logicalAnd } from '../elementwise/logicalAnd';
import { multiply } from '../elementwise/multiply';
import { where } from '../elementwise/where';
import { defineComposite } from '../composite';
import { inferFloat } from '../families/unary';
import { matmul } from '../linalg/matmul';
import { convertAll } from '../op';
import { expandDims } from '../shapes/expandDims';
import { range } from '../shapes/range';
import { softmax } from './softmax';

const NAME = 'scaledDotProductAttention';

/** What a masked logit becomes: as in Keras, large but finite, so that a row with nothing to see is even, not NaN. */
const MASKED = -0.7 * 3.4028234663852886e38;

/** `scale` null: 1 / √d. `hasMask`: the last input is the mask. */
type AttentionAttributes = { readonly isCausal: boolean; readonly scale: number | null; readonly hasMask: boolean };

export interface AttentionOptions {
  /** Bool, broadcasts to `[…, T, S]`: true where a query may see a key. */
  mask?: TensorLike | null;
  /** Query i sees the keys 0 to i only. */
  isCausal?: boolean;
  /** What the products are multiplied with; 1 / √d where not said. */
  scale?: number | null;
}

/**
 * query `[…, T, d]`, key `[…, S, d]`, value `[…, S, e]` → `[…, T, e]`: softmax(q kᵀ / √d) v, batch axes
 * broadcast (Vaswani et al., 2017, arXiv 1706.03762). TensorFlow has no such function under `tf.nn`;
 * the name is PyTorch's, what a mask does is Keras' (`keras.ops.nn.dot_product_attention`). Throws
 * when the sizes do not meet and for a mask that is not bool.
 */
export const scaledDotProductAttention = defineComposite(
  {
    name: NAME,
    tf: {
      names: ['tf.nn.scaled_dot_product_attention'],
      signature: [
        { name: 'query' },
        { name: 'key' },
        { name: 'value' },
        { name: 'mask', default: null },
        { name: 'is_causal', default: false },
        { name: 'scale', default: null },
      ],
    },
    doc: 'For every query an average of the values, weighted by how well their keys fit it.',
    formula: String.raw`y = \operatorname{softmax}\left(\frac{q\,k^\top}{\sqrt{d}}\right) v`,
    differentiable: true,
    evaluate: ([query, key, value, mask], { isCausal, scale }: AttentionAttributes) => {
      demandFit(query, key, value);
      const depth = query.shape[query.rank - 1];
      const logits = matmul(multiply(query, scale ?? 1 / Math.sqrt(depth)), key, { transposeB: true });
      const visible = visibleKeys(logits, mask ?? null, isCausal);
      return matmul(softmax(visible === null ? logits : where(visible, logits, MASKED)), value);
    },
    samples: () => {
      const heads = { isCausal: false, scale: null, hasMask: false };
      const mask = { shape: [3, 4], dtype: 'bool' as const, values: [1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0] };
      return [
        { inputs: [{ shape: [3, 2] }, { shape: [4, 2] }, { shape: [4, 5] }], attributes: heads },
        { inputs: [{ shape: [2, 1, 3, 2] }, { shape: [2, 4, 2] }, { shape: [4, 2] }], attributes: heads },
        {
          inputs: [{ shape: [2, 3, 2] }, { shape: [2, 3, 2] }, { shape: [2, 3, 2] }],
          attributes: { ...heads, isCausal: true, scale: 0.3 },
        },
        {
          inputs: [{ shape: [2, 3, 2] }, { shape: [2, 4, 2] }, { shape: [2, 4, 2] }, mask],
          attributes: { ...heads, hasMask: true },
        },
      ];
    },
  },
  (run) =>
    (
      query: TensorLike,
      key: TensorLike,
      value: TensorLike,
      { mask = null, isCausal = false, scale = null }: AttentionOptions = {},
    ) => {
      const given = convertAll(NAME, [query, key, value]);
      if (mask !== null) given.push(convert(mask, undefined, NAME));
      return run(given, { isCausal, scale, hasMask: mask !== null });
    },
);

function demandFit(query: Tensor, key: Tensor, value: Tensor): void {
  for (const one of [query, key, value]) inferFloat(NAME, one);
  const [q, k, v] = [query, key, value].map(({ shape }) => shape);
  const fits = [q, k, v].every(({ length }) => length >= 2) && q.at(-1) === k.at(-1) && k.at(-2) === v.at(-2);
  if (fits) return;
  throw new ShapeError(
    `${NAME}: expected query […, T, d], key […, S, d] and value […, S, e], got ${[q, k, v].map(formatShape).join(', ')}`,
  );
}

/** Bool, broadcasts to the logits `[…, T, S]`; null where every query sees every key. */
function visibleKeys(logits: Tensor, mask: Tensor | null, isCausal: boolean): Tensor | null {
  if (mask !== null && mask.dtype !== 'bool') {
    throw new DTypeError(`${NAME}: expected a bool mask, got ${mask.dtype} ${formatShape(mask.shape)}`);
  }
  if (mask !== null && !sameShape(broadcastShapes(NAME, mask.shape, logits.shape), logits.shape)) {
    throw new ShapeError(
      `${NAME}: a mask of shape ${formatShape(mask.shape)} does not broadcast to ${formatShape(logits.shape)}`,
    );
  }
  if (!isCausal) return mask;
  const [queries, keys] = logits.shape.slice(-2).map((count) => range(count));
  const past = greaterEqual(expandDims(queries, -1), keys);
  return mask === null ? past : logicalAnd(past, mask);
}
