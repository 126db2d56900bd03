import { bindingWgsl } from './elementwise';
import type { MatmulText } from './matmul';
import { walkWgsl } from './move';
import { entry, paramsWgsl, type WgslType } from './thread';

/*
 * Products in which every thread reads what it needs for itself. A block of y stays in registers as vectors of four
 * neighbours in a row, `sum<row>_<vector>`.
 */

export const each = (n: number) => Array.from({ length: n }, (_, i) => i);
export const lines = (list: readonly string[]) => list.join('\n');

/** The kernel of style `single` or `blocks`. */
export function blocksSource(text: MatmulText): string {
  const { type, style, fours, writesFours } = text;
  if (style.kind === 'tiles') throw new Error('internal: matmul: tiles are no blocks');
  const { rows, columns } = style;
  const start = `${bindingsWgsl(text)}
${entry(style.workgroup)}
${sizesWgsl()}
  let across = (N + ${columns - 1}u) / ${columns}u;
  let blocks = across * ((M + ${rows - 1}u) / ${rows}u);
  let block = i % blocks;
  let m = (block / across) * ${rows}u;
  let n = (block % across) * ${columns}u;
${batchWgsl(text, 'i / blocks')}`;
  if (style.kind === 'single') return `${start}\n${single(type)}\n}`;
  const body = fours ? inFours(text, rows, columns) : byNumbers(type, rows, columns);
  const row = (r: number) => `m + ${r}u`;
  const column = (c: number) => `n + ${c}u`;
  return `${start}\n${body}\n${storeWgsl(rows, columns, row, column, writesFours)}\n}`;
}

export function bindingsWgsl({ type, fours, writesFours, params }: MatmulText): string {
  return `${bindingWgsl(0, 'read', 'a', fours ? 'vec4f' : type)}
${bindingWgsl(1, 'read', 'b', fours ? 'vec4f' : type)}
${bindingWgsl(2, 'read_write', 'y', writesFours ? 'vec4f' : type)}
${paramsWgsl(3, params)}`;
}

export function sizesWgsl(): string {
  const names = ['M', 'N', 'K', 'aRow', 'aColumn', 'bRow', 'bColumn'];
  return lines(names.map((name, i) => `  let ${name} = param(${i + 1}u);`));
}

/** Where the matrices of product `number` (WGSL) begin: yStart, aStart, bStart. */
export function batchWgsl({ batchRank }: MatmulText, number: string): string {
  return `  var rest = ${number};
  let yStart = rest * M * N;
  var aStart = 0u;
  var bStart = 0u;
${walkWgsl(batchRank, (axis) => `aStart += k * param(${9 + 3 * axis}u); bStart += k * param(${10 + 3 * axis}u);`, 8, 3)}`;
}

function single(type: WgslType): string {
  return `  var atA = aStart + m * aRow;
  var atB = bStart + n * bColumn;
  var sum = ${type}(0);
  for (var k = 0u; k < K; k++) {
    sum += a[atA] * b[atB];
    atA += aColumn;
    atB += bRow;
  }
  y[yStart + m * N + n] = sum;`;
}

/** Rows and columns past the edge read the last one again, and are not written. */
function byNumbers(type: WgslType, rows: number, columns: number): string {
  const vec = `vec4<${type}>`;
  const vectors = each(columns / 4);
  const row = (v: number) =>
    `${vec}(${each(4)
      .map((c) => `b[atB${4 * v + c}]`)
      .join(', ')})`;
  return `${lines(each(rows).map((r) => `  var atA${r} = aStart + min(m + ${r}u, M - 1u) * aRow;`))}
${lines(each(columns).map((c) => `  var atB${c} = bStart + min(n + ${c}u, N - 1u) * bColumn;`))}
${sumsWgsl(rows, columns, vec)}
  for (var k = 0u; k < K; k++) {
${lines(vectors.map((v) => `    let row${v} = ${row(v)};`))}
${lines(each(rows).flatMap((r) => vectors.map((v) => `    sum${r}_${v} += a[atA${r}] * row${v};`)))}
${lines(each(rows).map((r) => `    atA${r} += aColumn;`))}
${lines(each(columns).map((c) => `    atB${c} += bRow;`))}
  }`;
}

/** Four steps of k at a time: 16 reads of a block of 8 × 8 serve 256 multiplications. */
function inFours({ transposeA, transposeB }: MatmulText, rows: number, columns: number): string {
  const last = (at: string, size: string) => `min(${at}, ${size})`;
  const a = (i: number, step: number) =>
    transposeA
      ? `a[(aStart + (k + ${step}u) * M + ${last(`m + ${4 * i}u`, 'M - 4u')}) / 4u]`
      : `a[(aStart + ${last(`m + ${i}u`, 'M - 1u')} * K + k) / 4u]`;
  const b = (i: number, step: number) =>
    transposeB
      ? `b[(bStart + ${last(`n + ${i}u`, 'N - 1u')} * K + k) / 4u]`
      : `b[(bStart + (k + ${step}u) * N + ${last(`n + ${4 * i}u`, 'N - 4u')}) / 4u]`;
  return `${sumsWgsl(rows, columns, 'vec4f')}
  for (var k = 0u; k < K; k += 4u) {
${foursWgsl({ rows, columns, transposeA, transposeB, a, b })}
  }`;
}

interface Fours {
  readonly rows: number;
  readonly columns: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** The vector that row i has of a along k; of a transposed, four rows from 4 · i on, at that step of k. */
  readonly a: (i: number, step: number) => string;
  /** The vector that column i has of b transposed along k; of b as it is, four columns from 4 · i on, at that step of k. */
  readonly b: (i: number, step: number) => string;
}

/** Adds four steps of k to the sums. What lies along k is taken apart by `[step]`, what lies across it is a vector as it is. */
export function foursWgsl({ rows, columns, transposeA, transposeB, a, b }: Fours): string {
  const steps = each(4);
  const vectors = each(columns / 4);
  const readA = transposeA
    ? each(rows / 4).flatMap((i) => steps.map((step) => `    let a${i}_${step} = ${a(i, step)};`))
    : each(rows).map((i) => `    let a${i} = ${a(i, 0)};`);
  const readB = transposeB ? each(columns).map((i) => `    let b${i} = ${b(i, 0)};`) : [];
  const element = (r: number, step: number) => (transposeA ? `a${r >> 2}_${step}[${r & 3}]` : `a${r}[${step}]`);
  const row = (v: number, step: number) =>
    transposeB
      ? `vec4f(${each(4)
          .map((c) => `b${4 * v + c}[${step}]`)
          .join(', ')})`
      : b(v, step);
  const add = (step: number) => [
    ...vectors.map((v) => `    let row${v}_${step} = ${row(v, step)};`),
    ...each(rows).flatMap((r) => vectors.map((v) => `    sum${r}_${v} += ${element(r, step)} * row${v}_${step};`)),
  ];
  return lines([...readA, ...readB, ...steps.flatMap(add)]);
}

export function sumsWgsl(rows: number, columns: number, vec: string): string {
  return lines(each(rows).flatMap((r) => each(columns / 4).map((v) => `  var sum${r}_${v} = ${vec}();`)));
}

/** Writes the sums that lie inside y, where `row` and `column` give places in WGSL; `fours`: by vectors. */
export function storeWgsl(
  rows: number,
  columns: number,
  row: (r: number) => string,
  column: (c: number) => string,
  fours: boolean,
): string {
  const vector = (r: number, v: number) =>
    fours
      ? `    if (${column(4 * v)} < N) { y[(at + ${column(4 * v)}) / 4u] = sum${r}_${v}; }`
      : lines(
          each(4).map(
            (c) => `    if (${column(4 * v + c)} < N) { y[at + ${column(4 * v + c)}] = sum${r}_${v}[${c}]; }`,
          ),
        );
  const line = (r: number) => `  if (${row(r)} < M) {
    let at = yStart + (${row(r)}) * N;
${lines(each(columns / 4).map((v) => vector(r, v)))}
  }`;
  return lines(each(rows).map(line));
}
