import { ChevronLast, Pause, Play, SkipBack, StepBack, StepForward } from 'lucide-react';
import { move, setSpeed, togglePlay } from '../client/transportActions';
import { Button } from '../common/Button';
import { Select } from '../common/Select';
import { useEngineStore } from '../stores/engineStore';
import { useViewStore } from '../stores/viewStore';
import { LossSparkline } from './LossSparkline';
import { PhaseBars } from './PhaseBars';
import { TrainControl } from './TrainControl';
import styles from './Transport.module.css';

/** The bottom region: where the play head stands and everything that moves it. */
export function Transport() {
  return (
    <footer className={styles.transport} aria-label="Transport">
      <Buttons />
      <PhaseBars />
      <SpeedSelect />
      <TrainControl />
      <StepCount />
      <LossSparkline />
    </footer>
  );
}

function Buttons() {
  const run = useEngineStore((s) => s.run.state);
  const canMove = useEngineStore((s) => s.connection === 'attached' && s.timeline !== null);
  const isAtStart = useEngineStore((s) =>
    s.timeline ? s.timeline.head.step <= 1 && s.timeline.head.passed === 0 : true,
  );
  const isMoving = run === 'playing' || run === 'training';
  return (
    <div className={styles.buttons} role="group" aria-label="Play head">
      <Button
        look="round"
        aria-label="To the start"
        tooltip="To the start"
        keys="Home"
        disabled={!canMove || isAtStart}
        onClick={() => move('toStart')}
      >
        <SkipBack size={16} aria-hidden="true" />
      </Button>
      <Button
        look="round"
        aria-label="Step back"
        tooltip="One moment back"
        keys="←"
        disabled={!canMove || isAtStart}
        onClick={() => move('stepBack')}
      >
        <StepBack size={16} aria-hidden="true" />
      </Button>
      <Button
        look="roundPrimary"
        aria-label={isMoving ? 'Pause' : 'Play'}
        tooltip={isMoving ? 'Pause' : 'Play moment by moment'}
        keys="Space"
        disabled={!canMove}
        onClick={togglePlay}
      >
        {isMoving ? <Pause size={16} aria-hidden="true" /> : <Play size={16} aria-hidden="true" />}
      </Button>
      <Button
        look="round"
        aria-label="Step forward"
        tooltip="One moment forward"
        keys="→"
        disabled={!canMove}
        onClick={() => move('stepForward')}
      >
        <StepForward size={16} aria-hidden="true" />
      </Button>
      <Button
        look="round"
        aria-label="Next training step"
        tooltip="One training step forward"
        keys="]"
        disabled={!canMove}
        onClick={() => move('nextTrainingStep')}
      >
        <ChevronLast size={18} aria-hidden="true" />
      </Button>
    </div>
  );
}

const SPEEDS = [0.5, 1, 2, 4, 8, 16, 32];

function SpeedSelect() {
  const speed = useViewStore((s) => s.speed);
  const speeds = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b);
  return (
    <Select
      label="Speed in moments per second"
      className={styles.speed}
      value={String(speed)}
      options={speeds.map((value) => ({ value: String(value), label: `${value}/s` }))}
      onChange={(value) => setSpeed(Number(value))}
    />
  );
}

/** `3 / 50` once the script has ended, `3 / 5 so far` while it may go on. */
function StepCount() {
  const step = useEngineStore((s) => s.timeline?.head.step ?? 0);
  const steps = useEngineStore((s) => s.timeline?.steps ?? 0);
  const isComplete = useEngineStore((s) => s.timeline?.complete ?? false);
  return (
    <div className={styles.steps}>
      <span>training step</span>
      <span className={styles.stepNumber} data-testid="training-step">
        <b>{steps === 0 ? '–' : step}</b> / {steps}
        {!isComplete && <small> so far</small>}
      </span>
    </div>
  );
}
