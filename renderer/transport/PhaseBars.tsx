import { memo } from 'react';
import type { MomentMark } from '../../engine/protocol';
import { sendCommand } from '../client/engineClient';
import { useEngineStore } from '../stores/engineStore';
import { momentText, phaseMoments, type PhaseMoments } from './phases';
import styles from './PhaseBars.module.css';

/** A step with more moments than this has no room for a segment each. */
const MOST_SEGMENTS = 48;

/** The moments of the step under the play head. Each can be clicked; the arrow keys do the same. */
export function PhaseBars() {
  const timeline = useEngineStore((s) => s.timeline);
  if (!timeline || timeline.moments.length === 0) {
    return <div className={styles.none}>No moments recorded yet.</div>;
  }
  const { moments, head } = timeline;
  const Bar = moments.length <= MOST_SEGMENTS ? SegmentedBar : ContinuousBar;
  return (
    <div className={styles.bars} role="group" aria-label="Moments of this training step">
      {phaseMoments(moments, head.passed).map((part) => (
        <div
          key={part.phase}
          className={styles.part}
          data-phase={part.phase}
          // Room in proportion to the moments, so that segments are about equally wide everywhere.
          style={{ flexGrow: Math.min(24, Math.max(2, part.positions.length)) }}
        >
          <div className={styles.caption}>
            <span>{part.label}</span>
            <span className={styles.count} data-testid={`count-${part.phase}`}>
              {part.passed}/{part.positions.length}
            </span>
          </div>
          <Bar part={part} moments={moments} step={head.step} passed={head.passed} />
        </div>
      ))}
    </div>
  );
}

interface BarProps {
  part: PhaseMoments;
  moments: readonly MomentMark[];
  step: number;
  passed: number;
}

const SegmentedBar = memo(function SegmentedBar({ part, moments, step, passed }: BarProps) {
  if (part.positions.length === 0) return <div className={styles.empty} />;
  return (
    <div className={styles.segments}>
      {part.positions.map((position, i) => (
        <button
          key={position}
          type="button"
          tabIndex={-1}
          className={styles.segment}
          data-passed={position < passed}
          data-current={position === passed - 1}
          aria-label={`${part.label} ${i + 1} of ${part.positions.length}: ${momentText(moments[position])}`}
          aria-current={position === passed - 1 ? 'step' : undefined}
          title={momentText(moments[position])}
          onClick={() => sendCommand({ type: 'seek', head: { step, passed: position + 1 } })}
        />
      ))}
    </div>
  );
});

/** Many moments: one bar with a handle, whatever their number. */
function ContinuousBar({ part, step, passed }: BarProps) {
  const { positions, label } = part;
  if (positions.length === 0) return <div className={styles.empty} />;
  const share = (part.passed / positions.length) * 100;
  const isHere = positions.includes(passed - 1);
  return (
    <input
      type="range"
      className={styles.range}
      data-here={isHere}
      aria-label={`${label} moments`}
      min={0}
      max={positions.length}
      step={1}
      value={part.passed}
      style={{ '--share': `${share}%` } as React.CSSProperties}
      onChange={(event) => {
        const count = Number(event.target.value);
        const target = count === 0 ? positions[0] : positions[count - 1] + 1;
        sendCommand({ type: 'seek', head: { step, passed: target } });
      }}
    />
  );
}
