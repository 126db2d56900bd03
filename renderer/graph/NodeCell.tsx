import type { Cell } from '../../engine/protocol';
import { CellText, describeTensor, fitNumber, HeatStrip, NumberText, type Role } from '../values';
import { onlyNumber } from './sumText';
import styles from './TapeNode.module.css';

/** As many characters as stand beside a row's label: of a number, and of the smaller type of a range. */
const ROOM = 9;
const RANGE_ROOM = { value: 14, gradient: 11 };

/** A value or gradient in a node's row: one number as a number, more as a heat strip; pending and None as everywhere. */
export function NodeCell({ cell, role }: { cell: Cell; role: Role }) {
  if (cell.state !== 'tensor') return <CellText cell={cell} role={role} />;
  const number = onlyNumber(cell.tensor);
  if (number === null) return <HeatStrip tensor={cell.tensor} role={role} room={RANGE_ROOM[role]} />;
  return (
    <span className={styles.number} data-role={role} title={describeTensor(cell.tensor)}>
      {Number.isFinite(number) ? fitNumber(number, ROOM, cell.tensor.dtype) : <NumberText value={number} />}
    </span>
  );
}
