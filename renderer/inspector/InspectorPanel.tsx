import type { GraphNode, GraphSlot, NodeId, TimelineView } from '../../engine/protocol';
import { Crosshair } from 'lucide-react';
import { useEngineStore, useNode } from '../stores/engineStore';
import { indexGraph } from '../stores/graphIndex';
import { carriesGradient } from '../values';
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
        {node.outputs.map((output, i) => (
          <OutputSections key={output.id} node={node} slot={output} number={node.outputs.length > 1 ? ` ${i}` : ''} />
        ))}
      </div>
    </section>
  );
}

/** Value and gradient of one output; `number` tells several apart. */
function OutputSections({ node, slot, number }: { node: GraphNode; slot: GraphSlot; number: string }) {
  const name = nameOf(node);
  const label = number === '' ? name : `output${number} of ${name}`;
  return (
    <>
      <TensorSection title={`Value${number}`} slot={slot.id} what="value" label={label} />
      {node.watched && carriesGradient(slot.dtype) ? (
        <TensorSection title={`Gradient${number}`} slot={slot.id} what="gradient" label={label} />
      ) : (
        <p className={styles.quiet}>
          {node.watched
            ? `Only floats carry gradients: ${label} is ${slot.dtype}.`
            : `The tape does not watch ${label}, so it gets no gradient.`}
        </p>
      )}
    </>
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
