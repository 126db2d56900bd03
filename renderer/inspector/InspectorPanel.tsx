import type { NodeId, TimelineView } from '../../engine/protocol';
import { Crosshair } from 'lucide-react';
import { useEngineStore, useNode } from '../stores/engineStore';
import { indexGraph } from '../stores/graphIndex';
import { selectNode, useViewStore } from '../stores/viewStore';
import { CheckLine } from './CheckLine';
import { ChainRule } from './ChainRule';
import { NextMoment } from './NextMoment';
import { NodeHeader } from './NodeHeader';
import { OpFormula } from './OpFormula';
import { RunningSum } from './RunningSum';
import { TensorSection } from './TensorSection';
import { UpdateCard } from './UpdateCard';
import { useNodeDetail } from './useNodeDetail';
import { nameOf } from './nextMomentWords';
import styles from './InspectorPanel.module.css';

/** The right region: everything about one node at the play head, the selected one or else the one that is acting. */
export function InspectorPanel() {
  const selected = useNode(useViewStore((s) => s.selectedNode));
  const acting = useNode(useEngineStore((s) => s.moment?.node ?? lastActing(s.timeline)));
  const node = selected ?? acting;
  const detail = useNodeDetail(node?.id ?? null);
  const op = useEngineStore((s) => (node?.op && s.snapshot?.ops[node.op]) || null);
  const inputs = useEngineStore((s) => (node && s.snapshot && indexGraph(s.snapshot).inputs.get(node.id)) || null);

  if (!node) return <NothingSelected />;
  const slot = node.outputs[0];
  return (
    <section className={styles.panel} aria-label="Inspector">
      <NodeHeader node={node} op={op} />
      {selected && acting && selected.id !== acting.id && (
        <button type="button" className={styles.follow} onClick={() => selectNode(null)}>
          <Crosshair size={13} aria-hidden="true" /> Back to the acting node, {nameOf(acting)}
        </button>
      )}
      {op && <OpFormula op={op} inputs={inputs ?? []} slot={slot.id} chain={detail?.chain ?? []} />}
      <UpdateCard node={node.id} />
      {detail && op && <ChainRule terms={detail.chain} op={op} inputs={inputs ?? []} shape={slot.shape} />}
      {detail && <RunningSum node={node} terms={detail.sum} gradient={detail.gradient} />}
      {detail?.check && <CheckLine check={detail.check} />}
      <NextMoment />
      <div className={styles.tensors}>
        <TensorSection key={`${slot.id} value`} title="Value" slot={slot.id} what="value" label={nameOf(node)} />
        {node.watched ? (
          <TensorSection
            key={`${slot.id} gradient`}
            title="Gradient"
            slot={slot.id}
            what="gradient"
            label={nameOf(node)}
          />
        ) : (
          <p className={styles.quiet}>The tape does not watch {nameOf(node)}, so it gets no gradient.</p>
        )}
      </div>
    </section>
  );
}

/** The node of the last moment that had one: printing a line is no reason to look away. */
function lastActing(timeline: TimelineView | null): NodeId | null {
  if (!timeline) return null;
  return timeline.moments.slice(0, timeline.head.passed).findLast((moment) => moment.node !== null)?.node ?? null;
}

function NothingSelected() {
  return (
    <section className={styles.panel} aria-label="Inspector">
      <div className={styles.empty}>
        <p>
          <strong>Nothing to look at yet.</strong>
        </p>
        <p>Step forward with → or choose a node of the graph: its formula, numbers and gradient appear here.</p>
      </div>
      <NextMoment />
    </section>
  );
}
