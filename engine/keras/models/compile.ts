import { ValueError } from '../../tensor/errors';
import { getLoss, type LossFunction } from '../losses';
import { get } from '../optimizers/get';
import type { Optimizer } from '../optimizers/optimizer';
import { type Metric, getMetric } from './metrics';

export interface CompileOptions {
  /** An optimizer, or Keras' name of one with its defaults. */
  optimizer?: Optimizer | string;
  loss?: LossFunction | string | null;
  /** `accuracy`, or any loss function or its name. */
  metrics?: readonly (string | LossFunction)[];
}

export interface Compiled {
  readonly optimizer: Optimizer;
  readonly loss: LossFunction;
  readonly metrics: readonly Metric[];
}

/** Checks and resolves what `compile` was given. Throws `ValueError` for names that are none, or without a loss. */
export function compileModel({ optimizer = 'adam', loss = null, metrics = [] }: CompileOptions): Compiled {
  if (loss === null) throw new ValueError('No loss to compute. Provide a `loss` argument in `compile()`.');
  return {
    optimizer: get(optimizer),
    loss: getLoss(loss),
    metrics: metrics.map((metric) => getMetric(metric, loss)),
  };
}
