import { type Seed, type Stream, streamFor, type StreamSource } from '../../random/streams';
import { convert, type TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { defineComposite } from '../composite';
import { gather } from '../shapes/gather';
import { argsort } from '../sorting/argsort';
import { uniformFrom } from './randomUniform';

/** `[n, …]` → the same shape, its slices along the first axis in a random order. */
export const shuffle = defineComposite(
  {
    name: 'shuffle',
    tf: { names: ['tf.random.shuffle'], signature: [{ name: 'value' }, { name: 'seed', default: null }] },
    doc: 'Puts the slices along the first axis in a random order.',
    formula: String.raw`y_i = u_{\pi(i)}`,
    differentiable: true,
    evaluate: ([value], { key, stream }: Stream) => shuffled(value, () => ({ key, stream })),
    samples: () =>
      [[5], [4, 3], [3, 2, 2], [1, 2], []].map((shape, stream) => ({
        inputs: [{ shape }],
        attributes: { key: [31, 4] as [number, number], stream },
      })),
  },
  () =>
    (value: TensorLike, { seed }: { seed?: Seed } = {}) =>
      shuffled(convert(value, undefined, 'shuffle'), () => streamFor('shuffle', seed)),
);

/**
 * The order in which random words stand when sorted. Of n words of 32 bits two are equal with a chance
 * of n² / 2³³; then they keep their order.
 */
function shuffled(x: Tensor, source: StreamSource): Tensor {
  if (x.rank === 0 || x.shape[0] <= 1) return x;
  const words = uniformFrom(source, [x.shape[0]], { minval: -(2 ** 31), maxval: 2 ** 31 - 1, dtype: 'int32' });
  return gather(x, argsort(words));
}
