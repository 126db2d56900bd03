import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import styles from './Splitter.module.css';

interface SplitterProps {
  label: string;
  /** Width of the panel it sizes, in pixels. */
  width: number;
  least: number;
  most: number;
  /** On which side of the splitter that panel is. */
  panel: 'left' | 'right';
  onChange(width: number): void;
}

const KEY_STEP = 16;

/** The edge between two regions: dragged, or moved with the arrow keys when it has the focus. */
export function Splitter({ label, width, least, most, panel, onChange }: SplitterProps) {
  const drag = useRef<{ pointerX: number; width: number } | null>(null);
  const grow = panel === 'left' ? 1 : -1;
  const resize = (to: number) => onChange(Math.round(Math.min(most, Math.max(least, to))));

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { pointerX: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current) resize(drag.current.width + grow * (event.clientX - drag.current.pointerX));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    // The arrow keys belong to the splitter now, not to the play head.
    event.stopPropagation();
    resize(width + grow * direction * KEY_STEP);
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      className={styles.splitter}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (drag.current = null)}
      onPointerCancel={() => (drag.current = null)}
      onKeyDown={onKeyDown}
    />
  );
}
