import { useState } from 'react';
import type { EdgeId, TensorView } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { indexGraph } from '../stores/graphIndex';
import { describeTensor, fitNumber } from '../values';
import type { Travel } from './travel';
import { onlyNumber } from './sumText';
import styles from './TapeEdge.module.css';

/** Characters between two columns. */
const ROOM = 6;

interface EdgeNumberProps {
  tensor: TensorView;
  isActive: boolean;
  extra: number;
  middle: { x: number; y: number };
  delay: number;
}

/** A contribution that has been carried: a small number on the edge, in a filled badge while it is the newest. */
export function EdgeNumber({ tensor, isActive, extra, middle, delay }: EdgeNumberProps) {
  return (
    <div
      key={delay}
      className={`${styles.number} nodrag nopan`}
      data-active={isActive}
      data-appearing={delay > 0}
      title={`contribution: ${describeTensor(tensor)}`}
      style={{
        transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)`,
        animationDelay: `${delay}ms`,
      }}
    >
      {shortText(tensor)}
      {extra > 0 && ` +${extra}`}
    </div>
  );
}

/** The badge that moves: a value towards its op, or a contribution back along the edge. Gone once it has landed. */
export function TravellingNumber({ edge, d, travel }: { edge: EdgeId; d: string; travel: Travel }) {
  const tensor = useEngineStore((s) => {
    if (travel.direction === 'backward') return tensorOf(s.contributions.get(edge));
    const slot = s.snapshot && indexGraph(s.snapshot).edges.get(edge)?.sourceSlot;
    return tensorOf(slot ? s.values.get(slot) : undefined);
  });
  const [landed, setLanded] = useState<Travel | null>(null);
  if (!tensor || landed === travel) return null;
  return (
    <div
      aria-hidden="true"
      className={styles.traveller}
      data-direction={travel.direction}
      style={{ offsetPath: `path("${d}")`, animationDuration: `${travel.milliseconds}ms` }}
      onAnimationEnd={() => setLanded(travel)}
    >
      {shortText(tensor)}
    </div>
  );
}

function tensorOf(cell: { state: string; tensor?: TensorView } | undefined): TensorView | null {
  return cell?.tensor ?? null;
}

/** What fits on an edge: one number, or the norm of more. */
function shortText(tensor: TensorView): string {
  const number = onlyNumber(tensor);
  return number !== null ? fitNumber(number, ROOM, tensor.dtype) : `‖${fitNumber(tensor.summary.norm, ROOM - 1)}‖`;
}
