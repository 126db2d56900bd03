import { Popover } from 'radix-ui';
import type { Tunable } from '../../engine/protocol';
import { asMatrix, elementCount, formatNumber, formatShape, HeatStrip, unravel } from '../values';
import { NumberField } from './NumberField';
import { PinMark } from './PinMark';
import { pin } from './pins';
import { nudged, sliderRange } from './sliderRange';
import { useLocalStart } from './useLocalStart';
import styles from './StartValues.module.css';

/** A start value with several numbers: a strip that opens fields, or, when there are too many, its shape alone. */
export function TensorRow({ tunable, shortLabel }: { tunable: Tunable; shortLabel: string }) {
  return (
    <li className={styles.row} data-kind={tunable.kind}>
      <span className={styles.label} title={tunable.label}>
        <bdi>{shortLabel}</bdi>
      </span>
      {tunable.start ? (
        <FieldsPopover tunable={tunable} start={tunable.start} />
      ) : (
        <span className={styles.summary}>
          {formatShape(tunable.shape)}, {elementCount(tunable.shape)} numbers
        </span>
      )}
      <PinMark tunable={tunable} />
    </li>
  );
}

function FieldsPopover({ tunable, start }: { tunable: Tunable; start: readonly number[] }) {
  const [values, setValues] = useLocalStart(tunable, start);
  // A long vector goes over several lines; a matrix keeps its rows.
  const columns = tunable.shape.length > 1 ? asMatrix(tunable.shape).columns : Math.min(8, values.length);
  const change = (position: number, value: number) => {
    const changed = values.with(position, value);
    setValues(changed);
    pin(tunable.key, changed);
  };
  return (
    <Popover.Root>
      <Popover.Trigger className={styles.open} aria-label={`Edit ${tunable.label}, ${formatShape(tunable.shape)}`}>
        <span className={styles.strip}>
          <HeatStrip tensor={stripOf(tunable, values)} role="value" />
        </span>
        <span className={styles.shape}>{formatShape(tunable.shape)}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.popover} side="right" sideOffset={8} collisionPadding={8}>
          <h3>
            {tunable.label} <span className={styles.shape}>{formatShape(tunable.shape)}</span>
          </h3>
          <div className={styles.fields} style={{ gridTemplateColumns: `repeat(${columns}, 92px)` }}>
            {values.map((value, position) => (
              <NumberField
                key={position}
                label={`${tunable.label}${formatShape(unravel(position, tunable.shape))}`}
                value={value}
                nudge={(from, steps) => nudged(sliderRange(tunable, from), from, steps)}
                onChange={(next) => change(position, next)}
              />
            ))}
          </div>
          <p className={styles.hint}>
            {formatNumber(values.length)} numbers. Each counts as soon as it is typed; ↑ and ↓ step.
          </p>
          <Popover.Arrow className={styles.arrow} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function stripOf(tunable: Tunable, values: readonly number[]) {
  const finite = values.filter(Number.isFinite);
  const sum = finite.reduce((total, value) => total + value, 0);
  return {
    shape: tunable.shape,
    dtype: 'float32' as const,
    data: values,
    summary: {
      min: finite.length ? Math.min(...finite) : NaN,
      max: finite.length ? Math.max(...finite) : NaN,
      mean: sum / finite.length,
      norm: Math.hypot(...finite),
      zeros: values.filter((value) => value === 0).length / values.length,
      nanCount: values.filter(Number.isNaN).length,
      infCount: values.length - finite.length - values.filter(Number.isNaN).length,
    },
  };
}
