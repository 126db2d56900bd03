import type { Sliding } from '../nn/conv/window';

/*
 * The window that slides over images, for WGSL: its numbers are parameters, so that one pipeline serves every size.
 */

const NAMES = [
  'height',
  'width',
  'outHeight',
  'outWidth',
  'tapsY',
  'tapsX',
  'strideY',
  'strideX',
  'stepY',
  'stepX',
  'top',
  'left',
];

/** Words that a window takes: parameters 1 to 15; parameter 0 is the number of threads. */
export const WINDOW_WORDS = 16;

/** Parameters 0 to 15: threads, batch, channels in and out, then `NAMES`. */
export function windowParams(
  threads: number,
  { batch, inChannels, outChannels, height: y, width: x }: Sliding,
): number[] {
  return [
    threads,
    batch,
    inChannels,
    outChannels,
    ...[y.input, x.input, y.output, x.output, y.size, x.size],
    ...[y.stride, x.stride, y.dilation, x.dilation, y.before, x.before],
  ];
}

/** Declares `batch`, `inChannels`, `outChannels` and `NAMES` as i32 at the start of an entry point. */
export const WINDOW = ['batch', 'inChannels', 'outChannels', ...NAMES]
  .map((name, i) => `  let ${name} = i32(param(${1 + i}u));`)
  .join('\n');

/** Where along an axis tap `k` of place `at` reads, −1 for nowhere. */
export const SOURCE_AT = {
  forward: `fn sourceAt(at: i32, k: i32, stride: i32, step: i32, before: i32, size: i32) -> i32 {
  let place = at * stride + k * step - before;
  return select(-1, place, place >= 0 && place < size);
}`,
  back: `fn sourceAt(at: i32, k: i32, stride: i32, step: i32, before: i32, size: i32) -> i32 {
  let place = at + before - k * step;
  return select(-1, place / stride, place >= 0 && place % stride == 0 && place / stride < size);
}`,
};
