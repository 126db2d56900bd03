import { memo } from 'react';
import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import type { EdgeId } from '../../engine/protocol';
import { useContributionCell, useEngineStore } from '../stores/engineStore';
import { indexGraph } from '../stores/graphIndex';
import type { Mirror } from '../stores/mirror';
import { edgePath } from './edgePath';
import type { FlowEdge } from './flowElements';
import { EdgeNumber, TravellingNumber } from './EdgeNumbers';
import { useTravelStore } from './travelStore';
import styles from './TapeEdge.module.css';

/** One use of a value (or several, between closed groups), with the contribution that came back along it. */
export const TapeEdge = memo(function TapeEdge({ sourceX, sourceY, targetX, targetY, data }: EdgeProps<FlowEdge>) {
  const { carries, route, isVertical, bow } = data!;
  const path = edgePath({
    source: { x: sourceX, y: sourceY },
    target: { x: targetX, y: targetY },
    route,
    isVertical,
    bow,
  });
  const carried = useEngineStore((s) => carriedNow(s, carries));
  const isFeeding = useEngineStore((s) => feedsNow(s, carries));
  const hasCarried = useEngineStore((s) => carries.some((edge) => s.contributions.get(edge)?.state === 'tensor'));
  const travel = useTravelStore((s) =>
    s.travel && carries.some((e) => s.travel!.edges.includes(e)) ? s.travel : null,
  );
  const shown = carried ?? carries[0];
  return (
    <>
      <path
        d={path.d}
        className={styles.edge}
        data-activity={carried ? 'contribution' : isFeeding ? 'input' : undefined}
        data-carried={hasCarried}
      />
      {(hasCarried || travel) && (
        <EdgeLabelRenderer>
          {hasCarried && (
            <Contribution
              edge={shown}
              isActive={carried !== null}
              extra={carries.length - 1}
              middle={path.middle}
              delay={travel?.direction === 'backward' ? travel.milliseconds / 2 : 0}
            />
          )}
          {travel && (
            <TravellingNumber edge={travel.direction === 'forward' ? carries[0] : shown} d={path.d} travel={travel} />
          )}
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** The edge along which a contribution goes back at this moment, if this drawn edge stands for it. */
function carriedNow({ moment }: Mirror, carries: readonly EdgeId[]): EdgeId | null {
  if (moment?.kind !== 'contribution' || moment.edge === null) return null;
  return carries.includes(moment.edge) ? moment.edge : null;
}

/** Whether a value goes along this edge into the op that is executed at this moment. */
function feedsNow({ moment, snapshot }: Mirror, carries: readonly EdgeId[]): boolean {
  if (moment?.kind !== 'op' || !snapshot) return false;
  const { edges } = indexGraph(snapshot);
  return carries.some((id) => edges.get(id)?.target === moment.node);
}

interface ContributionProps {
  edge: EdgeId;
  isActive: boolean;
  /** How many more uses the drawn edge stands for. */
  extra: number;
  middle: { x: number; y: number };
  /** Milliseconds until the travelling number passes the middle. */
  delay: number;
}

function Contribution({ edge, isActive, extra, middle, delay }: ContributionProps) {
  const cell = useContributionCell(edge);
  if (cell.state !== 'tensor') return null;
  return <EdgeNumber tensor={cell.tensor} isActive={isActive} extra={extra} middle={middle} delay={delay} />;
}
