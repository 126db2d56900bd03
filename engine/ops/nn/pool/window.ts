import { type DType, isFloat } from '../../../tensor/dtype';
import { DTypeError, ShapeError, ValueError } from '../../../tensor/errors';
import { formatShape, sameShape } from '../../../tensor/shape';
import type { TensorSpec } from '../../../tensor/tensor';
import {
  checkPadding,
  heightAndWidth,
  outputShape,
  type Padding,
  type PerAxis,
  slide,
  type Sliding,
} from '../conv/window';

/** A window `[height, width]` that slides over every channel of images. */
export type PoolAttributes = {
  readonly ksize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
};

/** The options as plain data, checked: explicit padding is smaller than the window, so that none is empty. */
export function poolAttributes(op: string, ksize: PerAxis, strides: PerAxis, padding: unknown): PoolAttributes {
  const size = heightAndWidth(op, 'ksize', ksize);
  const checked = checkPadding(op, padding);
  if (typeof checked !== 'string' && size.some((one, i) => checked[1 + i].some((n) => n >= one))) {
    throw new ValueError(
      `${op}: expected padding smaller than the window ${formatShape(size)}, got ${JSON.stringify(padding)}`,
    );
  }
  return { ksize: size, strides: heightAndWidth(op, 'strides', strides), padding: checked };
}

/** The window over `x` `[n, h, w, c]`; throws what is wrong with it. */
export function poolWindow(op: string, x: TensorSpec, attributes: PoolAttributes): Sliding {
  if (!isFloat(x.dtype)) throw new DTypeError(`${op}: expected a float dtype, got ${x.dtype} ${formatShape(x.shape)}`);
  if (x.shape.length !== 4) {
    throw new ShapeError(`${op}: expected images [batch, height, width, channels], got ${formatShape(x.shape)}`);
  }
  return slide(op, x.shape, attributes.ksize, x.shape[3], { ...attributes, dilations: [1, 1] });
}

/** Throws unless `given` is what pooling over `window` gives for images of `dtype`. */
export function demandPooled(op: string, window: Sliding, given: TensorSpec, dtype: DType): void {
  const expected = outputShape(window);
  if (given.dtype !== dtype) throw new DTypeError(`${op}: expected ${dtype} as the images, got ${given.dtype}`);
  if (sameShape(expected, given.shape)) return;
  throw new ShapeError(`${op}: pooling gives ${formatShape(expected)} here, got ${formatShape(given.shape)}`);
}

/** How many pixels of the image lie under each window: fewer than its size where it sticks out. */
export function pixelsUnder({ height, width }: Sliding): (o: number) => number {
  const along = ({ input, output, size, stride, before }: Sliding['height']) =>
    Array.from({ length: output }, (_, o) => {
      const start = o * stride - before;
      return Math.min(start + size, input) - Math.max(start, 0);
    });
  const [rows, columns] = [along(height), along(width)];
  return (o) => columns[o % columns.length] * rows[Math.floor(o / columns.length) % rows.length];
}

/** Windows side by side, overlapping, with gaps, and sticking out. */
export function poolSamples(): readonly { x: number[]; attributes: PoolAttributes }[] {
  const of = (x: number[], ksize: number[], strides: number[], padding: Padding) => ({
    x,
    attributes: { ksize, strides, padding },
  });
  return [
    of([1, 4, 4, 1], [2, 2], [2, 2], 'VALID'),
    of([2, 3, 4, 2], [3, 2], [1, 1], 'SAME'),
    of([1, 5, 5, 1], [2, 2], [3, 3], 'VALID'),
    of([1, 5, 4, 3], [3, 3], [2, 2], 'SAME'),
  ];
}
