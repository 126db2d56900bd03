import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { normOf } from '../linalg/globalNorm';
import { add } from './add';
import { divide } from './divide';
import { minimum } from './minimum';
import { multiply } from './multiply';
import { subtract } from './subtract';

/** Whether the last input is the norm to use. The inputs are the tensors, the largest norm, then this one. */
type GlobalClipAttributes = { readonly hasNorm: boolean };

/**
 * Several tensors and a largest norm `[]` → the tensors times c / max(n, c), n being their norm as one
 * vector or the `useNorm` that is given, and n itself. A null among them stays null. An infinite norm
 * makes all of them NaN, as in TensorFlow, so that it does not pass unseen. Source: Pascanu et al.,
 * 2012 (arXiv 1211.5063).
 */
export const clipByGlobalNorm = defineComposite(
  {
    name: 'clipByGlobalNorm',
    tf: {
      names: ['tf.clip_by_global_norm'],
      signature: [{ name: 't_list' }, { name: 'clip_norm' }, { name: 'use_norm', default: null }],
    },
    doc: 'Shortens several tensors together to a largest common Euclidean length.',
    formula: String.raw`y_k = u_k\,\frac{c}{\max(n, c)}, \quad n = \sqrt{\sum_k \lVert u_k \rVert^2}`,
    differentiable: true,
    evaluate: (inputs, { hasNorm }: GlobalClipAttributes): readonly Tensor[] => {
      const count = inputs.length - (hasNorm ? 2 : 1);
      const tensors = inputs.slice(0, count);
      const clipNorm = inputs[count];
      const norm = hasNorm ? inputs[count + 1] : normOf('clipByGlobalNorm', tensors);
      const factor = multiply(clipNorm, minimum(divide(1, norm), divide(1, clipNorm)));
      // n − n is 0 for every number, and NaN for an infinity.
      const scale = add(factor, subtract(norm, norm));
      return [...tensors.map((one) => multiply(one, scale)), norm];
    },
    samples: () => [
      {
        inputs: [{ shape: [3], range: [1, 2] }, { shape: [2, 2] }, { shape: [], values: [1.5] }],
        attributes: { hasNorm: false },
      },
      {
        inputs: [
          { shape: [3], range: [0.1, 0.2] },
          { shape: [], values: [1.5] },
        ],
        attributes: { hasNorm: false },
      },
      {
        inputs: [{ shape: [2] }, { shape: [], values: [1.5] }, { shape: [], values: [3] }],
        attributes: { hasNorm: true },
      },
    ],
  },
  (run) =>
    (
      tList: readonly (TensorLike | null)[],
      clipNorm: TensorLike,
      { useNorm = null }: { useNorm?: TensorLike | null } = {},
    ): [clipped: (Tensor | null)[], globalNorm: Tensor] => {
      const given = tList.filter((one) => one !== null);
      const results = [
        ...run([...given, clipNorm, ...(useNorm === null ? [] : [useNorm])], { hasNorm: useNorm !== null }),
      ];
      const norm = results.pop()!;
      return [tList.map((one) => (one === null ? null : results.shift()!)), norm];
    },
);
