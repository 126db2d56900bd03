/** Distances of distributions as metrics. Source: `keras/src/metrics/probabilistic_metrics.py`. */
import { binaryCrossentropy } from '../losses/binaryCrossentropy';
import { categoricalCrossentropy } from '../losses/categoricalCrossentropy';
import type { CrossentropyOptions } from '../losses/crossentropy';
import { klDivergence } from '../losses/klDivergence';
import { poisson } from '../losses/poisson';
import { sparseCategoricalCrossentropy, type SparseCrossentropyOptions } from '../losses/sparseCategoricalCrossentropy';
import { MeanMetricWrapper } from './mean';
import type { MetricOptions } from './metric';

/** The mean of `klDivergence`. */
export class KLDivergence extends MeanMetricWrapper {
  constructor({ name = 'kl_divergence', ...rest }: MetricOptions = {}) {
    super(klDivergence, { name, ...rest });
  }
}

/** The mean of `poisson`. */
export class Poisson extends MeanMetricWrapper {
  constructor({ name = 'poisson', ...rest }: MetricOptions = {}) {
    super(poisson, { name, ...rest });
  }
}

/** The mean of `binaryCrossentropy`. */
export class BinaryCrossentropy extends MeanMetricWrapper<Omit<CrossentropyOptions, 'axis'>> {
  constructor({
    fromLogits = false,
    labelSmoothing = 0,
    name = 'binary_crossentropy',
    ...rest
  }: Omit<CrossentropyOptions, 'axis'> & MetricOptions = {}) {
    super(binaryCrossentropy, { name, ...rest }, { fromLogits, labelSmoothing });
  }
}

/** The mean of `categoricalCrossentropy`. */
export class CategoricalCrossentropy extends MeanMetricWrapper<CrossentropyOptions> {
  constructor({
    fromLogits = false,
    labelSmoothing = 0,
    axis = -1,
    name = 'categorical_crossentropy',
    ...rest
  }: CrossentropyOptions & MetricOptions = {}) {
    super(categoricalCrossentropy, { name, ...rest }, { fromLogits, labelSmoothing, axis });
  }
}

/** The mean of `sparseCategoricalCrossentropy`. */
export class SparseCategoricalCrossentropy extends MeanMetricWrapper<Omit<SparseCrossentropyOptions, 'ignoreClass'>> {
  constructor({
    fromLogits = false,
    axis = -1,
    name = 'sparse_categorical_crossentropy',
    ...rest
  }: Omit<SparseCrossentropyOptions, 'ignoreClass'> & MetricOptions = {}) {
    super(sparseCategoricalCrossentropy, { name, ...rest }, { fromLogits, axis });
  }
}
