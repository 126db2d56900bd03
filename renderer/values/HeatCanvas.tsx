import { useEffect, useRef } from 'react';
import type { CellsProps } from './HeatMap';
import { heatOf, type Role } from './heatColour';
import { asMatrix } from './tensorText';
import { useViewStore } from '../stores/viewStore';
import styles from './HeatMap.module.css';

/** No more pixels than this along a side; longer axes show the strongest element of each pixel. */
const MOST_PIXELS = 512;

/**
 * Cells of a large tensor on a canvas, one pixel each, scaled up without smoothing. A pixel that
 * stands for several elements takes the one of largest magnitude (NaN and Inf before all), so that
 * nothing loud is hidden.
 */
export function HeatCanvas({ tensor, role, label, largest, cursor, onKeyDown, onFocus, onHover }: CellsProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useViewStore((s) => s.resolvedTheme);
  const { rows, columns } = asMatrix(tensor.shape);
  const width = Math.min(columns, MOST_PIXELS);
  const height = Math.min(rows, MOST_PIXELS);

  useEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const palette = readPalette(canvas.current!, role);
    const image = context.createImageData(width, height);
    const strongest = strongestPerPixel(tensor.data, rows, columns, width, height);
    strongest.forEach((value, pixel) => paint(image.data, pixel, width, value, largest, palette));
    context.putImageData(image, 0, 0);
  }, [tensor, role, largest, theme, rows, columns, width, height]);

  const positionAt = (event: React.MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const column = Math.min(columns - 1, Math.floor(((event.clientX - box.left) / box.width) * columns));
    const row = Math.min(rows - 1, Math.floor(((event.clientY - box.top) / box.height) * rows));
    return Math.max(0, row) * columns + Math.max(0, column);
  };
  return (
    <div
      role="group"
      aria-label={label}
      tabIndex={0}
      className={styles.canvas}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onMouseMove={(event) => onHover(positionAt(event))}
      onMouseLeave={() => onHover(null)}
    >
      <canvas
        ref={canvas}
        width={width}
        height={height}
        aria-hidden="true"
        style={{ height: Math.min(280, Math.max(24, Math.min(rows * 12, (288 * rows) / columns))) }}
      />
      {cursor !== null && (
        <span
          className={styles.crosshair}
          style={{
            left: `${((cursor % columns) / columns) * 100}%`,
            top: `${(Math.floor(cursor / columns) / rows) * 100}%`,
            width: `max(4px, ${100 / columns}%)`,
            height: `max(4px, ${100 / rows}%)`,
          }}
        />
      )}
    </div>
  );
}

/** Of every pixel's elements the one that is NaN, else infinite, else of largest magnitude. */
export function strongestPerPixel(
  data: ArrayLike<number>,
  rows: number,
  columns: number,
  width: number,
  height: number,
): Float64Array {
  const strongest = new Float64Array(width * height);
  for (let row = 0; row < rows; row++) {
    const line = Math.floor((row * height) / rows) * width;
    for (let column = 0; column < columns; column++) {
      const pixel = line + Math.floor((column * width) / columns);
      const value = data[row * columns + column];
      const known = strongest[pixel];
      if (Number.isNaN(value) || Math.abs(value) > Math.abs(known)) strongest[pixel] = value;
    }
  }
  return strongest;
}

type Rgb = readonly [number, number, number];
interface Palette {
  positive: Rgb;
  negative: Rgb;
  zero: Rgb;
}

function readPalette(element: HTMLElement, role: Role): Palette {
  const style = getComputedStyle(element);
  const read = (token: string) => parseHex(style.getPropertyValue(token).trim());
  return { positive: read(`--${role}`), negative: read('--heat-negative'), zero: read('--bg-subtle') };
}

function parseHex(colour: string): Rgb {
  const number = Number.parseInt(colour.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

function paint(
  pixels: Uint8ClampedArray,
  pixel: number,
  width: number,
  value: number,
  largest: number,
  palette: Palette,
): void {
  const { kind, intensity } = heatOf(value, largest);
  const isBroken = kind === 'nan' || kind === 'infinite';
  const column = pixel % width;
  const row = (pixel - column) / width;
  const alarm: Rgb = (column + row) % 2 === 0 ? [17, 17, 17] : [255, 214, 10];
  const hue = kind === 'negative' ? palette.negative : palette.positive;
  for (let channel = 0; channel < 3; channel++) {
    const mixed = palette.zero[channel] + (hue[channel] - palette.zero[channel]) * intensity;
    pixels[pixel * 4 + channel] = isBroken ? alarm[channel] : mixed;
  }
  pixels[pixel * 4 + 3] = 255;
}
