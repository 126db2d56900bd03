import { memo } from 'react';
import type { NodeProps } from '@xyflow/react';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEngineStore } from '../stores/engineStore';
import { indexGraph } from '../stores/graphIndex';
import { setGroupOpen, useViewStore } from '../stores/viewStore';
import { Anchors } from './Anchors';
import type { ClosedGroupFlowNode, FrameFlowNode } from './flowElements';
import node from './TapeNode.module.css';
import styles from './GroupNodes.module.css';

/** The dashed frame of an open group. Only its label takes the mouse, so that the canvas can be dragged inside it. */
export const GroupFrame = memo(function GroupFrame({ data: { id, label } }: NodeProps<FrameFlowNode>) {
  return (
    <div className={styles.frame}>
      <button
        type="button"
        className={`${styles.label} nodrag nopan`}
        aria-expanded="true"
        aria-label={`Close group ${label}`}
        onClick={() => setGroupOpen(id, false)}
      >
        <ChevronDown size={12} aria-hidden="true" />
        {label}
      </button>
    </div>
  );
});

/** A closed group: one node that says how much is in it and acts when something in it acts. */
export const ClosedGroup = memo(function ClosedGroup({ data: { id, label, members } }: NodeProps<ClosedGroupFlowNode>) {
  const acting = useEngineStore((s) => (s.moment?.node && members.includes(s.moment.node) ? s.moment.kind : null));
  const isDimmed = useViewStore((s) => s.found !== null && !members.some((member) => s.found!.has(member)));
  const snapshot = useEngineStore((s) => s.snapshot);
  const isLit = useViewStore((s) => {
    if (s.litLines === null || !snapshot) return false;
    const { nodes } = indexGraph(snapshot);
    return members.some((member) => s.litLines!.has(nodes.get(member)?.line ?? -1));
  });
  const kinds = members.map((member) => snapshot && indexGraph(snapshot).nodes.get(member)?.kind);
  const count = (kind: string): number => kinds.filter((k) => k === kind).length;
  return (
    <div
      className={`${node.node} ${styles.closed}`}
      data-acting={acting ?? undefined}
      data-lit={isLit}
      data-dimmed={isDimmed}
    >
      <Anchors />
      <button
        type="button"
        className={`${styles.open} nodrag nopan`}
        aria-expanded="false"
        aria-label={`Open group ${label}`}
        onClick={() => setGroupOpen(id, true)}
      >
        <ChevronRight size={13} aria-hidden="true" />
        {label}
      </button>
      <p className={styles.count}>
        {plural(count('op'), 'op')}
        <br />
        {plural(count('variable'), 'variable')}
      </p>
    </div>
  );
});

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
