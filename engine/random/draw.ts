/**
 * Fills arrays with the numbers of a stream. Element i depends on the stream and i alone, so that a
 * GPU makes the same ones, each in a thread of its own (`ops/wgsl/random.ts`). A block of Philox is four words: four uniform
 * elements, or two normal ones.
 */
import type { TypedArray } from '../tensor/dtype';
import { mulHigh, philox } from './philox';
import type { Stream } from './streams';

/** Width of the mantissa step: 24 random bits make every float32 in [0, 1) of that grid equally likely. */
export const STEP = 2 ** -24;

/** Uniform in [minval, maxval). */
export function drawUniform(y: TypedArray, stream: Stream, minval: number, maxval: number): void {
  const width = maxval - minval;
  forWords(y.length, stream, (i, word) => {
    y[i] = minval + (word >>> 8) * STEP * width;
  });
}

/** Whole numbers in [minval, maxval): the high word of width · word, at most 2⁻³² · width from even. */
export function drawIntegers(y: TypedArray, stream: Stream, minval: number, maxval: number): void {
  const width = maxval - minval;
  forWords(y.length, stream, (i, word) => {
    y[i] = minval + mulHigh(word, width);
  });
}

/** Normal, by Box and Muller: one element from two words. */
export function drawNormal(y: TypedArray, { key, stream }: Stream, mean: number, stddev: number): void {
  const words = new Uint32Array(4);
  const counter = [0, 0, stream >>> 0, 0];
  for (let i = 0; i < y.length; i++) {
    const lane = (i & 1) << 1;
    if (lane === 0) {
      counter[0] = i >>> 1;
      philox(counter, key, words);
    }
    y[i] = mean + stddev * boxMuller(words[lane], words[lane + 1]);
  }
}

/**
 * Normal, drawn again while more than two deviations from the mean. Each element has blocks of its
 * own: the counter's first word is the element, the last one says which try.
 */
export function drawTruncatedNormal(y: TypedArray, { key, stream }: Stream, mean: number, stddev: number): void {
  const words = new Uint32Array(4);
  const counter = [0, 0, stream >>> 0, 0];
  for (let i = 0; i < y.length; i++) {
    counter[0] = i;
    counter[3] = 0;
    let value = Infinity;
    while (Math.abs(value) > 2) {
      counter[3]++;
      philox(counter, key, words);
      value = boxMuller(words[0], words[1]);
      if (Math.abs(value) > 2) value = boxMuller(words[2], words[3]);
    }
    y[i] = mean + stddev * value;
  }
}

/** Standard normal: √(−2 ln(1 − u)) · cos 2πv of two uniform numbers. */
function boxMuller(a: number, b: number): number {
  return Math.sqrt(-2 * Math.log(1 - (a >>> 8) * STEP)) * Math.cos(2 * Math.PI * ((b >>> 8) * STEP));
}

function forWords(n: number, { key, stream }: Stream, use: (i: number, word: number) => void): void {
  const words = new Uint32Array(4);
  const counter = [0, 0, stream >>> 0, 0];
  for (let i = 0; i < n; i++) {
    if ((i & 3) === 0) {
      counter[0] = i >>> 2;
      philox(counter, key, words);
    }
    use(i, words[i & 3]);
  }
}
