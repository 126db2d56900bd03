import { useState } from 'react';
import { sendCommand } from '../client/engineClient';
import { restartEngine } from '../client/startUp';
import { useEngineStore } from '../stores/engineStore';
import { revealLine } from '../stores/viewStore';
import { Button } from './Button';
import styles from './Banners.module.css';

/** What went wrong and how to go on, across the top of the graph. */
export function Banners() {
  return (
    <div className={styles.banners}>
      <EngineCrash />
      <ScriptTrouble />
      <BackendNotice />
    </div>
  );
}

function EngineCrash() {
  const reason = useEngineStore((s) => s.crashReason);
  const isCrashed = useEngineStore((s) => s.connection === 'crashed');
  const [isRestarting, setRestarting] = useState(false);
  if (!isCrashed) return null;
  const restart = async () => {
    setRestarting(true);
    await restartEngine();
    setRestarting(false);
  };
  return (
    <div className={styles.banner} role="alert">
      <p>
        <b>The engine stopped: {reason}</b> Your script is still here; the training it had done is lost.
      </p>
      <Button look="primary" disabled={isRestarting} onClick={() => void restart()}>
        {isRestarting ? 'Restarting…' : 'Restart the engine'}
      </Button>
    </div>
  );
}

function ScriptTrouble() {
  const run = useEngineStore((s) => s.run);
  const isCrashed = useEngineStore((s) => s.connection === 'crashed');
  const notebook = useEngineStore((s) => s.notebook);
  // A cell says itself what went wrong in it, below it.
  if (isCrashed || (notebook !== null && run.state === 'failed')) return null;
  if (run.state === 'crashed') {
    return (
      <div className={styles.banner} role="alert">
        <p>
          <b>The script stopped working: {run.reason}</b> What it recorded is still here.
        </p>
        <Button look="primary" onClick={() => sendCommand({ type: 'restartScript' })}>
          Restart the script
        </Button>
      </div>
    );
  }
  if (run.state !== 'failed') return null;
  const { name, message, line } = run.error;
  return (
    <div className={styles.banner} role="alert">
      <p>
        <b>{name}</b> {message}
      </p>
      {line !== null && <Button onClick={() => revealLine(line)}>Line {line}</Button>}
    </div>
  );
}

function BackendNotice() {
  const notice = useEngineStore((s) => s.backend?.notice ?? null);
  const [closed, setClosed] = useState<string | null>(null);
  if (notice === null || notice === closed) return null;
  return (
    <div className={styles.banner} data-kind="notice" role="status">
      <p>{notice}</p>
      <Button onClick={() => setClosed(notice)}>Close</Button>
    </div>
  );
}
