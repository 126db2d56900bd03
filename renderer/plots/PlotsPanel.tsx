import { useState } from 'react';
import { sendCommand } from '../client/engineClient';
import { useEngineStore } from '../stores/engineStore';
import { LossPlot } from './LossPlot';
import { VariableNorms } from './VariableNorms';
import { gapCount } from './lossSeries';
import styles from './PlotsPanel.module.css';

/** The right region's other face: how training goes. */
export function PlotsPanel() {
  const losses = useEngineStore((s) => s.losses);
  const step = useEngineStore((s) => s.timeline?.head.step ?? null);
  const [isLog, setLog] = useState(false);
  const gaps = gapCount(losses, isLog);
  return (
    <section className={styles.panel} aria-label="Plots">
      <header className={styles.header}>
        <h2>Loss</h2>
        <div className={styles.scale} role="group" aria-label="Scale of the loss">
          <button type="button" aria-pressed={!isLog} onClick={() => setLog(false)}>
            linear
          </button>
          <button type="button" aria-pressed={isLog} onClick={() => setLog(true)}>
            log
          </button>
        </div>
      </header>
      {losses.length === 0 ? (
        <p className={styles.empty}>
          No training step has finished yet. Press play, or ] for the next training step, and the loss appears here.
        </p>
      ) : (
        <LossPlot points={losses} isLog={isLog} step={step} onSeek={seekStep} />
      )}
      {gaps > 0 && (
        <p className={styles.note}>
          {gaps.toLocaleString('en')} of {losses.length.toLocaleString('en')} losses{' '}
          {isLog ? 'are not positive finite numbers' : 'are NaN or infinite'} and leave gaps.
        </p>
      )}
      <VariableNorms />
    </section>
  );
}

/** To the same moment of another training step. */
function seekStep(step: number): void {
  const passed = useEngineStore.getState().timeline?.head.passed ?? 0;
  sendCommand({ type: 'seek', head: { step, passed } });
}
