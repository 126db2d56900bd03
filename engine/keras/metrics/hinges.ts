/** The hinge losses as metrics. Source: `keras/src/metrics/hinge_metrics.py`. */
import { categoricalHinge } from '../losses/categoricalHinge';
import { hinge } from '../losses/hinge';
import { squaredHinge } from '../losses/squaredHinge';
import { MeanMetricWrapper } from './mean';
import type { MetricOptions } from './metric';

/** The mean of `hinge`. */
export class Hinge extends MeanMetricWrapper {
  constructor({ name = 'hinge', ...rest }: MetricOptions = {}) {
    super(hinge, { name, ...rest });
  }
}

/** The mean of `squaredHinge`. */
export class SquaredHinge extends MeanMetricWrapper {
  constructor({ name = 'squared_hinge', ...rest }: MetricOptions = {}) {
    super(squaredHinge, { name, ...rest });
  }
}

/** The mean of `categoricalHinge`. */
export class CategoricalHinge extends MeanMetricWrapper {
  constructor({ name = 'categorical_hinge', ...rest }: MetricOptions = {}) {
    super(categoricalHinge, { name, ...rest });
  }
}
