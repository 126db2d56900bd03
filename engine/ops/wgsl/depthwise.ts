import type { WgslPass, WgslProgram } from '../../tensor/backend';
import type { Sliding } from '../nn/conv/window';
import { sumSharesPass } from './conv';
import { bindingWgsl } from './elementwise';
import { ENTRY, paramsWgsl, workgroupsFor } from './thread';
import { SOURCE_AT, WINDOW, WINDOW_WORDS, windowParams } from './window';

/* Convolutions of each channel by itself, [tapsY, tapsX, in, multiplier] filters. A thread per result, workgroups of 64. */

/**
 * `forward`: y[n, oy, ox, c·m] = Σ x[n, oy·strideY + ky·stepY − top, …, c] · w[ky, kx, c, m]. One pass. Bindings x, w, y.
 * `back`: dx[n, iy, ix, c] = Σ dy[n, (iy + top − ky·stepY) / strideY, …, c·m] · w[ky, kx, c, m], over whole quotients.
 * Bindings w, dy, dx. Parameters as in `windowParams`.
 */
export function depthwiseWgsl(window: Sliding, direction: 'forward' | 'back'): WgslProgram {
  const { batch, height, width, inChannels, outChannels } = window;
  const n =
    direction === 'back'
      ? batch * height.input * width.input * inChannels
      : batch * height.output * width.output * outChannels;
  return {
    passes: [
      {
        key: `depthwise:${direction}`,
        source: () => (direction === 'back' ? backSource() : forwardSource()),
        reads: [{ input: 0 }, { input: 1 }],
        writes: [{ output: 0 }],
        params: windowParams(n, window),
        workgroups: workgroupsFor(n),
      },
    ],
  };
}

function forwardSource(): string {
  return `${bindingWgsl(0, 'read', 'x', 'f32')}
${bindingWgsl(1, 'read', 'w', 'f32')}
${bindingWgsl(2, 'read_write', 'y', 'f32')}
${paramsWgsl(3, WINDOW_WORDS)}
${SOURCE_AT.forward}
${ENTRY}
${WINDOW}
  let channel = i32(i) % outChannels;
  let pixel = i32(i) / outChannels;
  let column = pixel % outWidth;
  let line = (pixel / outWidth) % outHeight;
  let image = pixel / (outWidth * outHeight);
  let source = channel / (outChannels / inChannels);
  var sum = 0.0;
  for (var ky = 0; ky < tapsY; ky++) {
    let row = sourceAt(line, ky, strideY, stepY, top, height);
    if (row < 0) { continue; }
    for (var kx = 0; kx < tapsX; kx++) {
      let at = sourceAt(column, kx, strideX, stepX, left, width);
      if (at < 0) { continue; }
      sum += x[((image * height + row) * width + at) * inChannels + source] * w[(ky * tapsX + kx) * outChannels + channel];
    }
  }
  y[i] = sum;
}`;
}

function backSource(): string {
  return `${bindingWgsl(0, 'read', 'w', 'f32')}
${bindingWgsl(1, 'read', 'dy', 'f32')}
${bindingWgsl(2, 'read_write', 'dx', 'f32')}
${paramsWgsl(3, WINDOW_WORDS)}
${SOURCE_AT.back}
${ENTRY}
${WINDOW}
  let each = outChannels / inChannels;
  let channel = (i32(i) % inChannels) * each;
  let pixel = i32(i) / inChannels;
  let column = pixel % width;
  let line = (pixel / width) % height;
  let image = pixel / (width * height);
  var sum = 0.0;
  for (var ky = 0; ky < tapsY; ky++) {
    let row = sourceAt(line, ky, strideY, stepY, top, outHeight);
    if (row < 0) { continue; }
    for (var kx = 0; kx < tapsX; kx++) {
      let at = sourceAt(column, kx, strideX, stepX, left, outWidth);
      if (at < 0) { continue; }
      let source = ((image * outHeight + row) * outWidth + at) * outChannels + channel;
      let tap = (ky * tapsX + kx) * outChannels + channel;
      for (var m = 0; m < each; m++) { sum += dy[source + m] * w[tap + m]; }
    }
  }
  dx[i] = sum;
}`;
}

/** As in `conv.ts`: so many threads keep a GPU busy. */
const THREADS = 8192;

/**
 * dw[ky, kx, c, m] = Σ x[n, oy·strideY + ky·stepY − top, …, c] · dy[n, oy, ox, c·m]: a thread has one of them over every
 * `shares`th line of the output. Bindings x, dy, dw; parameters as in `windowParams`, then shares. One pass; with
 * several shares these go to scratch, and a second pass adds them up.
 */
export function depthwiseFilterWgsl(window: Sliding): WgslProgram {
  const { batch, outChannels, height, width } = window;
  const n = height.size * width.size * outChannels;
  const shares = Math.max(1, Math.min(Math.floor(THREADS / Math.max(1, n)), batch * height.output));
  const own: WgslPass = {
    key: 'depthwiseFilter',
    source: filterSource,
    reads: [{ input: 0 }, { input: 1 }],
    writes: [shares === 1 ? { output: 0 } : { scratch: 0 }],
    params: [...windowParams(n * shares, window), shares],
    workgroups: workgroupsFor(n * shares),
  };
  if (shares === 1) return { passes: [own] };
  return { passes: [own, sumSharesPass(n, shares)], scratch: [n * shares] };
}

function filterSource(): string {
  return `${bindingWgsl(0, 'read', 'x', 'f32')}
${bindingWgsl(1, 'read', 'dy', 'f32')}
${bindingWgsl(2, 'read_write', 'dw', 'f32')}
${paramsWgsl(3, WINDOW_WORDS + 1)}
${SOURCE_AT.forward}
${ENTRY}
${WINDOW}
  let shares = i32(param(${WINDOW_WORDS}u));
  let channel = i32(i) % outChannels;
  var rest = i32(i) / outChannels;
  let kx = rest % tapsX;
  rest /= tapsX;
  let ky = rest % tapsY;
  let share = rest / tapsY;
  let source = channel / (outChannels / inChannels);
  var sum = 0.0;
  for (var line = share; line < batch * outHeight; line += shares) {
    let row = sourceAt(line % outHeight, ky, strideY, stepY, top, height);
    if (row < 0) { continue; }
    let start = (line / outHeight * height + row) * width;
    for (var column = 0; column < outWidth; column++) {
      let at = sourceAt(column, kx, strideX, stepX, left, width);
      if (at < 0) { continue; }
      sum += x[(start + at) * inChannels + source] * dy[(line * outWidth + column) * outChannels + channel];
    }
  }
  dw[i] = sum;
}`;
}
