import type { Tunable } from '../../engine/protocol';
import { editableNumber } from '../values/formatNumber';

/**
 * What a slider offers around a start value. The slider itself moves over positions: the value on a
 * linear scale, its decimal logarithm on a logarithmic one.
 */
export interface SliderRange {
  scale: 'linear' | 'log';
  min: number;
  max: number;
  /** In positions. */
  step: number;
}

const STEPS_PER_SIDE = 100;
const STEPS_PER_DECADE = 20;
/** Hyperparameters that are felt by factors, not by differences. */
const BY_FACTORS = /rate|^lr$|epsilon|decay/i;
/** Hyperparameters that are shares. */
const SHARES = /momentum|beta|rho|dropout/i;

/** A range that has the value well inside it: powers of ten for learning rates, 0 to 1 for shares, else symmetric about zero. */
export function sliderRange(tunable: Pick<Tunable, 'kind' | 'label'>, value: number): SliderRange {
  const name = tunable.label.split(/[./]/).pop() ?? tunable.label;
  if (tunable.kind === 'hyperparameter' && BY_FACTORS.test(name) && value > 0) return logRange(value);
  if (tunable.kind === 'hyperparameter' && SHARES.test(name) && value >= 0 && value <= 1) {
    return { scale: 'linear', min: 0, max: 1, step: 0.01 };
  }
  return linearRange(value);
}

/** The same range where it holds the value, else one that does: typing 500 widens the slider. */
export function widenedTo(range: SliderRange, value: number): SliderRange {
  if (!Number.isFinite(value)) return range;
  if (range.scale === 'log' && value <= 0) return linearRange(value);
  if (value >= range.min && value <= range.max) return range;
  return range.scale === 'log' ? logRange(value) : linearRange(value);
}

/** A value that is no finite number has no place; its thumb stands in the middle. */
export function positionOf(range: SliderRange, value: number): number {
  if (!Number.isFinite(value)) return (lowestPosition(range) + highestPosition(range)) / 2;
  return range.scale === 'log' ? Math.log10(value) : value;
}

export function lowestPosition(range: SliderRange): number {
  return positionOf(range, range.min);
}

export function highestPosition(range: SliderRange): number {
  return positionOf(range, range.max);
}

/** The value at a position, rounded to what the step can tell apart, so that 0.3 is not 0.30000000000000004. */
export function valueAt(range: SliderRange, position: number): number {
  if (range.scale === 'log') return Number((10 ** position).toPrecision(2));
  const decimals = Math.max(0, -Math.floor(Math.log10(range.step)));
  const value = Number(position.toFixed(decimals));
  return value === 0 ? 0 : value;
}

/** The next value up or down for the arrow keys of a number field. */
export function nudged(range: SliderRange, value: number, steps: number): number {
  if (range.scale === 'log') return valueAt(range, positionOf(range, value) + steps * range.step);
  // From the number as it is written, so that the digits it has stay: 1.3380092 goes to 1.3880092.
  const written = Number(editableNumber(value));
  return Number((written + steps * range.step).toPrecision(12));
}

function logRange(value: number): SliderRange {
  const decade = Math.floor(Math.log10(value) + 1e-9);
  return { scale: 'log', min: power(decade - 2), max: power(decade + 2), step: 1 / STEPS_PER_DECADE };
}

/** 10 ** -3 is 0.001 exactly, which Math.pow does not promise. */
function power(exponent: number): number {
  return Number(`1e${exponent}`);
}

function linearRange(value: number): SliderRange {
  const bound = niceBound(Number.isFinite(value) ? Math.max(5, 2 * Math.abs(value)) : 5);
  return { scale: 'linear', min: -bound, max: bound, step: bound / STEPS_PER_SIDE };
}

/** The next of 5, 10, 20, 50, 100, 200, … */
function niceBound(least: number): number {
  const decade = power(Math.floor(Math.log10(least)));
  for (const factor of [1, 2, 5]) if (factor * decade >= least) return factor * decade;
  return 10 * decade;
}
