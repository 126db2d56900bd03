import type { KernelState } from '../../engine/protocol';
import { Button } from '../common/Button';
import { sendCommand } from '../client/engineClient';
import { useEngineStore } from '../stores/engineStore';
import { durationText } from './cellTimes';
import { useNow } from './useCellExecution';
import { useState } from 'react';
import styles from './KernelChip.module.css';

const ABSENT: KernelState = { state: 'absent' };

/** How Python stands: not started, starting, ready, gone. */
export function KernelChip() {
  const kernel = useEngineStore((s) => s.notebook?.kernel ?? ABSENT);
  const isBusy = useEngineStore((s) => s.notebook?.executions.some(({ state }) => state === 'running') ?? false);
  if (kernel.state === 'starting') return <Starting />;
  return (
    <span className={styles.chip} data-state={isBusy ? 'busy' : kernel.state} title={titleOf(kernel)} role="status">
      <i aria-hidden="true" />
      <span className={styles.word}>{isBusy ? 'Python runs' : TEXTS[kernel.state]}</span>
    </span>
  );
}

const TEXTS = { absent: 'Python rests', ready: 'Python ready', failed: 'Python stopped' };

function titleOf(kernel: KernelState): string {
  switch (kernel.state) {
    case 'absent':
      return 'Python starts when a cell is run';
    case 'starting':
      return 'Python is starting';
    case 'ready':
      return `Python started in ${durationText(kernel.startMs) || 'no time'}; it knows what the cells that ran have defined`;
    case 'failed':
      return kernel.reason;
  }
}

/** Counts from when it is first seen to start. */
function Starting() {
  const [since] = useState(() => performance.now());
  const now = useNow(true);
  return (
    <span className={styles.chip} data-state="starting" role="status">
      <i aria-hidden="true" />
      <span className={styles.word}>Python starts</span>{' '}
      <span className={styles.time}>{durationText(now - since)}</span>
    </span>
  );
}

/** Python has ended: why, and the way on. What was recorded stays. */
export function KernelTrouble() {
  const kernel = useEngineStore((s) => s.notebook?.kernel ?? ABSENT);
  if (kernel.state !== 'failed') return null;
  return (
    <div className={styles.trouble} role="alert">
      <p>
        <b>Python stopped:</b> {kernel.reason}
      </p>
      <Button look="primary" onClick={() => sendCommand({ type: 'restartKernel' })}>
        Restart Python
      </Button>
    </div>
  );
}
