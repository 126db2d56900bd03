import { ValueError } from '../../tensor/errors';
import type { LearningRateSchedule } from './schedules';

/** A number, a schedule over the steps, or a function that is asked before each step. */
export type LearningRate = number | LearningRateSchedule | (() => number);

/** What every optimizer takes. Source: `keras/src/optimizers/base_optimizer.py`. */
export interface OptimizerOptions {
  learningRate?: LearningRate;
  name?: string | null;
  /** Takes this share of the learning rate off each variable, beside the gradient. */
  weightDecay?: number | null;
  /** The norm of each gradient is at most this. */
  clipnorm?: number | null;
  /** Each element of a gradient is within ± this. */
  clipvalue?: number | null;
  /** The norm of all gradients together is at most this. */
  globalClipnorm?: number | null;
  /** Keeps a moving average of each variable. */
  useEma?: boolean;
  emaMomentum?: number;
  /** Puts the average in the variable's place every so many steps. */
  emaOverwriteFrequency?: number | null;
  /** Gradients come multiplied by it, for `scaleLoss`. */
  lossScaleFactor?: number | null;
  /** Moves the variables only every so many steps, by the mean of the gradients since. */
  gradientAccumulationSteps?: number | null;
}

export type CommonOptions = Required<Omit<OptimizerOptions, 'learningRate' | 'name'>>;

/** The options with Keras' defaults. Throws its `ValueError`s for what makes no sense. */
export function commonOptions({
  weightDecay = null,
  clipnorm = null,
  clipvalue = null,
  globalClipnorm = null,
  useEma = false,
  emaMomentum = 0.99,
  emaOverwriteFrequency = null,
  lossScaleFactor = null,
  gradientAccumulationSteps = null,
}: OptimizerOptions): CommonOptions {
  if (gradientAccumulationSteps !== null && !(gradientAccumulationSteps >= 2)) {
    throw new ValueError(
      `\`gradient_accumulation_steps\` must be an integer >= 2. Received: gradient_accumulation_steps=${gradientAccumulationSteps}`,
    );
  }
  if (useEma && !(emaMomentum >= 0 && emaMomentum <= 1)) {
    throw new ValueError(`\`ema_momentum\` must be in the range [0, 1]. Received: ema_momentum=${emaMomentum}`);
  }
  const every = emaOverwriteFrequency;
  if (useEma && every !== null && !(Number.isInteger(every) && every >= 1)) {
    throw new ValueError(
      `\`ema_overwrite_frequency\` must be an integer >= 1 or None. Received: ema_overwrite_frequency=${every}`,
    );
  }
  if ([clipnorm, clipvalue, globalClipnorm].filter((one) => one !== null).length > 1) {
    const received = `clipnorm=${clipnorm}, clipvalue=${clipvalue}, global_clipnorm=${globalClipnorm}`;
    throw new ValueError(
      `Only one of \`clipnorm\`, \`clipvalue\` and \`global_clipnorm\` can be set. Received: ${received}`,
    );
  }
  return {
    weightDecay,
    clipnorm,
    clipvalue,
    globalClipnorm,
    useEma,
    emaMomentum,
    emaOverwriteFrequency,
    lossScaleFactor,
    gradientAccumulationSteps,
  };
}
