import { Slider } from 'radix-ui';
import { useState } from 'react';
import type { Tunable } from '../../engine/protocol';
import { formatNumber } from '../values';
import { NumberField } from './NumberField';
import { PinMark } from './PinMark';
import { pin } from './pins';
import { highestPosition, lowestPosition, nudged, positionOf, sliderRange, valueAt, widenedTo } from './sliderRange';
import { useLocalStart } from './useLocalStart';
import styles from './StartValues.module.css';

interface ScalarRowProps {
  tunable: Tunable;
  /** What stands on screen; the accessible names have the whole label. */
  shortLabel: string;
  start: number;
  /** Shows that it can be dragged. */
  pulse: boolean;
}

/** One start value: a slider for the feel, a field for the exact number. */
export function ScalarRow({ tunable, shortLabel, start, pulse }: ScalarRowProps) {
  const [[value], setValue] = useLocalStart(tunable, [start]);
  const [range, setRange] = useState(() => sliderRange(tunable, start));
  // The range stays while the thumb is dragged, and only grows when a value lies outside.
  const fitting = widenedTo(range, value);
  if (fitting !== range) setRange(fitting);

  const change = (next: number) => {
    setValue([next]);
    pin(tunable.key, [next]);
  };
  return (
    <li className={styles.row} data-kind={tunable.kind}>
      <span className={styles.label} title={tunable.label}>
        <bdi>{shortLabel}</bdi>
      </span>
      <Slider.Root
        className={styles.slider}
        data-pulse={pulse}
        min={lowestPosition(fitting)}
        max={highestPosition(fitting)}
        step={fitting.step}
        value={[positionOf(fitting, value)]}
        onValueChange={([position]) => change(valueAt(fitting, position))}
      >
        <Slider.Track className={styles.track}>
          <Slider.Range className={styles.range} />
        </Slider.Track>
        <Slider.Thumb
          className={styles.thumb}
          aria-label={`${tunable.label}, start value`}
          aria-valuetext={`${formatNumber(value)}${fitting.scale === 'log' ? ', logarithmic scale' : ''}`}
        />
      </Slider.Root>
      <NumberField
        label={`${tunable.label}, exact start value`}
        value={value}
        nudge={(from, steps) => nudged(fitting, from, steps)}
        onChange={change}
      />
      <PinMark tunable={tunable} />
    </li>
  );
}
