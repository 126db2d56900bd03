import { memo } from 'react';
import type { NodeProps } from '@xyflow/react';
import type { GraphNode } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { useViewStore } from '../stores/viewStore';
import { formatShape } from '../values';
import { Anchors } from './Anchors';
import { describeNode, titleOf, type TapeFlowNode } from './flowElements';
import { NodeRows } from './NodeRows';
import styles from './TapeNode.module.css';

/** A variable, constant or op with the numbers at the play head. It reads them itself; its props only change with the structure. */
export const TapeNode = memo(function TapeNode({ data: { node } }: NodeProps<TapeFlowNode>) {
  const acting = useEngineStore((s) => (s.moment?.node === node.id ? s.moment.kind : null));
  const isSelected = useViewStore((s) => s.selectedNode === node.id);
  const isLit = useViewStore((s) => node.line !== null && s.litLines !== null && s.litLines.has(node.line));
  const isFound = useViewStore((s) => s.found === null || s.found.has(node.id));
  const { name, what } = titleOf(node);
  return (
    <div
      className={styles.node}
      data-testid={`node-${node.label}`}
      data-kind={node.kind}
      data-acting={acting ?? undefined}
      data-selected={isSelected}
      data-lit={isLit}
      data-dimmed={!isFound}
      title={describeNode(node)}
    >
      <Anchors />
      <div className={styles.title}>
        <span className={styles.name}>
          {name ?? what}
          {name !== null && <span className={styles.op}> = {what}</span>}
        </span>
        <span className={styles.kind}>{kindText(node)}</span>
        {node.kind === 'variable' && <span className={styles.dot} data-trainable={node.trainable} aria-hidden="true" />}
      </div>
      {node.outputs.map((slot, i) => (
        <NodeRows key={slot.id} node={node} slot={slot} label={node.outputs.length > 1 ? ` ${i}` : ''} />
      ))}
    </div>
  );
});

/** What stands at the right of the title: the kind of a single number, the shape of anything larger. */
function kindText(node: GraphNode): string {
  const shape = node.outputs[0]?.shape ?? [];
  const isSingle = shape.every((length) => length === 1);
  if (node.kind !== 'op' && isSingle) return node.label === node.kind ? '' : node.kind;
  if (shape.length === 0) return '';
  return formatShape(shape).replaceAll(' ', '');
}
