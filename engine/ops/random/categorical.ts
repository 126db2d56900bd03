import { type Seed, type Stream, streamFor, type StreamSource } from '../../random/streams';
import { convert, type TensorLike } from '../../tensor/convert';
import { isFloat } from '../../tensor/dtype';
import { DTypeError, ShapeError, ValueError } from '../../tensor/errors';
import { formatShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { log } from '../elementwise/log';
import { negative } from '../elementwise/negative';
import { subtract } from '../elementwise/subtract';
import { argmax } from '../reductions/argmax';
import { expandDims } from '../shapes/expandDims';
import { uniformFrom } from './randomUniform';

export interface CategoricalOptions {
  /** TensorFlow gives int64 where not told; there is none here. */
  dtype?: 'int32';
  seed?: Seed;
}

type CategoricalAttributes = Stream & { readonly numSamples: number };

/** logits `[b, classes]` → int32 `[b, numSamples]`: class c with probability softmax(logits)_c. */
export const categorical = defineComposite(
  {
    name: 'categorical',
    tf: {
      names: ['tf.random.categorical'],
      signature: [
        { name: 'logits' },
        { name: 'num_samples' },
        { name: 'dtype', default: null },
        { name: 'seed', default: null },
      ],
    },
    doc: 'Draws classes with the probabilities that logits say.',
    formula: String.raw`P(y = c) = \mathrm{softmax}(u)_c`,
    differentiable: false,
    evaluate: ([logits], { numSamples, key, stream }: CategoricalAttributes) =>
      drawClasses(logits, numSamples, () => ({ key, stream })),
    samples: () => [
      { inputs: [{ shape: [2, 3] }], attributes: { numSamples: 5, key: [5, 0] as [number, number], stream: 0 } },
      { inputs: [{ shape: [3, 1] }], attributes: { numSamples: 2, key: [5, 0] as [number, number], stream: 1 } },
      { inputs: [{ shape: [1, 4] }], attributes: { numSamples: 0, key: [5, 0] as [number, number], stream: 2 } },
    ],
  },
  () =>
    (logits: TensorLike, numSamples: number, { dtype = 'int32', seed }: CategoricalOptions = {}) => {
      if (dtype !== 'int32') throw new DTypeError(`categorical: expected dtype int32, got ${String(dtype)}`);
      return drawClasses(convert(logits, undefined, 'categorical'), numSamples, () => streamFor('categorical', seed));
    },
);

/**
 * The Gumbel trick: of the logits, each with −ln(−ln u) added, the largest is class c with
 * probability softmax(logits)_c. u = 0 gives −∞, which is never the largest.
 */
function drawClasses(logits: Tensor, numSamples: number, source: StreamSource): Tensor {
  const { shape, dtype } = logits;
  if (!isFloat(dtype)) throw new DTypeError(`categorical: expected float logits, got ${dtype} ${formatShape(shape)}`);
  if (shape.length !== 2)
    throw new ShapeError(`categorical: expected logits [batch, classes], got ${formatShape(shape)}`);
  if (shape[1] === 0) throw new ShapeError(`categorical: logits ${formatShape(shape)} have no classes`);
  if (!Number.isInteger(numSamples) || numSamples < 0) {
    throw new ValueError(`categorical: expected a whole numSamples of 0 or more, got ${numSamples}`);
  }
  const noise = uniformFrom(source, [shape[0], numSamples, shape[1]], { dtype: dtype as 'float32' | 'float64' });
  return argmax(subtract(expandDims(logits, 1), log(negative(log(noise)))), { axis: -1 });
}
