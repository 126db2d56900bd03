import { useId, useRef, useState } from 'react';
import type { DType } from '../../engine/protocol';
import { HeatCanvas } from './HeatCanvas';
import { NumberText } from './TensorText';
import { formatNumber, formatShape } from './formatNumber';
import { heatColour, heatOf, type Role } from './heatColour';
import { asMatrix, elementCount, unravel } from './tensorText';
import styles from './HeatMap.module.css';
import shared from './values.module.css';

/** What a heat map draws: a tensor of any rank, row-major; the last axis goes across. */
export interface MapTensor {
  shape: readonly number[];
  dtype: DType;
  data: ArrayLike<number>;
}

interface HeatMapProps {
  tensor: MapTensor;
  role: Role;
  /** What the numbers are, for the accessible name: `value of kernel`. */
  label: string;
}

/** Up to this many elements every cell is an element of its own on the page; above, a canvas. */
const MOST_CELLS = 256;

/**
 * A tensor as a map of its cells with a readout of the one under the mouse or the keyboard's cursor
 * (arrows, Home, End). Small maps write the numbers into the cells.
 */
export function HeatMap({ tensor, role, label }: HeatMapProps) {
  const count = elementCount(tensor.shape);
  const largest = largestOf(tensor.data);
  const [cursor, setCursor] = useState<number | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const { columns } = asMatrix(tensor.shape);
  if (count === 0) return <p className={styles.readout}>{formatShape(tensor.shape)} has no elements.</p>;

  const looked = hovered ?? cursor;
  const shown = looked !== null && looked < count ? looked : null;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const moved = moveCursor(event.key, cursor ?? 0, columns, count);
    if (moved === null) return;
    event.preventDefault();
    // Arrow keys inside the map belong to the map, not to the play head.
    event.stopPropagation();
    setCursor(moved);
  };
  const Cells = count <= MOST_CELLS ? CellGrid : HeatCanvas;
  return (
    <div className={`${shared.map} ${styles.map}`}>
      <Cells
        tensor={tensor}
        role={role}
        label={`${label}, ${formatShape(tensor.shape)}. Arrow keys read the cells.`}
        largest={largest}
        cursor={cursor}
        onKeyDown={onKeyDown}
        onFocus={() => setCursor((at) => at ?? 0)}
        onHover={setHovered}
      />
      <p className={styles.readout} aria-live="polite">
        {shown === null ? (
          <Scale largest={largest} role={role} />
        ) : (
          <>
            <span>{formatShape(unravel(shown, tensor.shape))} = </span>
            <span className={shared[role]}>
              <NumberText value={tensor.data[shown]} dtype={tensor.dtype} />
            </span>
          </>
        )}
      </p>
    </div>
  );
}

/** What the two ways of drawing the cells have in common. */
export interface CellsProps extends HeatMapProps {
  largest: number;
  cursor: number | null;
  onKeyDown(event: React.KeyboardEvent): void;
  onFocus(): void;
  onHover(position: number | null): void;
}

/** Up to this many columns the numbers fit into the cells. */
const COLUMNS_WITH_NUMBERS = 4;

function CellGrid({ tensor, role, label, largest, cursor, onKeyDown, onFocus, onHover }: CellsProps) {
  const { rows, columns } = asMatrix(tensor.shape);
  const id = useId();
  const grid = useRef<HTMLDivElement>(null);
  const withNumbers = columns <= COLUMNS_WITH_NUMBERS;
  return (
    <div
      ref={grid}
      role="grid"
      aria-label={label}
      aria-activedescendant={cursor === null ? undefined : `${id}-${cursor}`}
      tabIndex={0}
      className={styles.grid}
      data-numbers={withNumbers}
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onMouseLeave={() => onHover(null)}
    >
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} role="row" className={styles.row}>
          {Array.from({ length: columns }, (_, column) => {
            const position = row * columns + column;
            const value = tensor.data[position];
            const heat = heatOf(value, largest);
            const text = formatNumber(value, { dtype: tensor.dtype });
            return (
              <div
                key={column}
                id={`${id}-${position}`}
                role="gridcell"
                aria-label={`${formatShape(unravel(position, tensor.shape))}: ${text}`}
                title={`${formatShape(unravel(position, tensor.shape))} = ${text}`}
                className={styles.cell}
                data-kind={heat.kind}
                data-strong={heat.intensity > 0.55}
                data-cursor={position === cursor}
                style={
                  heat.kind === 'nan' || heat.kind === 'infinite' ? undefined : { background: heatColour(heat, role) }
                }
                onMouseEnter={() => onHover(position)}
              >
                {withNumbers ? (
                  <span className={styles.chip}>{formatNumber(value, { dtype: tensor.dtype, significant: 3 })}</span>
                ) : (
                  glyphOf(heat.kind)
                )}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** The sign as a glyph, so that it does not hang on a hue. */
function glyphOf(kind: string): string {
  if (kind === 'negative') return '−';
  if (kind === 'zero') return '0';
  return '';
}

function Scale({ largest, role }: { largest: number; role: Role }) {
  if (largest === 0) return null;
  const format = { significant: 3 };
  return (
    <span className={styles.scale}>
      <span>{formatNumber(-largest, format)}</span>
      <span
        className={styles.ramp}
        style={{ background: `linear-gradient(90deg, var(--heat-negative), var(--bg-subtle), var(--${role}))` }}
      />
      <span>{formatNumber(largest, format)}</span>
    </span>
  );
}

function largestOf(data: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const magnitude = Math.abs(data[i]);
    if (magnitude > largest && magnitude !== Infinity) largest = magnitude;
  }
  return largest;
}

/** Where a key takes the cursor; null when the key is not one of the map's. */
export function moveCursor(key: string, from: number, columns: number, count: number): number | null {
  const to = {
    ArrowRight: from + 1,
    ArrowLeft: from - 1,
    ArrowDown: from + columns,
    ArrowUp: from - columns,
    Home: from - (from % columns),
    End: from - (from % columns) + columns - 1,
    PageDown: count - 1,
    PageUp: 0,
  }[key];
  if (to === undefined) return null;
  return to >= 0 && to < count ? to : from;
}
