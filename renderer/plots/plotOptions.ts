import uPlot from 'uplot';
import { formatNumber } from '../values';

/** There is no half training step. */
const WHOLE_STEPS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].flatMap((decade) => [decade, 2 * decade, 5 * decade]);

interface PlotWorld {
  width: number;
  height: number;
  isLog: boolean;
  /** The step of the play head, drawn as a solid line. */
  markedStep(): number | null;
  /** The step read out, drawn as a dot. */
  lookedStep(): number | null;
  /** The pointer is over this place of the step axis; null when it left. */
  onLook(step: number | null): void;
}

/** uPlot's options in the theme's colours, read once from the page: a change of theme makes a new plot. */
export function plotOptions(world: PlotWorld): uPlot.Options {
  const token = tokenReader();
  const axis: uPlot.Axis = {
    stroke: token('--text-muted'),
    font: `11px ${token('--font-mono')}`,
    grid: { stroke: token('--border'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: world.width,
    height: world.height,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    scales: { x: { time: false }, y: { distr: world.isLog ? 3 : 1 } },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    axes: [
      { ...axis, size: 26, space: 50, incrs: WHOLE_STEPS },
      {
        ...axis,
        size: 46,
        space: 28,
        values: (_, splits) => splits.map((value) => (value === null ? '' : formatNumber(value, { significant: 3 }))),
      },
    ],
    series: [{}, { stroke: token('--value'), width: 1.75, spanGaps: false, points: { show: areFew, size: 5 } }],
    hooks: {
      setCursor: [
        (plot) => {
          const { left } = plot.cursor;
          world.onLook(left == null || left < 0 ? null : plot.posToVal(left, 'x'));
        },
      ],
      draw: [
        (plot) => {
          drawStep(plot, world.markedStep(), token('--text'));
          const looked = world.lookedStep();
          if (looked !== world.markedStep()) drawStep(plot, looked, token('--border-strong'));
        },
      ],
    },
  };
}

/** A line through one point is nothing to see, so a few points are dots as well. */
function areFew(_plot: uPlot, _series: number, from: number, to: number): boolean {
  return to - from < 24;
}

function drawStep(plot: uPlot, step: number | null, colour: string): void {
  if (step === null || plot.scales.x.min == null) return;
  const x = Math.round(plot.valToPos(step, 'x', true));
  const { left, top, width, height } = plot.bbox;
  if (x < left || x > left + width) return;
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = uPlot.pxRatio * 1.5;
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, top + height);
  ctx.stroke();
  ctx.restore();
}

function tokenReader(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(name).trim();
}
