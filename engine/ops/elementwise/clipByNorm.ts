import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { broadcastShapes, formatShape, sameShape } from '../../tensor/shape';
import { defineComposite } from '../composite';
import { inferFloat } from '../families/unary';
import { reduceSum } from '../reductions/reduceSum';
import { divide } from './divide';
import { greater } from './greater';
import { maximum } from './maximum';
import { multiply } from './multiply';
import { sqrt } from './sqrt';
import { where } from './where';

type ClipAttributes = { readonly axes: number | readonly number[] | null };

/**
 * `[…]`, a largest length `[]` → `[…]`: u · c / max(‖u‖, c), with the length taken along `axes` or of
 * all elements. Where the length is 0 the root is kept out of the gradient, which would be NaN.
 * Throws unless the largest length broadcasts to the tensor.
 */
export const clipByNorm = defineComposite(
  {
    name: 'clipByNorm',
    tf: {
      names: ['tf.clip_by_norm'],
      signature: [{ name: 't' }, { name: 'clip_norm' }, { name: 'axes', default: null }],
    },
    doc: 'Shortens a tensor to a largest Euclidean length, and leaves a shorter one alone.',
    formula: String.raw`y = u\,\frac{c}{\max(\lVert u \rVert, c)}`,
    differentiable: true,
    evaluate: ([t, clipNorm], { axes }: ClipAttributes) => {
      inferFloat('clipByNorm', t);
      if (!sameShape(broadcastShapes('clipByNorm', t.shape, clipNorm.shape), t.shape)) {
        throw new ShapeError(
          `clipByNorm: a norm of shape ${formatShape(clipNorm.shape)} does not broadcast to ${formatShape(t.shape)}`,
        );
      }
      const squares = reduceSum(multiply(t, t), { axis: axes, keepdims: true });
      const positive = greater(squares, 0);
      const norm = where(positive, sqrt(where(positive, squares, 1)), squares);
      return divide(multiply(t, clipNorm), maximum(norm, clipNorm));
    },
    samples: () => [
      {
        inputs: [
          { shape: [4], range: [1, 2] },
          { shape: [], values: [1.5] },
        ],
        attributes: { axes: null },
      },
      {
        inputs: [
          { shape: [2, 3], range: [-0.2, 0.2] },
          { shape: [], values: [1.5] },
        ],
        attributes: { axes: null },
      },
      {
        inputs: [
          { shape: [2, 3], values: [0.1, 0.2, -0.1, 2, -3, 1] },
          { shape: [], values: [1] },
        ],
        attributes: { axes: [1] },
      },
      {
        inputs: [
          { shape: [2, 2, 2], range: [1, 2] },
          { shape: [], values: [0.5] },
        ],
        attributes: { axes: [0, -1] },
      },
    ],
  },
  (run) =>
    (t: TensorLike, clipNorm: TensorLike, { axes = null }: Partial<ClipAttributes> = {}) =>
      run([t, clipNorm], { axes }),
);
