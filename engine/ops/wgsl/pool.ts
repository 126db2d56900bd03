import type { BufferRef, WgslPass, WgslProgram } from '../../tensor/backend';
import type { Sliding } from '../nn/conv/window';
import { bindingWgsl } from './elementwise';
import { BITS } from './math';
import { ENTRY, paramsWgsl, workgroupsFor } from './thread';
import { SOURCE_AT, WINDOW, WINDOW_WORDS, windowParams } from './window';

/* Pools of images [batch, height, width, channels]. A thread per result, workgroups of 64; parameters as in `windowParams`. */

/** y = the largest of x under the window. One pass. Bindings x, y. */
export function maxPoolWgsl(window: Sliding): WgslProgram {
  return { passes: [overOutput('maxPool', window, [{ input: 0 }], 'f32', `${LARGEST}\n  y[i] = best;`)] };
}

/** y = v where x is largest under the window. One pass. Bindings x, v, y. */
export function maxPoolPickWgsl(window: Sliding): WgslProgram {
  const reads = [{ input: 0 }, { input: 1 }];
  return { passes: [overOutput('maxPoolPick', window, reads, 'f32', `${LARGEST}\n  y[i] = v[place];`)] };
}

/**
 * dx = Σ of dy over the windows in which this element of x is the largest. Two passes: where the largest is under each
 * window (scratch 0), then a sum over the windows that an element lies under, in their order and without atomics.
 */
export function maxPoolGradientWgsl(window: Sliding): WgslProgram {
  const at = { scratch: 0 };
  const find = overOutput('maxPoolAt', window, [{ input: 0 }], 'i32', `${LARGEST}\n  y[i] = place;`, at);
  const reads = [
    ['dy', { input: 1 }, 'f32'],
    ['at', at, 'i32'],
  ] as const;
  const sum = overInput('maxPoolGradient', window, reads, 'if (at[source] == i32(i)) { sum += dy[source]; }');
  const { batch, height, width, outChannels } = window;
  return { passes: [find, sum], scratch: [Math.max(1, batch * height.output * width.output * outChannels)] };
}

/** y = the mean of x under the window. One pass. Bindings x, y. */
export function avgPoolWgsl(window: Sliding): WgslProgram {
  return { passes: [overOutput('avgPool', window, [{ input: 0 }], 'f32', MEAN)] };
}

/** dx = Σ of dy over the windows that an element lies under, each over its number of pixels. One pass. Bindings dy, dx. */
export function avgPoolGradientWgsl(window: Sliding): WgslProgram {
  const use =
    'sum += dy[source] / f32(pixelsAlong(row, strideY, tapsY, top, height) * pixelsAlong(across, strideX, tapsX, left, width));';
  return { passes: [overInput('avgPoolGradient', window, [['dy', { input: 0 }, 'f32']], use)] };
}

/** How much of window `o` lies inside the image. */
const PIXELS = `fn pixelsAlong(o: i32, stride: i32, taps: i32, before: i32, size: i32) -> i32 {
  let start = o * stride - before;
  return min(start + taps, size) - max(start, 0);
}`;

/** A pass with a thread for each element y of the output, over the taps of its window on x. */
function overOutput(
  name: string,
  window: Sliding,
  reads: readonly BufferRef[],
  type: 'f32' | 'i32',
  body: string,
  to: BufferRef = { output: 0 },
): WgslPass {
  const { batch, height, width, outChannels } = window;
  const n = batch * height.output * width.output * outChannels;
  return {
    key: name,
    source: () => `${reads.map((_, k) => bindingWgsl(k, 'read', ['x', 'v'][k], 'f32')).join('\n')}
${bindingWgsl(reads.length, 'read_write', 'y', type)}
${paramsWgsl(reads.length + 1, WINDOW_WORDS)}
${BITS}
${SOURCE_AT.forward}
${PIXELS}
${ENTRY}
${WINDOW}
  let channel = i32(i) % inChannels;
  let pixel = i32(i) / inChannels;
  let column = pixel % outWidth;
  let line = (pixel / outWidth) % outHeight;
  let image = pixel / (outWidth * outHeight);
${body}
}`,
    reads,
    writes: [to],
    params: windowParams(n, window),
    workgroups: workgroupsFor(n),
  };
}

const eachTap = (use: string) => `  for (var ky = 0; ky < tapsY; ky++) {
    let row = sourceAt(line, ky, strideY, stepY, top, height);
    if (row < 0) { continue; }
    for (var kx = 0; kx < tapsX; kx++) {
      let at = sourceAt(column, kx, strideX, stepX, left, width);
      if (at < 0) { continue; }
      let source = ((image * height + row) * width + at) * inChannels + channel;
      ${use}
    }
  }`;

/** `best` is the largest under the window, `place` its index: the first of them, or the first NaN. */
const LARGEST = `  var best = 0.0;
  var place = -1;
${eachTap(`let value = x[source];
      if (place < 0 || value > best || (isNan(value) && !isNan(best))) {
        best = value;
        place = source;
      }`)}`;

const MEAN = `  var sum = 0.0;
${eachTap('sum += x[source];')}
  let count = pixelsAlong(line, strideY, tapsY, top, height) * pixelsAlong(column, strideX, tapsX, left, width);
  y[i] = sum / f32(count);`;

/** A pass with a thread for each element dx of the input, over the windows that it lies under. */
function overInput(
  name: string,
  window: Sliding,
  reads: readonly (readonly [name: string, ref: BufferRef, type: 'f32' | 'i32'])[],
  use: string,
): WgslPass {
  const { batch, height, width, inChannels } = window;
  const n = batch * height.input * width.input * inChannels;
  return {
    key: name,
    source: () => `${reads.map(([letter, , type], k) => bindingWgsl(k, 'read', letter, type)).join('\n')}
${bindingWgsl(reads.length, 'read_write', 'dx', 'f32')}
${paramsWgsl(reads.length + 1, WINDOW_WORDS)}
${SOURCE_AT.back}
${PIXELS}
${ENTRY}
${WINDOW}
  let channel = i32(i) % inChannels;
  let pixel = i32(i) / inChannels;
  let column = pixel % width;
  let line = (pixel / width) % height;
  let image = pixel / (width * height);
  var sum = 0.0;
  for (var ky = 0; ky < tapsY; ky++) {
    let row = sourceAt(line, ky, strideY, stepY, top, outHeight);
    if (row < 0) { continue; }
    for (var kx = 0; kx < tapsX; kx++) {
      let across = sourceAt(column, kx, strideX, stepX, left, outWidth);
      if (across < 0) { continue; }
      let source = ((image * outHeight + row) * outWidth + across) * inChannels + channel;
      ${use}
    }
  }
  dx[i] = sum;
}`,
    reads: reads.map(([, ref]) => ref),
    writes: [{ output: 0 }],
    params: windowParams(n, window),
    workgroups: workgroupsFor(n),
  };
}
