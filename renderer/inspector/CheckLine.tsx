import { Check, TriangleAlert } from 'lucide-react';
import type { GradientCheck } from '../../engine/protocol';
import { useNode } from '../stores/engineStore';
import { formatNumber, formatShape } from '../values';
import { nameOf } from './nextMomentWords';
import styles from './InspectorPanel.module.css';

/** One element of the chain rule against a finite difference in float64. */
export function CheckLine({ check }: { check: GradientCheck }) {
  const input = useNode(check.input);
  const Icon = check.passed ? Check : TriangleAlert;
  return (
    <section className={styles.section} aria-labelledby="check">
      <h3 id="check">Check against float64 differences</h3>
      <div className={styles.card} data-failed={!check.passed}>
        <p className={styles.check}>
          <Icon size={15} aria-label={check.passed ? 'passed' : 'failed'} className={styles.checkIcon} />
          <span className={styles.mono}>
            {digits(check.analytic)} {check.passed ? '≈' : '≠'} {digits(check.numeric)}
          </span>
        </p>
        <p className={styles.quiet}>
          to {input ? nameOf(input) : 'the input'}
          {check.index.length > 0 && ` at ${formatShape(check.index)}`}, relative error{' '}
          {formatNumber(check.relativeError, { significant: 2, dtype: 'float64' })}
        </p>
      </div>
    </section>
  );
}

/** Seven digits of a number; the sign between the two says that they are rounded. */
function digits(value: number): string {
  return formatNumber(value, { significant: 7, dtype: 'float64' }).replace('≈', '');
}
