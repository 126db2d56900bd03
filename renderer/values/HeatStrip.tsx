import { memo } from 'react';
import type { TensorView } from '../../engine/protocol';
import { formatNumber } from './formatNumber';
import { heatGradients, largestMagnitude, type Role } from './heatColour';
import { nestedText, summaryText } from './tensorText';
import styles from './values.module.css';

interface HeatStripProps {
  tensor: TensorView;
  role: Role;
}

/**
 * A tensor of up to SMALL_TENSOR elements as a strip: one cell per element, positive numbers above
 * the middle line, negative ones below. A larger tensor, of which only facts are here, shows its range.
 */
export const HeatStrip = memo(function HeatStrip({ tensor, role }: HeatStripProps) {
  const { data, summary } = tensor;
  if (!data) return <RangeText tensor={tensor} role={role} />;
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

function RangeText({ tensor, role }: HeatStripProps) {
  const { min, max, nanCount, infCount } = tensor.summary;
  const isBroken = nanCount + infCount > 0;
  return (
    <span className={`${styles.range} ${styles[role]}`} title={summaryText(tensor)}>
      {!Number.isNaN(min) && (
        <span>
          {formatNumber(min, { significant: 2 })} … {formatNumber(max, { significant: 2 })}
        </span>
      )}
      {isBroken && <span className={styles.alarm}>{nanCount > 0 ? 'NaN' : '∞'}</span>}
    </span>
  );
}
