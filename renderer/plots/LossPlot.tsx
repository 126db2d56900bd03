import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { LossPoint } from '../../engine/protocol';
import { useViewStore } from '../stores/viewStore';
import { formatNumber } from '../values';
import { lossSeries, nearestPoint } from './lossSeries';
import { plotOptions } from './plotOptions';
import styles from './PlotsPanel.module.css';

interface LossPlotProps {
  points: readonly LossPoint[];
  isLog: boolean;
  /** The training step of the play head; null before there is one. */
  step: number | null;
  onSeek(step: number): void;
}

const HEIGHT = 200;

/** The loss of every training step. A click, or Enter on the step read out, takes the play head there. */
export function LossPlot({ points, isLog, step, onSeek }: LossPlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const [looked, setLooked] = useState<LossPoint | null>(null);
  const theme = useViewStore((s) => s.resolvedTheme);
  const series = useMemo(() => lossSeries(points, isLog), [points, isLog]);
  // uPlot draws and listens outside React; it reads the newest props from here.
  const now = useRef({ points, step, looked });
  useEffect(() => {
    now.current = { points, step, looked };
    plot.current?.redraw(false, false);
  }, [points, step, looked]);

  useEffect(() => {
    const element = host.current!;
    const options = plotOptions({
      width: element.clientWidth,
      height: HEIGHT,
      isLog,
      markedStep: () => now.current.step,
      lookedStep: () => now.current.looked?.step ?? null,
      onLook: (at) => setLooked(at === null ? null : nearestPoint(now.current.points, at)),
    });
    const created = new uPlot(options, [[], []], element);
    plot.current = created;
    const resize = new ResizeObserver(() => created.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      created.destroy();
      plot.current = null;
    };
  }, [isLog, theme]);

  useEffect(() => plot.current?.setData(series), [series, theme]);

  const shown = looked ?? nearestPoint(points, step ?? Infinity);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: 10, PageDown: -10 }[event.key];
    if (by === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    // The arrow keys of the plot read the curve; elsewhere they move the play head.
    event.stopPropagation();
    if (by === undefined) onSeek(shown!.step);
    else setLooked(nearestPoint(points, shown!.step + by));
  };
  return (
    <>
      <p className={styles.readout} aria-live="off">
        {shown && (
          <>
            step <strong>{shown.step.toLocaleString('en')}</strong> · loss{' '}
            <strong className={styles.loss}>{formatNumber(shown.loss)}</strong>
          </>
        )}
      </p>
      <div
        ref={host}
        className={styles.plot}
        role="slider"
        tabIndex={0}
        aria-label="Loss over training steps. Arrow keys read the curve, Enter goes to that step."
        aria-valuemin={points[0].step}
        aria-valuemax={points[points.length - 1].step}
        aria-valuenow={shown?.step}
        aria-valuetext={shown ? `step ${shown.step}, loss ${formatNumber(shown.loss)}` : undefined}
        onKeyDown={onKeyDown}
        onBlur={() => setLooked(null)}
        onClick={() => looked && onSeek(looked.step)}
      />
    </>
  );
}
