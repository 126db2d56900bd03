import { memo } from 'react';
import type { TensorView } from '../../engine/protocol';
import { heatGradients, largestMagnitude, type Role } from './heatColour';
import { nestedText, rangeText, summaryText, uniformText } from './tensorText';
import styles from './values.module.css';

interface HeatStripProps {
  tensor: TensorView;
  role: Role;
  /** As many characters as a range may take; without it, as many as it needs. */
  room?: number;
}

/**
 * A tensor of up to SMALL_TENSOR elements as a strip: one cell per element, positive numbers above
 * the middle line, negative ones below. What would leave the strip blank is said in words, since blank is what
 * is not yet computed. A larger tensor, of which only facts are here, shows its range.
 */
export const HeatStrip = memo(function HeatStrip({ tensor, role, room }: HeatStripProps) {
  const { data, summary } = tensor;
  if (!data) return <RangeText tensor={tensor} role={role} room={room} />;
  const uniform = uniformText(tensor);
  if (uniform !== null) {
    return (
      <span className={styles.uniform} title={summaryText(tensor)}>
        {uniform}
      </span>
    );
  }
  const { upper, lower } = heatGradients(data, largestMagnitude(summary.min, summary.max), role);
  const signs = `${data.filter((value) => value > 0).length} positive (+, upper half), ${data.filter((value) => value < 0).length} negative (−, lower half)`;
  return (
    <span
      className={styles.strip}
      role="img"
      aria-label={`${summaryText(tensor)}; ${signs}`}
      title={`${summaryText(tensor)}\n${signs}\n${nestedText(data, tensor.shape, tensor.dtype, { significant: 4 })}`}
      style={{ backgroundImage: `${upper}, ${lower}` }}
    />
  );
});

function RangeText({ tensor, role, room }: HeatStripProps) {
  const { min, nanCount, infCount } = tensor.summary;
  const isBroken = nanCount + infCount > 0;
  return (
    <span className={`${styles.range} ${styles[role]}`} title={summaryText(tensor)}>
      {!Number.isNaN(min) && <span>{rangeText(tensor.summary, isBroken ? (room ?? Infinity) - 5 : room)}</span>}
      {isBroken && <span className={styles.alarm}>{nanCount > 0 ? 'NaN' : '∞'}</span>}
    </span>
  );
}
