/** Errors of numbers as metrics. Source: `keras/src/metrics/regression_metrics.py`. */
import type { TensorLike } from '../../tensor/convert';
import type { Tensor } from '../../tensor/tensor';
import { sqrt } from '../../ops/elementwise/sqrt';
import { squaredDifference } from '../../ops/elementwise/squaredDifference';
import { cosine, type CosineSimilarityOptions } from '../losses/cosineSimilarity';
import { logCosh } from '../losses/logCosh';
import { meanAbsoluteError } from '../losses/meanAbsoluteError';
import { meanAbsolutePercentageError } from '../losses/meanAbsolutePercentageError';
import { meanSquaredError } from '../losses/meanSquaredError';
import { meanSquaredLogarithmicError } from '../losses/meanSquaredLogarithmicError';
import { pair } from '../losses/operands';
import { MeanMetricWrapper } from './mean';
import type { MetricOptions } from './metric';

/** The mean of `meanSquaredError`. */
export class MeanSquaredError extends MeanMetricWrapper {
  constructor({ name = 'mean_squared_error', ...rest }: MetricOptions = {}) {
    super(meanSquaredError, { name, ...rest });
  }
}

/** The mean of `meanAbsoluteError`. */
export class MeanAbsoluteError extends MeanMetricWrapper {
  constructor({ name = 'mean_absolute_error', ...rest }: MetricOptions = {}) {
    super(meanAbsoluteError, { name, ...rest });
  }
}

/** The mean of `meanAbsolutePercentageError`. */
export class MeanAbsolutePercentageError extends MeanMetricWrapper {
  constructor({ name = 'mean_absolute_percentage_error', ...rest }: MetricOptions = {}) {
    super(meanAbsolutePercentageError, { name, ...rest });
  }
}

/** The mean of `meanSquaredLogarithmicError`. */
export class MeanSquaredLogarithmicError extends MeanMetricWrapper {
  constructor({ name = 'mean_squared_logarithmic_error', ...rest }: MetricOptions = {}) {
    super(meanSquaredLogarithmicError, { name, ...rest });
  }
}

/** The mean of `logCosh`. */
export class LogCoshError extends MeanMetricWrapper {
  constructor({ name = 'logcosh', ...rest }: MetricOptions = {}) {
    super(logCosh, { name, ...rest });
  }
}

/** √mean((yTrue − yPred)²) over all elements of all batches. */
export class RootMeanSquaredError extends MeanMetricWrapper {
  override readonly direction = 'down';
  constructor({ name = 'root_mean_squared_error', ...rest }: MetricOptions = {}) {
    super(squares, { name, ...rest });
  }

  protected override compute(): Tensor {
    return sqrt(super.compute());
  }
}

/** The mean cosine of the angle between labels and predictions: 1 for one direction. */
export class CosineSimilarity extends MeanMetricWrapper<CosineSimilarityOptions> {
  override readonly direction = 'up';
  constructor({ name = 'cosine_similarity', axis = -1, ...rest }: CosineSimilarityOptions & MetricOptions = {}) {
    super(cosineOf, { name, ...rest }, { axis });
  }
}

function squares(yTrue: TensorLike, yPred: TensorLike): Tensor {
  return squaredDifference(...pair(yTrue, yPred));
}

function cosineOf(yTrue: TensorLike, yPred: TensorLike, { axis = -1 }: CosineSimilarityOptions): Tensor {
  return cosine(yTrue, yPred, axis);
}
