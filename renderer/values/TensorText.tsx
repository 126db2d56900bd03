import type { DType, TensorView } from '../../engine/protocol';
import { fitNumber } from './fitNumber';
import { formatNumber } from './formatNumber';
import type { Role } from './heatColour';
import { nestedText } from './tensorText';
import styles from './values.module.css';

interface TensorTextProps {
  tensor: TensorView;
  role: Role;
  significant?: number;
}

/** A tiny tensor as numbers, nested as its shape says: `[[1.2, −3]]`. The title has every digit. */
export function TensorText({ tensor, role, significant }: TensorTextProps) {
  const data = tensor.data ?? [];
  let next = 0;
  const write = (axis: number): React.ReactNode => {
    if (axis === tensor.shape.length) {
      const position = next++;
      return <NumberText key={position} value={data[position]} dtype={tensor.dtype} significant={significant} />;
    }
    const parts: React.ReactNode[] = [];
    for (let i = 0; i < tensor.shape[axis]; i++) {
      if (i > 0) parts.push(', ');
      parts.push(<span key={i}>{write(axis + 1)}</span>);
    }
    return <>[{parts}]</>;
  };
  return (
    <span className={`${styles.number} ${styles[role]}`} title={nestedText(data, tensor.shape, tensor.dtype)}>
      {write(0)}
    </span>
  );
}

/** A tiny tensor in a narrow place: one number under the other, each rounded to at most `room` characters. */
export function TensorColumn({ tensor, role, room }: { tensor: TensorView; role: Role; room: number }) {
  const data = tensor.data ?? [];
  return (
    <span
      className={`${styles.number} ${styles[role]} ${styles.column}`}
      title={nestedText(data, tensor.shape, tensor.dtype)}
    >
      {data.map((value, i) => (
        <span key={i}>
          {Number.isFinite(value) ? fitNumber(value, room, tensor.dtype) : <NumberText value={value} />}
        </span>
      ))}
    </span>
  );
}

interface NumberTextProps {
  value: number;
  dtype?: DType;
  significant?: number;
}

/** One number in the surrounding colour; NaN and Inf stand on black and yellow. */
export function NumberText({ value, dtype, significant }: NumberTextProps) {
  const text = formatNumber(value, { dtype, significant });
  if (Number.isFinite(value)) return <span>{text}</span>;
  return <span className={styles.alarm}>{text}</span>;
}
