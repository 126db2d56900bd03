import { type Seed, type Stream, streamFor, type StreamSource } from '../../random/streams';
import { convert, type TensorLike } from '../../tensor/convert';
import { isFloat } from '../../tensor/dtype';
import { DTypeError, ShapeError, ValueError } from '../../tensor/errors';
import { broadcastShapes, formatShape, sameShape, type Shape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { demandList } from '../families/options';
import { defineComposite } from '../composite';
import { greaterEqual } from '../elementwise/greaterEqual';
import { multiply } from '../elementwise/multiply';
import { where } from '../elementwise/where';
import { uniformFrom } from '../random/randomUniform';

/** Sizes that broadcast to the tensor's, null for the tensor's own: along an axis of 1 all is kept or dropped together. */
type NoiseShape = readonly (number | null)[] | null;

export interface DropoutOptions {
  noiseShape?: NoiseShape;
  seed?: Seed;
}

type DropoutAttributes = Stream & { readonly rate: number; readonly noiseShape: NoiseShape };

/**
 * `[…]` → `[…]` (Srivastava et al., 2014): an element is 0 with probability `rate`, otherwise
 * u / (1 − rate), so that its mean stays. Rate 0 gives the tensor itself. Throws for a rate outside
 * [0, 1).
 */
export const dropout = defineComposite(
  {
    name: 'dropout',
    tf: {
      names: ['tf.nn.dropout'],
      signature: [
        { name: 'x' },
        { name: 'rate' },
        { name: 'noise_shape', default: null },
        { name: 'seed', default: null },
      ],
    },
    doc: 'Sets a random share of the elements to 0 and scales the others up.',
    formula: String.raw`y_i = \frac{m_i\, u_i}{1 - r},\quad m_i \in \{0, 1\},\ P(m_i = 0) = r`,
    differentiable: true,
    evaluate: ([x], { rate, noiseShape, key, stream }: DropoutAttributes) =>
      dropped(x, rate, noiseShape, () => ({ key, stream })),
    samples: () => {
      const of = (shape: Shape, rate: number, noiseShape: NoiseShape = null) => ({
        inputs: [{ shape }],
        attributes: { rate, noiseShape, key: [9, 0] as [number, number], stream: 3 },
      });
      return [of([5], 0.5), of([2, 6], 0.25), of([2, 3, 2], 0.4, [null, 1, 2]), of([], 0.1), of([4], 0)];
    },
  },
  () =>
    (x: TensorLike, rate: number, { noiseShape = null, seed }: DropoutOptions = {}) =>
      dropped(convert(x, undefined, 'dropout'), rate, noiseShape, () => streamFor('dropout', seed)),
);

function dropped(x: Tensor, rate: number, noiseShape: NoiseShape, source: StreamSource): Tensor {
  const { shape, dtype } = x;
  if (!isFloat(dtype)) throw new DTypeError(`dropout: expected a float dtype, got ${dtype} ${formatShape(shape)}`);
  if (!(rate >= 0 && rate < 1)) throw new ValueError(`dropout: expected a rate in the range [0, 1), got ${rate}`);
  const noise = noiseShape === null ? shape : noiseSizes(shape, noiseShape);
  if (rate === 0) return x;
  const drawn = uniformFrom(source, noise, { dtype: dtype as 'float32' | 'float64' });
  return where(greaterEqual(drawn, rate), multiply(x, 1 / (1 - rate)), 0);
}

function noiseSizes(shape: Shape, noiseShape: readonly (number | null)[]): Shape {
  demandList('dropout', 'noiseShape', noiseShape);
  const sizes =
    noiseShape.length === shape.length
      ? noiseShape.map((size, axis) => size ?? shape[axis])
      : noiseShape.map((size) => size ?? NaN);
  const fine =
    sizes.every((size) => Number.isInteger(size) && size >= 0) &&
    sameShape(broadcastShapes('dropout', shape, sizes), shape);
  if (!fine) {
    throw new ShapeError(`dropout: noiseShape ${formatShape(sizes)} does not broadcast to ${formatShape(shape)}`);
  }
  return sizes;
}
