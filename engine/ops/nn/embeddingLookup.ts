import { convert, type TensorLike } from '../../tensor/convert';
import { ValueError } from '../../tensor/errors';
import { formatShape } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';
import { clipByNorm } from '../elementwise/clipByNorm';
import { defineComposite } from '../composite';
import { concat } from '../shapes/concat';
import { gather } from '../shapes/gather';

type LookupAttributes = { readonly maxNorm: number | null };

/** A table, or parts of one in the order of their rows (TensorFlow's strategy `div`). */
export type EmbeddingParams = TensorLike | readonly (TensorLike & object)[];

/**
 * params `[n, …d]`, ids int32 `[…i]` → `[…i, …d]`: the rows that the ids name, each shortened to
 * `maxNorm` where it is longer. Ids out of range: see `gather`.
 */
export const embeddingLookup = defineComposite(
  {
    name: 'embeddingLookup',
    tf: {
      names: ['tf.nn.embedding_lookup'],
      signature: [{ name: 'params' }, { name: 'ids' }, { name: 'max_norm', default: null }],
    },
    doc: 'Picks rows of a table of embeddings by their number.',
    formula: String.raw`y_i = u_{k_i}`,
    differentiable: true,
    evaluate: (inputs, { maxNorm }: LookupAttributes) => {
      const parts = inputs.slice(0, -1);
      const ids = inputs[inputs.length - 1];
      if (parts[0].rank === 0) {
        throw new ValueError(`embeddingLookup: expected a table of rows, got shape ${formatShape(parts[0].shape)}`);
      }
      const rows = gather(parts.length === 1 ? parts[0] : concat(parts, 0), ids);
      if (maxNorm === null) return rows;
      const axes = rows.shape.map((_, axis) => axis).slice(ids.rank);
      return clipByNorm(rows, maxNorm, { axes });
    },
    samples: () => [
      {
        inputs: [{ shape: [4, 3] }, { shape: [2, 2], values: [3, 0, 3, 1], dtype: 'int32' }],
        attributes: { maxNorm: null },
      },
      {
        inputs: [
          { shape: [3, 2], values: [0.1, 0.2, 3, -2, 0.5, -0.3] },
          { shape: [3], values: [1, 2, 1], dtype: 'int32' },
        ],
        attributes: { maxNorm: 1 },
      },
      {
        inputs: [{ shape: [2, 2] }, { shape: [1, 2] }, { shape: [], values: [2], dtype: 'int32' }],
        attributes: { maxNorm: null },
      },
    ],
  },
  (run) =>
    (params: EmbeddingParams, ids: TensorLike, { maxNorm = null }: { maxNorm?: number | null } = {}) => {
      const parts = (isParts(params) ? params : [params]).map((one) => convert(one, undefined, 'embeddingLookup'));
      const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
      return run([...parts, asIds(ids, rows)], { maxNorm });
    },
);

function isParts(params: EmbeddingParams): params is readonly (TensorLike & object)[] {
  return Array.isArray(params) && params.some((one) => typeof one === 'object' && !Array.isArray(one));
}

/** Plain numbers become int32, and are checked while they can still be read. */
function asIds(ids: TensorLike, rows: number): Tensor {
  if (typeof ids === 'number' || Array.isArray(ids)) {
    const wrong = [ids].flat(Infinity).find((one) => !(Number(one) >= 0 && Number(one) < rows));
    if (wrong !== undefined)
      throw new ValueError(`embeddingLookup: id ${String(wrong)} is out of range for ${rows} rows`);
    return convert(ids, 'int32', 'embeddingLookup');
  }
  return convert(ids, undefined, 'embeddingLookup');
}
