import { useState } from 'react';
import type { Tunable } from '../../engine/protocol';
import { pinsSettled } from './pins';

/**
 * The start value to show: what a person is setting right now, until the engine's own catches up.
 * Without it a dragged thumb would jump back with every answer to an older pin.
 */
export function useLocalStart(
  tunable: Tunable,
  start: readonly number[],
): [readonly number[], (value: readonly number[]) => void] {
  const [local, setLocal] = useState<readonly number[] | null>(null);
  const [seen, setSeen] = useState(tunable);
  if (seen !== tunable) {
    setSeen(tunable);
    if (pinsSettled()) setLocal(null);
  }
  return [local ?? start, setLocal];
}
