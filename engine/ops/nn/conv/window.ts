import { ShapeError, ValueError } from '../../../tensor/errors';
import { formatShape, sameShape } from '../../../tensor/shape';
import type { TensorSpec } from '../../../tensor/tensor';
import { demandList } from '../../families/options';

/*
 * A window that slides over the height and width of images [batch, height, width, channels]: what
 * convolutions and pools share.
 */

/** TensorFlow's three ways to say it; explicit ones give `[before, after]` for each of the four axes. */
export type Padding = 'SAME' | 'VALID' | readonly (readonly number[])[];

/** One number for both spatial axes, two, or four with 1 for batch and channels. */
export type PerAxis = number | readonly number[];

export type DataFormat = 'NHWC' | 'NCHW';

/** How the window is moved; strides and dilations by height and width. */
export type SlidingAttributes = {
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dilations: readonly number[];
};

/** The window along one spatial axis: tap k of output o reads input `o · stride + k · dilation − before`, or padding. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  /** Taps. */
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

export interface Sliding {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly height: WindowAxis;
  readonly width: WindowAxis;
}

/** The window `[height, width]` over an input `[n, h, w, c]`. Throws where it does not fit. */
export function slide(
  op: string,
  input: readonly number[],
  window: readonly number[],
  outChannels: number,
  { strides, padding, dilations }: SlidingAttributes,
): Sliding {
  const axis = (i: number) =>
    windowAxis(
      op,
      input[1 + i],
      window[i],
      strides[i],
      dilations[i],
      typeof padding === 'string' ? padding : padding[1 + i],
    );
  return { batch: input[0], inChannels: input[3], outChannels, height: axis(0), width: axis(1) };
}

/**
 * TensorFlow's output size and padding (`GetWindowedOutputSizeVerbose`): VALID takes the windows that fit, SAME gives
 * ⌈input / stride⌉ and puts the odd one of the padding at the end.
 */
function windowAxis(
  op: string,
  input: number,
  size: number,
  stride: number,
  dilation: number,
  padding: 'SAME' | 'VALID' | readonly number[],
): WindowAxis {
  const reach = (size - 1) * dilation + 1;
  if (padding === 'SAME') {
    const output = Math.ceil(input / stride);
    const needed = Math.max((output - 1) * stride + reach - input, 0);
    return { input, output, size, stride, dilation, before: needed >> 1 };
  }
  const [before, after] = padding === 'VALID' ? [0, 0] : padding;
  const output = Math.trunc((input + before + after - reach + stride) / stride);
  if (output < 0) {
    throw new ShapeError(
      `${op}: Computed output size would be negative: ${output} [input_size: ${input + before + after}, effective_filter_size: ${reach}, stride: ${stride}]`,
    );
  }
  return { input, output: output + 0, size, stride, dilation, before };
}

export function outputShape({ batch, height, width, outChannels }: Sliding): number[] {
  return [batch, height.output, width.output, outChannels];
}

/** Throws unless `dy` has the shape of what the convolution of this input by this filter gives: for its gradients. */
export function demandOutput(op: string, window: Sliding, input: TensorSpec, filter: TensorSpec, dy: TensorSpec): void {
  const expected = outputShape(window);
  if (sameShape(expected, dy.shape)) return;
  throw new ShapeError(
    `${op}: a convolution of ${formatShape(input.shape)} by ${formatShape(filter.shape)} gives ${formatShape(expected)}, got ${formatShape(dy.shape)}`,
  );
}

/** Where the taps of a window lie is counted in 32 bits. */
const MOST = 2 ** 15;

/** Strides, dilations or a window's size by height and width. Throws unless there are 1, 2 or 4 of them, whole, from 1 to 32768. */
export function heightAndWidth(op: string, name: string, value: PerAxis): number[] {
  if (typeof value !== 'number') demandList(op, name, value);
  const list = typeof value === 'number' ? [value] : [...value];
  if (![1, 2, 4].includes(list.length)) {
    throw new ValueError(
      `${op}: ${name} should be of length 1, 2 or 4. Received: ${name}=${formatShape(list)} of length ${list.length}`,
    );
  }
  if (!list.every((one) => Number.isInteger(one) && one > 0 && one <= MOST)) {
    throw new ValueError(
      `${op}: ${name} should be whole numbers from 1 to ${MOST}. Received: ${name}=${formatShape(list)}`,
    );
  }
  if (list.length === 4 && (list[0] !== 1 || list[3] !== 1)) {
    throw new ValueError(
      `${op}: expected 1 for the batch and the channels in ${name}. Received: ${name}=${formatShape(list)}`,
    );
  }
  if (list.length === 1) return [list[0], list[0]];
  return list.length === 2 ? list : list.slice(1, 3);
}

/** Plain data, checked. */
export function checkPadding(op: string, padding: unknown): Padding {
  if (padding === 'SAME' || padding === 'VALID') return padding;
  if (!Array.isArray(padding)) {
    throw new ValueError(`${op}: expected padding "SAME", "VALID" or a list, got ${JSON.stringify(padding)}`);
  }
  const pairs = padding as readonly (readonly number[])[];
  const isPair = (one: readonly number[]) =>
    Array.isArray(one) && one.length === 2 && one.every((n) => Number.isInteger(n) && n >= 0 && n <= MOST);
  if (pairs.length !== 4 || !pairs.every(isPair)) {
    throw new ValueError(
      `${op}: expected explicit padding [[0, 0], [top, bottom], [left, right], [0, 0]], got ${JSON.stringify(padding)}`,
    );
  }
  if ([0, 3].some((axis) => pairs[axis].some((n) => n !== 0))) {
    throw new ValueError(`${op}: expected no padding of the batch and the channels, got ${JSON.stringify(padding)}`);
  }
  return pairs.map((one) => [...one]);
}

/** Throws for channels first, as TensorFlow's CPU kernels do. */
export function checkDataFormat(op: string, format: string | null, last = 'NHWC'): void {
  if (format === null || format === last) return;
  throw new ValueError(
    `${op}: only the ${last} tensor format is supported. The op was given the format: ${format}. Transpose the input first`,
  );
}

/**
 * Calls `visit(o, i, k)` for every tap inside the image: pixel `o` of the output (`(n · height + y) · width + x`) reads
 * pixel `i` of the input through tap `k` of the window. Taps of one output pixel follow one another, row by row.
 */
export function eachTap({ batch, height, width }: Sliding, visit: (o: number, i: number, k: number) => void): void {
  for (let n = 0, o = 0; n < batch; n++) {
    for (let oy = 0; oy < height.output; oy++) {
      const top = oy * height.stride - height.before;
      for (let ox = 0; ox < width.output; ox++, o++) {
        const left = ox * width.stride - width.before;
        for (let ky = 0, k = 0; ky < height.size; ky++) {
          const y = top + ky * height.dilation;
          if (y < 0 || y >= height.input) {
            k += width.size;
            continue;
          }
          const row = (n * height.input + y) * width.input;
          for (let kx = 0; kx < width.size; kx++, k++) {
            const x = left + kx * width.dilation;
            if (x >= 0 && x < width.input) visit(o, row + x, k);
          }
        }
      }
    }
  }
}
