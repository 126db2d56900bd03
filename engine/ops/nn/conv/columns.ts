import { heap, RESIDENT_FROM } from '../../../backends/cpu/heap';
import { matmulCpu } from '../../../backends/cpu/matmul';
import type { ConvModule, WindowWords } from '../../../backends/cpu/wasmKernels';
import { allocate, type DType, type TypedArray } from '../../../tensor/dtype';
import type { Sliding } from './window';

/*
 * Convolution as a matrix product (Chellapilla, Puri and Simard, 2006): a row of the matrix `columns` holds what lies
 * under the window at one output pixel, [batch · height · width, taps · channels], and the filter is a matrix
 * [taps · channels, outputs]. The matrix is made in blocks of rows that stay in the second-level cache.
 */

/** Elements of a block. */
const BLOCK = 2 ** 15;

/** y = columns(x) · w. */
export function convolve(x: TypedArray, w: TypedArray, y: TypedArray, dtype: DType, window: Sliding): void {
  const k = depth(window);
  const n = window.outChannels;
  if (isPixelwise(window)) {
    matmulCpu(x, 0, w, 0, y, 0, { m: pixels(window), k, n, transposeA: false, transposeB: false });
    return;
  }
  inBlocks(window, dtype, (columns, from, m) => {
    gatherColumns(x, window, from, m, columns);
    matmulCpu(columns, 0, w, 0, y, from * n, { m, k, n, transposeA: false, transposeB: false });
  });
}

/** dx: the rows of dy · wᵀ, each added up where `gatherColumns` took it from. */
export function convolveBack(dy: TypedArray, w: TypedArray, dx: TypedArray, dtype: DType, window: Sliding): void {
  const n = depth(window);
  const k = window.outChannels;
  if (isPixelwise(window)) {
    matmulCpu(dy, 0, w, 0, dx, 0, { m: pixels(window), k, n, transposeA: false, transposeB: true });
    return;
  }
  dx.fill(0);
  inBlocks(window, dtype, (columns, from, m) => {
    matmulCpu(dy, from * k, w, 0, columns, 0, { m, k, n, transposeA: false, transposeB: true });
    scatterColumns(columns, window, from, m, dx);
  });
}

/** dw = columns(x)ᵀ · dy. */
export function correlate(x: TypedArray, dy: TypedArray, dw: TypedArray, dtype: DType, window: Sliding): void {
  const m = depth(window);
  const n = window.outChannels;
  if (isPixelwise(window)) {
    matmulCpu(x, 0, dy, 0, dw, 0, { m, k: pixels(window), n, transposeA: true, transposeB: false });
    return;
  }
  dw.fill(0);
  withScratch(dtype, m * n, (part) =>
    inBlocks(window, dtype, (columns, from, k) => {
      gatherColumns(x, window, from, k, columns);
      matmulCpu(columns, 0, dy, from * n, part, 0, { m, k, n, transposeA: true, transposeB: false });
      for (let i = 0; i < dw.length; i++) dw[i] += part[i];
    }),
  );
}

function depth({ height, width, inChannels }: Sliding): number {
  return height.size * width.size * inChannels;
}

function pixels({ batch, height, width }: Sliding): number {
  return batch * height.output * width.output;
}

/** The matrix would be x itself: a window of one tap that meets every pixel once. */
function isPixelwise({ height, width }: Sliding): boolean {
  return [height, width].every(
    ({ size, stride, before, input, output }) => size === 1 && stride === 1 && before === 0 && input === output,
  );
}

function inBlocks(window: Sliding, dtype: DType, use: (columns: TypedArray, from: number, rows: number) => void): void {
  const total = pixels(window);
  const rows = Math.min(total, Math.max(16, Math.floor(BLOCK / Math.max(1, depth(window)))));
  withScratch(dtype, rows * depth(window), (columns) => {
    for (let from = 0; from < total; from += rows) use(columns, from, Math.min(rows, total - from));
  });
}

/** An array that lasts as long as `use`; in the heap of the WASM kernels where it is worth it. */
function withScratch(dtype: DType, size: number, use: (array: TypedArray) => void): void {
  const resident = dtype === 'float32' && size >= RESIDENT_FROM ? heap().allocate(size) : null;
  try {
    use(resident ?? allocate(dtype, size));
  } finally {
    if (resident !== null) heap().release(resident);
  }
}

/** Rows `from` to `from + count` of the matrix. */
function gatherColumns(x: TypedArray, window: Sliding, from: number, count: number, columns: TypedArray): void {
  const kernels = residentConv(x, columns);
  if (kernels !== null) return kernels.gather(x.byteOffset, columns.byteOffset, from, count, ...wordsOf(window));
  eachRun(window, from, count, (to, at, n) => {
    if (at < 0) for (let i = 0; i < n; i++) columns[to + i] = 0;
    else for (let i = 0; i < n; i++) columns[to + i] = x[at + i];
  });
}

/** Adds what `gatherColumns` would take to where it would take it from. */
function scatterColumns(columns: TypedArray, window: Sliding, from: number, count: number, x: TypedArray): void {
  const kernels = residentConv(x, columns);
  if (kernels !== null) return kernels.scatter(x.byteOffset, columns.byteOffset, from, count, ...wordsOf(window));
  eachRun(window, from, count, (to, at, n) => {
    if (at >= 0) for (let i = 0; i < n; i++) x[at + i] += columns[to + i];
  });
}

/** The WASM kernels when both arrays live in their memory. */
function residentConv(x: TypedArray, columns: TypedArray): ConvModule | null {
  if (!(x instanceof Float32Array && columns instanceof Float32Array)) return null;
  return heap().holds(x) && heap().holds(columns) ? heap().kernels.conv : null;
}

function wordsOf({ inChannels, height: y, width: x }: Sliding): WindowWords {
  const [strides, steps, before] = [
    [y.stride, x.stride],
    [y.dilation, x.dilation],
    [y.before, x.before],
  ] as const;
  return [inChannels, y.input, x.input, y.output, x.output, y.size, x.size, ...strides, ...steps, ...before];
}

/**
 * The matrix in runs of neighbouring elements: `n` of them, at `to` in the rows asked for and at `at` in the image, or
 * −1 where they lie in the padding. Taps of one row of the window are neighbours where they are not dilated.
 */
function eachRun(
  { height, width, inChannels }: Sliding,
  from: number,
  count: number,
  visit: (to: number, at: number, n: number) => void,
): void {
  const joined = width.dilation === 1;
  const step = joined ? width.size : 1;
  for (let pixel = from, to = 0; pixel < from + count; pixel++) {
    const line = Math.floor(pixel / width.output);
    const left = (pixel % width.output) * width.stride - width.before;
    const top = (line % height.output) * height.stride - height.before;
    const image = Math.floor(line / height.output) * height.input;
    for (let ky = 0; ky < height.size; ky++) {
      const y = top + ky * height.dilation;
      const row = y < 0 || y >= height.input ? -1 : (image + y) * width.input;
      for (let kx = 0; kx < width.size; kx += step) {
        const x = left + kx * width.dilation;
        const start = row < 0 ? x + step : Math.min(Math.max(x, 0), x + step);
        const end = row < 0 ? start : Math.max(Math.min(x + step, width.input), start);
        if (start > x) visit(to, -1, (start - x) * inChannels);
        to += (start - x) * inChannels;
        if (end > start) visit(to, (row + start) * inChannels, (end - start) * inChannels);
        to += (end - start) * inChannels;
        if (x + step > end) visit(to, -1, (x + step - end) * inChannels);
        to += (x + step - end) * inChannels;
      }
    }
  }
}
