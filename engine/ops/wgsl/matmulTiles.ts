import type { MatmulText } from './matmul';
import { batchWgsl, bindingsWgsl, each, foursWgsl, lines, sizesWgsl, storeWgsl, sumsWgsl } from './matmulBlocks';

/*
 * Products for real GPUs. A workgroup of 16 × 16 threads holds a tile of 64 × 64 (128 × 128) results, 4 × 4 (8 × 8) a
 * thread. In each step every thread brings one vector of a and one of b into shared memory, 16 (8) deep in k,
 * and then reads from there what it multiplies; the next two vectors are on their way meanwhile. A matrix
 * that lies along k in memory is kept by lines along k, with a spare vector after each line, so that neighbouring
 * threads do not meet in one bank; one that lies across k by lines across it.
 */

/** Threads along each side of a tile. */
const SIDE = 16;

/** One of the two matrices. `line`: its axis in y. */
interface Side {
  readonly name: 'a' | 'b';
  readonly line: 'M' | 'N';
  /** It lies along k in memory. */
  readonly alongK: boolean;
  /** Its strides by line and by k. */
  readonly strides: readonly [string, string];
  /** The first line of the tile, and the thread's number along this side. */
  readonly first: string;
  readonly thread: string;
}

export function tilesSource(text: MatmulText): string {
  const { style, transposeA, transposeB, writesFours } = text;
  const block = style.rows / SIDE;
  const deep = 256 / style.rows; // vectors along k
  const a: Side = {
    name: 'a',
    line: 'M',
    alongK: !transposeA,
    strides: ['aRow', 'aColumn'],
    first: 'm',
    thread: 'local.y',
  };
  const b: Side = {
    name: 'b',
    line: 'N',
    alongK: transposeB,
    strides: ['bColumn', 'bRow'],
    first: 'n',
    thread: 'local.x',
  };
  const sides = [a, b];
  return `${bindingsWgsl(text)}
${lines(sides.map((side) => `var<workgroup> ${side.name}Tile: array<vec4f, ${side.alongK ? style.rows * (deep + 1) : 256}>;`))}
@compute @workgroup_size(${SIDE}, ${SIDE})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let i = group.x + group.y * groups.x;
  if (i >= param(0u)) { return; }
${sizesWgsl()}
  let across = (N + ${style.columns - 1}u) / ${style.columns}u;
  let tiles = across * ((M + ${style.rows - 1}u) / ${style.rows}u);
  let m = ((i % tiles) / across) * ${style.rows}u;
  let n = ((i % tiles) % across) * ${style.columns}u;
${batchWgsl(text, 'i / tiles')}
${lines(sides.map((side) => placeWgsl(side, style.rows, deep)))}
${sumsWgsl(block, block, 'vec4f')}
${lines(sides.map((side) => `  var ${side.name}Next = vec4f();\n${loadWgsl(side, text.fours, '0u')}`))}
  for (var k = 0u; k < K; k += ${4 * deep}u) {
    aTile[aTo] = aNext;
    bTile[bTo] = bNext;
    workgroupBarrier();
${lines(sides.map((side) => loadWgsl(side, text.fours, `k + ${4 * deep}u`)))}
    for (var deep = 0u; deep < ${deep}u; deep++) {
${foursWgsl({
  rows: block,
  columns: block,
  transposeA,
  transposeB,
  a: (line, step) => fromTile(a, line, step, style.rows, deep),
  b: (line, step) => fromTile(b, line, step, style.rows, deep),
})}
    }
    workgroupBarrier();
  }
${storeWgsl(
  block,
  block,
  (r) => place(a, r),
  (c) => place(b, c),
  writesFours,
)}
}`;
}

/** Which vector this thread brings: `<name>Line` and `<name>K` from the tile's start, and `<name>To` in shared memory. */
function placeWgsl({ name, alongK, first }: Side, size: number, deep: number): string {
  return alongK
    ? `  let ${name}Line = ${first} + thread / ${deep}u;
  let ${name}K = 4u * (thread % ${deep}u);
  let ${name}To = thread / ${deep}u * ${deep + 1}u + thread % ${deep}u;`
    : `  let ${name}Line = ${first} + 4u * (thread % ${size / 4}u);
  let ${name}K = thread / ${size / 4}u;
  let ${name}To = thread;`;
}

/** Reads the vector of the step at `k` into `<name>Next`, with zeros past the edges. */
function loadWgsl({ name, line, alongK, strides }: Side, fours: boolean, k: string): string {
  const at = (along: number) =>
    alongK ? [`${name}Line`, `${k} + ${name}K + ${along}u`] : [`${name}Line + ${along}u`, `${k} + ${name}K`];
  const inside = ([one, other]: string[]) => `${one} < ${line} && ${other} < K`;
  const index = ([one, other]: string[]) => `${name}Start + (${one}) * ${strides[0]} + (${other}) * ${strides[1]}`;
  if (fours) {
    return `    ${name}Next = vec4f();
    if (${inside(at(0))}) { ${name}Next = ${name}[(${index(at(0))}) / 4u]; }`;
  }
  const one = (i: number) => `    if (${inside(at(i))}) { ${name}Next[${i}] = ${name}[${index(at(i))}]; }`;
  return `    ${name}Next = vec4f();\n${lines(each(4).map(one))}`;
}

/** Vectors of one thread lie 16 lines (16 vectors of four lines) apart: neighbours read neighbours. */
function fromTile({ name, alongK, thread }: Side, line: number, step: number, size: number, deep: number): string {
  return alongK
    ? `${name}Tile[(${thread} + ${SIDE * line}u) * ${deep + 1}u + deep]`
    : `${name}Tile[(4u * deep + ${step}u) * ${size / 4}u + ${thread} + ${SIDE * line}u]`;
}

/** The row or column of y to which line i of a thread belongs. */
function place({ alongK, first, thread }: Side, i: number): string {
  return alongK
    ? `${first} + ${thread} + ${SIDE * i}u`
    : `${first} + 4u * (${thread} + ${SIDE * (i >> 2)}u) + ${i & 3}u`;
}
