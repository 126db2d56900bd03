import { resolveStartValue } from '../tape/tunables';

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
