import { useState } from 'react';
import { FastForward } from 'lucide-react';
import { sendCommand } from '../client/engineClient';
import { Button } from '../common/Button';
import { useEngineStore } from '../stores/engineStore';
import { parseSteps } from './parseSteps';
import styles from './Transport.module.css';

/** Trains that many steps at full speed. */
export function TrainControl() {
  const [text, setText] = useState('100');
  const isTraining = useEngineStore((s) => s.run.state === 'training');
  const hasEnded = useEngineStore((s) => isOver(s.run.state) || (s.timeline?.complete ?? false));
  const steps = parseSteps(text);
  const train = () => steps !== null && sendCommand({ type: 'train', steps });
  return (
    <form
      className={styles.train}
      onSubmit={(event) => {
        event.preventDefault();
        train();
      }}
    >
      <Button
        type="submit"
        disabled={steps === null || isTraining || hasEnded}
        tooltip="Train at full speed"
        aria-label={`Train ${steps ?? ''} steps`}
      >
        <FastForward size={14} aria-hidden="true" /> Train
      </Button>
      <input
        aria-label="Steps to train"
        aria-invalid={steps === null}
        inputMode="numeric"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <span>steps</span>
    </form>
  );
}

function isOver(state: string): boolean {
  return state === 'empty' || state === 'finished' || state === 'stopped' || state === 'failed' || state === 'crashed';
}
