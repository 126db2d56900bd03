import { resolveStartValue } from '../tape/tunables';
import type { Shape } from '../tensor/shape';

export { resetTunables, tunables, type StartValue } from '../tape/tunables';

/** A hyperparameter's start value: the pinned one where a person has pinned it, else `proposed`. */
export function startValue(name: string, label: string, proposed: number): number {
  const pinned = resolveStartValue(name, {
    kind: 'hyperparameter',
    label,
    shape: [],
    variable: null,
    proposed: () => [proposed],
  });
  return pinned?.[0] ?? proposed;
}

/** What a variable that no person pins starts from when a file of weights brought it; null elsewhere. */
export function restoredState(name: string, shape: Shape, variable: number | null): ArrayLike<number> | null {
  return resolveStartValue(name, { kind: 'state', label: name, shape, variable, proposed: () => [] });
}
