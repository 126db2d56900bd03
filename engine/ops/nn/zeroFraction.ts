import type { TensorLike } from '../../tensor/convert';
import { cast } from '../elementwise/cast';
import { equal } from '../elementwise/equal';
import { defineComposite } from '../composite';
import { reduceMean } from '../reductions/reduceMean';

/** `[…]` → `[]` float32; NaN where there are no elements. Any dtype. */
export const zeroFraction = defineComposite(
  {
    name: 'zeroFraction',
    tf: { names: ['tf.math.zero_fraction', 'tf.nn.zero_fraction'], signature: [{ name: 'value' }] },
    doc: 'The share of the elements that are 0.',
    formula: String.raw`y = \frac{1}{n} \sum_i [u_i = 0]`,
    differentiable: false,
    evaluate: ([value]) => reduceMean(cast(equal(value, value.dtype === 'bool' ? false : 0), 'float32')),
    samples: () => [
      { inputs: [{ shape: [2, 3], values: [0, 1, 0, -2, 0.5, 0] }], attributes: {} },
      { inputs: [{ shape: [3], values: [0, 1, 0], dtype: 'int32' }], attributes: {} },
      { inputs: [{ shape: [4], values: [0, 1, 0, 1], dtype: 'bool' }], attributes: {} },
    ],
  },
  (run) => (value: TensorLike) => run([value], {}),
);
