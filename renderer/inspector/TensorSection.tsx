import { useState } from 'react';
import type { Cell, SlotId, TensorView } from '../../engine/protocol';
import { useGradientCell, useValueCell } from '../stores/engineStore';
import { CellText, elementCount, formatNumber, HeatMap, isTiny } from '../values';
import { useFullTensor } from './useNodeDetail';
import styles from './InspectorPanel.module.css';

interface TensorSectionProps {
  title: string;
  slot: SlotId;
  what: 'value' | 'gradient';
  /** The node's name. */
  label: string;
}

/** A larger tensor is read only when asked for: 29 ms for every 4 MB would be felt at each step. */
const MOST_READ_UNASKED = 1_000_000;

/** The value or gradient of a node: numbers when tiny, else a heat map with statistics. */
export function TensorSection({ title, slot, what, label }: TensorSectionProps) {
  const value = useValueCell(slot);
  const gradient = useGradientCell(slot);
  const cell = what === 'value' ? value : gradient;
  const isLarge = cell.state === 'tensor' && !isTiny(cell.tensor);
  return (
    <section className={styles.section} aria-label={`${title} of ${label}`} data-wide={isLarge}>
      <h3>{title}</h3>
      {isLarge ? (
        <LargeTensor cell={cell} tensor={cell.tensor} slot={slot} what={what} label={`${what} of ${label}`} />
      ) : (
        <p className={styles.tiny}>
          <CellText cell={cell} role={what} />
          <CellNote cell={cell} />
        </p>
      )}
    </section>
  );
}

function CellNote({ cell }: { cell: Cell }) {
  if (cell.state === 'pending') {
    // The mark says the same to screen readers.
    return (
      <span className={styles.note} aria-hidden="true">
        not yet computed
      </span>
    );
  }
  if (cell.state === 'none') return <span className={styles.note}>no path leads here from the target</span>;
  return null;
}

interface LargeTensorProps {
  cell: Cell;
  tensor: TensorView;
  slot: SlotId;
  what: 'value' | 'gradient';
  label: string;
}

function LargeTensor({ cell, tensor, slot, what, label }: LargeTensorProps) {
  const count = elementCount(tensor.shape);
  const [isAsked, setAsked] = useState(false);
  const mayRead = tensor.data === null && (count <= MOST_READ_UNASKED || isAsked);
  const full = useFullTensor(mayRead ? slot : null, what, cell);
  const data = tensor.data ?? full?.data ?? null;
  return (
    <>
      {data && <HeatMap tensor={{ shape: tensor.shape, dtype: tensor.dtype, data }} role={what} label={label} />}
      {!data && !mayRead && (
        <button type="button" className={styles.follow} onClick={() => setAsked(true)}>
          Read all {count.toLocaleString('en')} numbers
        </button>
      )}
      {!data && mayRead && <p className={styles.quiet}>Reading {count.toLocaleString('en')} numbers…</p>}
      <Statistics tensor={tensor} count={count} />
    </>
  );
}

function Statistics({ tensor, count }: { tensor: TensorView; count: number }) {
  const { min, max, mean, norm, zeros, nanCount, infCount } = tensor.summary;
  const facts: [string, string][] = [
    ['min', formatNumber(min, { significant: 4 })],
    ['max', formatNumber(max, { significant: 4 })],
    ['mean', formatNumber(mean, { significant: 4 })],
    ['norm', formatNumber(norm, { significant: 4 })],
    ['zeros', `${formatNumber(zeros * 100, { significant: 3 })}%`],
    ['count', count.toLocaleString('en')],
  ];
  return (
    <dl className={styles.statistics}>
      {facts.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
      {nanCount + infCount > 0 && (
        <div className={styles.alarm}>
          <dt>not finite</dt>
          <dd>
            {nanCount} NaN, {infCount} ∞
          </dd>
        </div>
      )}
    </dl>
  );
}
