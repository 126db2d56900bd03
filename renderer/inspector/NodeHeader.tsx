import type { GraphNode, OpInfo } from '../../engine/protocol';
import { useEngineStore } from '../stores/engineStore';
import { describeLine } from '../stores/sourcePlace';
import { revealLine } from '../stores/viewStore';
import { formatShape } from '../values';
import { nameOf } from './nextMomentWords';
import styles from './InspectorPanel.module.css';

/** Name, kind, dtype, shape and line of a node; for an op also TensorFlow's name and what it does. */
export function NodeHeader({ node, op }: { node: GraphNode; op: OpInfo | null }) {
  const facts = node.outputs.map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`);
  const notebook = useEngineStore((s) => s.notebook);
  const attributes = Object.entries(node.attributes);
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <h2>{nameOf(node)}</h2>
        {node.assignedTo && node.assignedTo !== node.label && <span className={styles.alias}>= {node.label}</span>}
        <span className={styles.facts}>
          {facts.join(', ')}
          {node.line !== null && (
            <>
              {' · '}
              <button type="button" className={styles.line} onClick={() => revealLine(node.line!)}>
                {describeLine(notebook, node.line)}
              </button>
            </>
          )}
        </span>
      </div>
      {op ? (
        <p className={styles.doc}>
          <code>{op.tfName}</code> {op.doc}
        </p>
      ) : (
        <p className={styles.doc}>{describeLeaf(node)}</p>
      )}
      {attributes.length > 0 && (
        <p className={styles.attributes}>{attributes.map(([name, value]) => `${name}: ${value}`).join(' · ')}</p>
      )}
    </header>
  );
}

function describeLeaf({ kind, trainable }: GraphNode): string {
  if (kind === 'constant') return 'A constant: the same in every step.';
  return trainable ? 'A trainable variable: an optimizer may change it.' : 'A variable that no optimizer changes.';
}
