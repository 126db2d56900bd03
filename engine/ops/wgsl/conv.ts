import type { WgslPass, WgslProgram } from '../../tensor/backend';
import type { Sliding } from '../nn/conv/window';
import { bindingWgsl } from './elementwise';
import { ENTRY, paramsWgsl, workgroupsFor } from './thread';
import { SOURCE_AT, WINDOW, WINDOW_WORDS, windowParams } from './window';

/*
 * Convolutions of images [batch, height, width, channels] with filters [tapsY, tapsX, in, out], directly: no matrix of
 * windows is made. Threads hold blocks of results in registers and read vectors of four channels where the channels
 * are multiples of four, so that 12 reads serve 128 multiplications. No shared memory (such kernels
 * compile slowly on software adapters). Workgroups of 64.
 *
 * Padding is zeros that are multiplied as every other number: beside it a NaN or an infinity of a filter gives NaN, as
 * in PyTorch and in the matrix product on the CPU. Going back there is no padding: a tap without a source adds nothing.
 */

const four = [0, 1, 2, 3];

/**
 * `forward`: y[n, oy, ox, f] = Σ x[n, oy·strideY + ky·stepY − top, …, c] · w[ky, kx, c, f].
 * `back`: dx[n, iy, ix, c] = Σ dy[n, (iy + top − ky·stepY) / strideY, …, f] · w[ky, kx, c, f], over whole quotients.
 * One pass. Bindings x, w, y (back: w, dy, dx); parameters as in `windowParams`. A thread has 4 to 8 neighbours along
 * a row and 4 channels, or a single number where the channels are no multiples of 4.
 */
export function convWgsl(window: Sliding, direction: 'forward' | 'back'): WgslProgram {
  const back = direction === 'back';
  const { batch, height, width } = window;
  const [rows, columns] = back ? [height.input, width.input] : [height.output, width.output];
  const [from, to] = back ? [window.outChannels, window.inChannels] : [window.inChannels, window.outChannels];
  const reads = readsOf(from, to, back);
  // Going back, a software adapter compiles seven neighbours for seconds, where four take no time.
  const places = back ? 4 : neighbours(columns);
  const threads =
    reads === 'single' ? batch * rows * columns * to : batch * rows * Math.ceil(columns / places) * (to / 4);
  return {
    passes: [
      {
        key: `conv:${direction}:${reads}${reads === 'single' ? '' : `:${places}`}`,
        source: () => convSource(reads, back, places),
        reads: [{ input: 0 }, { input: 1 }],
        writes: [{ output: 0 }],
        params: windowParams(threads, window),
        workgroups: workgroupsFor(threads),
      },
    ],
  };
}

/** How many neighbours along a row of `columns` a thread has: 4 to 8, so that as few as can be lie past its end. */
function neighbours(columns: number): number {
  const past = (n: number) => Math.ceil(columns / n) * n - columns;
  return [8, 7, 6, 5, 4].reduce((best, n) => (past(n) < past(best) ? n : best));
}

/** `fours`: both kinds of channels by fours; `out`: those of the result; `single`: none. */
type Reads = 'fours' | 'out' | 'single';

/** Going back, four channels of the result are no neighbours in w. */
function readsOf(from: number, to: number, back: boolean): Reads {
  if (to % 4 !== 0) return 'single';
  if (from % 4 === 0) return 'fours';
  return back ? 'single' : 'out';
}

function convSource(reads: Reads, back: boolean, places: number): string {
  const blocked = reads !== 'single';
  const x = bindingWgsl(back ? 1 : 0, 'read', 'x', reads === 'fours' ? 'vec4f' : 'f32');
  const w = bindingWgsl(back ? 0 : 1, 'read', 'w', blocked ? 'vec4f' : 'f32');
  const [from, to] = back ? ['outChannels', 'inChannels'] : ['inChannels', 'outChannels'];
  return `${x}
${w}
${bindingWgsl(2, 'read_write', 'y', blocked ? 'vec4f' : 'f32')}
${paramsWgsl(3, WINDOW_WORDS)}
${SOURCE_AT[back ? 'back' : 'forward']}
${ENTRY}
${WINDOW}
  let rows = ${back ? 'height' : 'outHeight'};
  let columns = ${back ? 'width' : 'outWidth'};
  let fromRows = ${back ? 'outHeight' : 'height'};
  let fromColumns = ${back ? 'outWidth' : 'width'};
  let fromDepth = ${from};
  let toDepth = ${to};
${blocked ? blockBody(reads, back, places) : singleBody(back)}
}`;
}

function tapRows(back: boolean): string {
  return `  for (var ky = 0; ky < tapsY; ky++) {
    let row = sourceAt(line, ky, strideY, stepY, top, fromRows);
${back ? '    if (row < 0) { continue; }' : ''}
    let start = (image * fromRows + max(row, 0)) * fromColumns;
    for (var kx = 0; kx < tapsX; kx++) {`;
}

/** Where a place of a row reads; −1 in the padding, and for a row that is all padding. */
function sourceOf(place: string, back: boolean): string {
  const at = `sourceAt(${place}, kx, strideX, stepX, left, fromColumns)`;
  return back ? at : `select(-1, ${at}, row >= 0)`;
}

function singleBody(back: boolean): string {
  const filter = back ? '(tap + to) * fromDepth + c' : '(tap + c) * toDepth + to';
  return `  let to = i32(i) % toDepth;
  let pixel = i32(i) / toDepth;
  let column = pixel % columns;
  let line = (pixel / columns) % rows;
  let image = pixel / (columns * rows);
  var sum = 0.0;
${tapRows(back)}
      let at = ${sourceOf('column', back)};
${back ? '      if (at < 0) { continue; }' : ''}
      let source = (start + max(at, 0)) * fromDepth;
      let tap = (ky * tapsX + kx) * ${back ? 'toDepth' : 'fromDepth'};
      for (var c = 0; c < fromDepth; c++) { sum += ${back ? 'x[source + c]' : 'select(0.0, x[source + c], at >= 0)'} * w[${filter}]; }
    }
  }
  y[i] = sum;`;
}

/** A place without a source reads the row's first pixel, and takes zeros; going back, its sum over the tap is left out. */
function blockBody(reads: Reads, back: boolean, places: number): string {
  const each = Array.from({ length: places }, (_, p) => p);
  return `  let tos = toDepth / 4;
  let across = (columns + ${places - 1}) / ${places};
  let to = i32(i) % tos;
  let block = i32(i) / tos;
  let column = (block % across) * ${places};
  let line = (block / across) % rows;
  let image = block / (across * rows);
${each.map((p) => `  var sum${p} = vec4f();`).join('\n')}
${tapRows(back)}
${each.map((p) => `      let at${p} = ${sourceOf(`column + ${p}`, back)};`).join('\n')}
${back ? `      if (${each.map((p) => `at${p} < 0`).join(' && ')}) { continue; }` : ''}
      let tap = ky * tapsX + kx;
${reads === 'out' ? outSums(each) : foursSums(back, each)}
    }
  }
  let place = ((image * rows + line) * columns + column) * tos + to;
${each.map((p) => `  if (column + ${p} < columns) { y[place + ${p} * tos] = sum${p}; }`).join('\n')}`;
}

function outSums(each: readonly number[]): string {
  return `${each.map((p) => `      let source${p} = (start + max(at${p}, 0)) * fromDepth;`).join('\n')}
      for (var c = 0; c < fromDepth; c++) {
        let filters = w[(tap * fromDepth + c) * tos + to];
${each.map((p) => `        sum${p} += select(0.0, x[source${p} + c], at${p} >= 0) * filters;`).join('\n')}
      }`;
}

function foursSums(back: boolean, each: readonly number[]): string {
  const filter = (q: number) =>
    back ? `w[(tap * toDepth + to * 4 + ${q}) * froms + c]` : `w[(tap * fromDepth + c * 4 + ${q}) * tos + to]`;
  const dot = (p: number) => `vec4f(${four.map((q) => `dot(x${p}, w${q})`).join(', ')})`;
  const sum = (p: number) => (back ? dot(p) : four.map((q) => `x${p}[${q}] * w${q}`).join(' + '));
  const read = (p: number) => (back ? `x[source${p} + c]` : `select(vec4f(), x[source${p} + c], at${p} >= 0)`);
  return `      let froms = fromDepth / 4;
${each.map((p) => `      let source${p} = (start + max(at${p}, 0)) * froms;`).join('\n')}
${back ? each.map((p) => `      var tap${p} = vec4f();`).join('\n') : ''}
      for (var c = 0; c < froms; c++) {
${each.map((p) => `        let x${p} = ${read(p)};`).join('\n')}
${four.map((q) => `        let w${q} = ${filter(q)};`).join('\n')}
${each.map((p) => `        ${back ? 'tap' : 'sum'}${p} += ${sum(p)};`).join('\n')}
      }
${back ? each.map((p) => `      sum${p} += select(vec4f(), tap${p}, at${p} >= 0);`).join('\n') : ''}`;
}

/** Threads that keep a GPU busy: fewer blocks of filters than this share out the images among them. */
const THREADS = 8192;

/**
 * dw[ky, kx, c, f] = Σ x[n, oy·strideY + ky·stepY − top, …, c] · dy[n, oy, ox, f]. A thread has 4 × 4 channels of one
 * tap (1 where they are no multiple of 4), over every `shares`th line of the output. Bindings x, dy, dw; parameters as
 * in `windowParams`, then shares. One pass; with several shares these go to scratch, and a second pass adds them up.
 */
export function convFilterWgsl(window: Sliding): WgslProgram {
  const { batch, inChannels, outChannels, height, width } = window;
  const [ins, outs] = [inChannels, outChannels].map((n) => (n % 4 === 0 ? 4 : 1));
  const size = height.size * width.size * inChannels * outChannels;
  const blocks = size / (ins * outs);
  const shares = Math.max(1, Math.min(Math.floor(THREADS / Math.max(1, blocks)), batch * height.output));
  const result = { output: 0 };
  const own: WgslPass = {
    key: `convFilter:${ins}:${outs}`,
    source: () => filterSource(ins, outs),
    reads: [{ input: 0 }, { input: 1 }],
    writes: [shares === 1 ? result : { scratch: 0 }],
    params: [...windowParams(blocks * shares, window), shares],
    workgroups: workgroupsFor(blocks * shares),
  };
  if (shares === 1) return { passes: [own] };
  return { passes: [own, sumSharesPass(size, shares)], scratch: [size * shares] };
}

/** y[i] = Σ over the shares of x[share, i], from scratch 0. Parameters n, shares. */
export function sumSharesPass(n: number, shares: number): WgslPass {
  return {
    key: 'sumShares',
    source: () => `${bindingWgsl(0, 'read', 'x', 'f32')}
${bindingWgsl(1, 'read_write', 'y', 'f32')}
${paramsWgsl(2, 2)}
${ENTRY}
  var sum = 0.0;
  for (var share = 0u; share < param(1u); share++) { sum += x[share * param(0u) + i]; }
  y[i] = sum;
}`,
    reads: [{ scratch: 0 }],
    writes: [{ output: 0 }],
    params: [n, shares],
    workgroups: workgroupsFor(n),
  };
}

function filterSource(ins: number, outs: number): string {
  const list = four.slice(0, ins);
  const type = (n: number) => (n === 4 ? 'vec4f' : 'f32');
  return `${bindingWgsl(0, 'read', 'x', type(ins))}
${bindingWgsl(1, 'read', 'dy', type(outs))}
${bindingWgsl(2, 'read_write', 'dw', type(outs))}
${paramsWgsl(3, WINDOW_WORDS + 1)}
${SOURCE_AT.forward}
${ENTRY}
${WINDOW}
  let shares = i32(param(${WINDOW_WORDS}u));
  let ins = inChannels / ${ins};
  let outs = outChannels / ${outs};
  let outBlock = i32(i) % outs;
  var rest = i32(i) / outs;
  let inBlock = rest % ins;
  rest /= ins;
  let kx = rest % tapsX;
  rest /= tapsX;
  let ky = rest % tapsY;
  let share = rest / tapsY;
${list.map((r) => `  var sum${r} = ${type(outs)}();`).join('\n')}
  for (var line = share; line < batch * outHeight; line += shares) {
    let row = sourceAt(line % outHeight, ky, strideY, stepY, top, height);
    let start = (line / outHeight * height + max(row, 0)) * width;
    for (var column = 0; column < outWidth; column++) {
      let at = select(-1, sourceAt(column, kx, strideX, stepX, left, width), row >= 0);
      let value = select(${type(ins)}(), x[(start + max(at, 0)) * ins + inBlock], at >= 0);
      let up = dy[(line * outWidth + column) * outs + outBlock];
${list.map((r) => `      sum${r} += ${ins === 1 ? 'value' : `value[${r}]`} * up;`).join('\n')}
    }
  }
  let place = (((share * tapsY + ky) * tapsX + kx) * inChannels + inBlock * ${ins}) * outs + outBlock;
${list.map((r) => `  dw[place + ${r} * outs] = sum${r};`).join('\n')}
}`;
}
