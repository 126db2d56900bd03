import { Handle, Position } from '@xyflow/react';
import styles from './TapeNode.module.css';

/**
 * Where edges begin and end: at the sides, or above and below inside a folded chain. React Flow reads
 * their places from the document once a node is drawn, and from `flowElements` before that.
 */
export function Anchors() {
  return (
    <>
      <Handle id="left" type="target" position={Position.Left} isConnectable={false} className={styles.anchor} />
      <Handle id="top" type="target" position={Position.Top} isConnectable={false} className={styles.anchor} />
      <Handle id="right" type="source" position={Position.Right} isConnectable={false} className={styles.anchor} />
      <Handle id="bottom" type="source" position={Position.Bottom} isConnectable={false} className={styles.anchor} />
    </>
  );
}
