import { useMemo, type MouseEvent } from 'react';
import type { TimelineView } from '../../engine/protocol';
import { sendCommand } from '../client/engineClient';
import { useEngineStore } from '../stores/engineStore';
import { NumberText, formatNumber } from '../values';
import { sparkline } from './sparkline';
import styles from './LossSparkline.module.css';

const WIDTH = 168;
const HEIGHT = 36;

/** The loss of every step so far. A click looks at the step below the pointer; [ and ] go one by one. */
export function LossSparkline() {
  const losses = useEngineStore((s) => s.losses);
  const step = useEngineStore((s) => s.timeline?.head.step ?? 0);
  const isComputed = useEngineStore((s) => s.timeline !== null && hasLoss(s.timeline));
  const line = useMemo(() => sparkline(losses, WIDTH, HEIGHT), [losses]);
  const point = losses.find((candidate) => candidate.step === step) ?? null;
  if (losses.length === 0) return <div className={styles.none}>no loss yet</div>;

  const seek = (event: MouseEvent<HTMLButtonElement>) => {
    // From the keyboard a click has no place; [ and ] are for that.
    if (event.detail === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const target = line.stepAt((event.clientX - box.left) / box.width);
    // Its end, where everything of it can be seen.
    if (target !== null) sendCommand({ type: 'seek', head: { step: target, passed: Infinity } });
  };
  const dot = point && line.at(point);
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.sparkline}
      title="Click to look at a training step"
      aria-label={`Loss curve of ${losses.length} steps${point && isComputed ? `; step ${step}: ${formatNumber(point.loss)}` : ''}`}
      onClick={seek}
    >
      <span className={styles.caption}>
        loss{' '}
        <b data-testid="loss">{point && isComputed ? <NumberText value={point.loss} significant={6} /> : '····'}</b>
      </span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
        <path className={styles.curve} d={line.d} />
        {dot && <circle className={styles.dot} cx={dot.x} cy={dot.y} r={4} />}
      </svg>
    </button>
  );
}

/** Whether the play head has passed the forward pass, and with it the loss. */
function hasLoss({ head, moments }: TimelineView): boolean {
  const forward = moments.findIndex(({ phase }) => phase !== 'forward');
  return head.passed >= (forward < 0 ? moments.length : forward);
}
