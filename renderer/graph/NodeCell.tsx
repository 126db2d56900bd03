import type { Cell } from '../../engine/protocol';
import { CellText, NumberText, type Role } from '../values';
import { HeatStrip } from '../values';
import { onlyNumber } from './sumText';
import styles from './TapeNode.module.css';

/** A value or gradient in a node's row: one number as a number, more as a heat strip; pending and None as everywhere. */
export function NodeCell({ cell, role }: { cell: Cell; role: Role }) {
  if (cell.state !== 'tensor') return <CellText cell={cell} role={role} />;
  const number = onlyNumber(cell.tensor);
  if (number === null) return <HeatStrip tensor={cell.tensor} role={role} />;
  return (
    <span className={styles.number} data-role={role}>
      <NumberText value={number} dtype={cell.tensor.dtype} />
    </span>
  );
}
