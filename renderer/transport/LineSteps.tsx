import { ArrowDownToLine, ArrowUpToLine, CornerDownRight, FlagTriangleRight, Sigma } from 'lucide-react';
import type { ReactNode } from 'react';
import { move, type TransportAction } from '../client/transportActions';
import { Button } from '../common/Button';
import { useEngineStore } from '../stores/engineStore';
import styles from './LineSteps.module.css';

interface Step {
  action: TransportAction;
  text: string | null;
  name: string;
  tooltip: string;
  keys: string;
  icon: ReactNode;
}

const STEPS: readonly Step[] = [
  {
    action: 'previousLine',
    text: null,
    name: 'Back a line',
    tooltip: 'Back to the line before',
    keys: '⇧N',
    icon: <ArrowUpToLine size={14} aria-hidden="true" />,
  },
  {
    action: 'nextLine',
    text: 'Line',
    name: 'Over this line',
    tooltip: 'Over this line, to the next one that acts',
    keys: 'N',
    icon: <ArrowDownToLine size={14} aria-hidden="true" />,
  },
  {
    action: 'stepForward',
    text: 'Op',
    name: 'Into this line',
    tooltip: 'Into this line, one op at a time',
    keys: '→',
    icon: <CornerDownRight size={14} aria-hidden="true" />,
  },
  {
    action: 'toEndOfTape',
    text: 'Tape',
    name: 'To the end of the tape',
    tooltip: 'To where the forward pass has ended and all is on the tape',
    keys: 'T',
    icon: <FlagTriangleRight size={14} aria-hidden="true" />,
  },
  {
    action: 'nextUpdate',
    text: 'Update',
    name: 'To the next update',
    tooltip: 'To the next variable that an optimizer changes',
    keys: 'U',
    icon: <Sigma size={14} aria-hidden="true" />,
  },
];

/** Moves the play head by what the code says, beside the code: over a line, into it, to where a part of it ends. Training steps are the transport's. */
export function LineSteps() {
  const canMove = useEngineStore((s) => s.connection === 'attached' && s.timeline !== null);
  const isAtStart = useEngineStore((s) => !s.timeline || (s.timeline.head.step <= 1 && s.timeline.head.passed === 0));
  return (
    <div className={styles.steps} role="group" aria-label="Step through the code">
      {STEPS.map(({ action, text, name, tooltip, keys, icon }) => (
        <Button
          key={action}
          look="quiet"
          className={styles.step}
          aria-label={name}
          tooltip={tooltip}
          keys={keys}
          disabled={!canMove || (action === 'previousLine' && isAtStart)}
          onClick={() => move(action)}
        >
          {icon}
          {text}
        </Button>
      ))}
    </div>
  );
}
