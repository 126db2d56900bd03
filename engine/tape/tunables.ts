import type { Shape } from '../tensor/shape';

/**
 * Start values that a person may pin: first values of variables and hyperparameters of optimizers. Whoever owns a script's run installs a `resolve`; elsewhere every proposal stands.
 */
export interface StartValue {
  /** Unique in a run, by order of creation: `sequential/dense/kernel#0`, `SGD/learningRate#0`. */
  readonly key: string;
  /** `state` is what no person sets by hand and a file of weights may: moving averages, an optimizer's slots, its step. */
  readonly kind: 'variable' | 'hyperparameter' | 'state';
  /** What to call it on screen. */
  readonly label: string;
  readonly shape: Shape;
  /** The variable's id; null for a hyperparameter. */
  readonly variable: number | null;
  /** The script's own numbers, row-major. A function, since they may have to be read from a device. */
  readonly proposed: () => ArrayLike<number>;
}

export const tunables = {
  /** The numbers to start from instead, row-major, as many as `shape` has; null lets the proposal stand. */
  resolve: null as ((value: StartValue) => ArrayLike<number> | null) | null,
  /** How often each name has been asked for: it numbers the keys. */
  counts: new Map<string, number>(),
};

/** Numbers keys from 0 again, for a new run. */
export function resetTunables(): void {
  tunables.counts.clear();
}

/** Asks the installed resolver; null lets the proposal stand, and so does having no resolver. */
export function resolveStartValue(name: string, value: Omit<StartValue, 'key'>): ArrayLike<number> | null {
  if (tunables.resolve === null) return null;
  const count = tunables.counts.get(name) ?? 0;
  tunables.counts.set(name, count + 1);
  return tunables.resolve({ ...value, key: `${name}#${count}` });
}
