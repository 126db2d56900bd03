import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { add } from '../elementwise/add';
import { multiply } from '../elementwise/multiply';
import { negative } from '../elementwise/negative';
import { rsqrt } from '../elementwise/rsqrt';
import { subtract } from '../elementwise/subtract';
import { defineComposite } from '../composite';
import { inferFloat } from '../families/unary';

/** Which of the inputs after x, mean and variance there are. */
type NormalizationAttributes = {
  readonly varianceEpsilon: number;
  readonly hasOffset: boolean;
  readonly hasScale: boolean;
};

/**
 * `x` `[…]`, the others broadcast to it → `[…]`. `offset` and `scale` may be null. As TensorFlow does
 * it: x · k + (offset − mean · k), with k = scale / √(variance + ε).
 */
export const batchNormalization = defineComposite(
  {
    name: 'batchNormalization',
    tf: {
      names: ['tf.nn.batch_normalization'],
      signature: ['x', 'mean', 'variance', 'offset', 'scale', 'variance_epsilon'].map((name) => ({ name })),
    },
    doc: 'Takes a mean out, divides by the root of a variance, then scales and shifts.',
    formula: String.raw`y = \gamma\,\frac{u - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta`,
    differentiable: true,
    evaluate: ([x, mean, variance, ...rest], { varianceEpsilon, hasOffset, hasScale }: NormalizationAttributes) => {
      inferFloat('batchNormalization', x);
      const offset: Tensor | null = hasOffset ? rest[0] : null;
      const inverse = rsqrt(add(variance, varianceEpsilon));
      const factor = hasScale ? multiply(inverse, rest[rest.length - 1]) : inverse;
      const shift = multiply(mean, factor);
      return add(multiply(x, factor), offset === null ? negative(shift) : subtract(offset, shift));
    },
    samples: () => {
      const variance = { shape: [3], range: [0.5, 2] as const };
      return [
        {
          inputs: [{ shape: [2, 3] }, { shape: [3] }, variance, { shape: [3] }, { shape: [3] }],
          attributes: { varianceEpsilon: 1e-3, hasOffset: true, hasScale: true },
        },
        {
          inputs: [{ shape: [2, 3] }, { shape: [3] }, variance, { shape: [3] }],
          attributes: { varianceEpsilon: 0.1, hasOffset: false, hasScale: true },
        },
        {
          inputs: [{ shape: [2, 2, 3] }, { shape: [1, 1, 3] }, variance, { shape: [] }],
          attributes: { varianceEpsilon: 1e-3, hasOffset: true, hasScale: false },
        },
        {
          inputs: [{ shape: [3] }, { shape: [3] }, variance],
          attributes: { varianceEpsilon: 0, hasOffset: false, hasScale: false },
        },
      ];
    },
  },
  (run) =>
    (
      x: TensorLike,
      mean: TensorLike,
      variance: TensorLike,
      offset: TensorLike | null,
      scale: TensorLike | null,
      varianceEpsilon: number,
    ) => {
      const given = [x, mean, variance, ...[offset, scale].filter((one) => one !== null && one !== undefined)];
      return run(given, {
        varianceEpsilon,
        hasOffset: offset !== null && offset !== undefined,
        hasScale: scale !== null && scale !== undefined,
      });
    },
);
