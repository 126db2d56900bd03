import { useMemo, useRef } from 'react';
import { ReactFlow, ReactFlowProvider, useStore, type ReactFlowState } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import type { NodeId } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { selectNode } from '../stores/viewStore';
import { flowElements, type FlowEdge, type FlowNode } from './flowElements';
import { EmptyGraph } from './EmptyGraph';
import { GraphHeader } from './GraphHeader';
import { ClosedGroup, GroupFrame } from './GroupNodes';
import { Legend } from './Legend';
import { TapeEdge } from './TapeEdge';
import { TapeNode } from './TapeNode';
import { useLayout, type Laid } from './useLayout';
import { useTabOrder } from './useTabOrder';
import { useViewport } from './useViewport';
import styles from './GraphView.module.css';

// Outside the components: React Flow draws everything anew when these objects change.
const nodeTypes = { tape: TapeNode, closedGroup: ClosedGroup, frame: GroupFrame };
const edgeTypes = { tape: TapeEdge };

/** What React Flow tells screen readers; its own words speak of moving and deleting nodes. */
const WORDS = {
  'node.a11yDescription.default': 'Enter looks at this node. Tab goes to the next one in tape order.',
  'node.a11yDescription.keyboardDisabled': 'Enter looks at this node. Tab goes to the next one in tape order.',
  'edge.a11yDescription.default': 'A use of a value by an op.',
};
const PRO_OPTIONS = { hideAttribution: true };

/** Below this zoom text cannot be read and is not drawn. */
const FAR = 0.42;

/** The tape as a graph. Its arrays change with the structure; numbers change inside the nodes. */
export function GraphView() {
  const laid = useLayout();
  return (
    <section className={styles.graph} aria-label="Graph of the tape">
      <GraphHeader />
      {laid && laid.graph.items.length > 0 ? (
        <ReactFlowProvider>
          <Canvas laid={laid} />
        </ReactFlowProvider>
      ) : (
        <EmptyGraph />
      )}
      <Legend />
    </section>
  );
}

const isFarSelector = (s: ReactFlowState): boolean => s.transform[2] < FAR;

function Canvas({ laid }: { laid: Laid }) {
  const { nodes, edges } = useMemo(() => flowElements(laid.graph, laid.layout), [laid]);
  const canvas = useRef<HTMLDivElement>(null);
  const isFar = useStore(isFarSelector);
  const { onMoveStart } = useViewport(laid, canvas);
  const onKeyDown = useTabOrder(laid, canvas);
  const isComputing = useEngineStore((s) => s.run.state === 'running');
  return (
    <div
      ref={canvas}
      className={styles.canvas}
      data-distance={isFar ? 'far' : 'near'}
      data-computing={isComputing}
      onKeyDownCapture={onKeyDown}
    >
      <ReactFlow<FlowNode, FlowEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onMoveStart={onMoveStart}
        onNodeClick={(_, node) => select(node)}
        onPaneClick={() => selectNode(null)}
        onlyRenderVisibleElements
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        nodesFocusable
        edgesFocusable={false}
        minZoom={0.04}
        maxZoom={2.5}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomOnDoubleClick={false}
        ariaLabelConfig={WORDS}
        proOptions={PRO_OPTIONS}
      />
    </div>
  );
}

function select(node: FlowNode): void {
  // A closed group shows what it did last: the member that is acting, if one is.
  if (node.type === 'tape') selectNode(node.id as NodeId);
  if (node.type !== 'closedGroup') return;
  const acting = useEngineStore.getState().moment?.node;
  if (acting && node.data.members.includes(acting)) selectNode(acting);
}
