import type { Cell, TensorView } from '../../engine/protocol';
import { HeatStrip } from './HeatStrip';
import { NumberText, TensorColumn, TensorText } from './TensorText';
import type { Role } from './heatColour';
import { isTiny, nestedText } from './tensorText';
import styles from './values.module.css';

interface CellTextProps {
  cell: Cell;
  role: Role;
  /** At most this many significant digits; all of them without it. */
  significant?: number;
  /** Characters on a line where it is narrow: the numbers of a tiny tensor stand one under the other, a range gets fewer digits. */
  room?: number;
}

/**
 * What stands in a value or gradient row: blank dots while pending, a hatch for None, numbers for a
 * tiny tensor, a heat strip for a larger one. The four states never look or read alike.
 */
export function CellText({ cell, role, significant, room }: CellTextProps) {
  if (cell.state === 'pending') return <PendingMark />;
  if (cell.state === 'none') return <NoneMark />;
  if (cell.tensor.data?.length === 1)
    return <SingleNumber tensor={cell.tensor} role={role} significant={significant} />;
  if (!isTiny(cell.tensor) || cell.tensor.data?.length === 0) {
    return <HeatStrip tensor={cell.tensor} role={role} room={room} />;
  }
  if (room !== undefined) return <TensorColumn tensor={cell.tensor} role={role} room={room} />;
  return <TensorText tensor={cell.tensor} role={role} significant={significant} />;
}

interface SingleNumberProps {
  tensor: TensorView;
  role: Role;
  significant?: number;
}

/** One element of whatever rank is written as a number; its shape stands elsewhere and in the title. */
function SingleNumber({ tensor, role, significant }: SingleNumberProps) {
  const value = tensor.data![0];
  return (
    <span className={`${styles.number} ${styles[role]}`} title={nestedText([value], tensor.shape, tensor.dtype)}>
      <NumberText value={value} dtype={tensor.dtype} significant={significant} />
    </span>
  );
}

/** Not yet computed: dots, with words for who cannot see them. */
export function PendingMark() {
  return (
    <span className={styles.pending} title="not yet computed">
      <span aria-hidden="true">····</span>
      <span className={styles.hidden}>not yet computed</span>
    </span>
  );
}

/** No path from the target, so no gradient. */
export function NoneMark() {
  return (
    <span className={styles.none} title="None: no path leads here, so there is no gradient">
      None
    </span>
  );
}
