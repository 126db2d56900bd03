import type { WgslProgram } from '../../tensor/backend';
import { sizeOf, stridesOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { broadcastStrides, mergeAxes } from '../families/broadcast';
import { bindingWgsl } from './elementwise';
import { walkWgsl } from './move';
import { ENTRY, paramsWgsl, workgroupsFor, type WgslType, wgslType } from './thread';

/** From this many results on, and when no side is thinner, a thread computes 4 × 4 of them. */
const BLOCK = 4;
const BLOCK_FROM = 1024;

/**
 * y[…, m, n] = Σₖ a[…, m, k] · b[…, k, n], with a or b read transposed where asked, and the batch axes
 * broadcast. Large products: a thread holds a 4 × 4 block of y in registers and reads four of a and
 * four of b for every sixteen multiplications, by vectors of four where the sizes are multiples of
 * four; small ones: a thread per element. One pass, workgroups
 * of 64, no shared memory (FACTS: such kernels compile slowly on software adapters). Bindings a, b, y;
 * parameters threads, M, N, K, strides of a by row and column, of b by row and column, then per merged
 * batch axis its size and the strides of a and b.
 */
export function matmulWgsl(
  a: TensorSpec,
  b: TensorSpec,
  y: TensorSpec,
  transposeA = false,
  transposeB = false,
): WgslProgram {
  const rank = y.shape.length;
  const [m, n] = y.shape.slice(-2);
  const k = a.shape[a.shape.length - (transposeA ? 2 : 1)];
  const ofA = lastStrides(a, transposeA);
  const ofB = lastStrides(b, transposeB);
  const batch = y.shape.slice(0, rank - 2);
  const { sizes, strides } = mergeAxes(batch, [batchStrides(a, batch), batchStrides(b, batch)]);
  const block = m >= BLOCK && n >= BLOCK && m * n >= BLOCK_FROM ? BLOCK : 1;
  const fours = block > 1 && readsFours(k, transposeA ? m : k, transposeB ? k : n) && y.dtype === 'float32';
  const threads = sizeOf(batch) * Math.ceil(m / block) * Math.ceil(n / block);
  const params = [threads, m, n, k, ...ofA, ...ofB];
  sizes.forEach((size, axis) => params.push(size, strides[0][axis], strides[1][axis]));
  const type = wgslType(y.dtype);
  const inner = () => {
    if (block === 1) return single(type);
    return fours ? blockedInFours(transposeA, transposeB) : blocked(type);
  };
  return {
    passes: [
      {
        key: `matmul:${type}:${block}:${sizes.length}${fours ? `:fours:${transposeA}:${transposeB}` : ''}`,
        source: () => `${bindingWgsl(0, 'read', 'a', fours ? 'vec4f' : type)}
${bindingWgsl(1, 'read', 'b', fours ? 'vec4f' : type)}
${bindingWgsl(2, 'read_write', 'y', type)}
${paramsWgsl(3, params.length)}
${ENTRY}
  let M = param(1u);
  let N = param(2u);
  let K = param(3u);
  let aRow = param(4u);
  let aColumn = param(5u);
  let bRow = param(6u);
  let bColumn = param(7u);
  let across = (N + ${block - 1}u) / ${block}u;
  let tiles = across * ((M + ${block - 1}u) / ${block}u);
  let tile = i % tiles;
  let m = (tile / across) * ${block}u;
  let n = (tile % across) * ${block}u;
  var rest = i / tiles;
  let yStart = rest * M * N;
  var aStart = 0u;
  var bStart = 0u;
${walkWgsl(sizes.length, (axis) => `aStart += k * param(${9 + 3 * axis}u); bStart += k * param(${10 + 3 * axis}u);`, 8, 3)}
${inner()}
}`,
        reads: [{ input: 0 }, { input: 1 }],
        writes: [{ output: 0 }],
        params,
        workgroups: workgroupsFor(threads),
      },
    ],
  };
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
function blocked(type: WgslType): string {
  const four = [0, 1, 2, 3];
  const vec = `vec4<${type}>`;
  return `${four.map((r) => `  var atA${r} = aStart + min(m + ${r}u, M - 1u) * aRow;`).join('\n')}
${four.map((c) => `  var atB${c} = bStart + min(n + ${c}u, N - 1u) * bColumn;`).join('\n')}
${four.map((r) => `  var sum${r} = ${vec}();`).join('\n')}
  for (var k = 0u; k < K; k++) {
    let row = ${vec}(${four.map((c) => `b[atB${c}]`).join(', ')});
${four.map((r) => `    sum${r} += a[atA${r}] * row;`).join('\n')}
${four.map((r) => `    atA${r} += aColumn;`).join('\n')}
${four.map((c) => `    atB${c} += bRow;`).join('\n')}
  }
${storeBlock()}`;
}

/** Whether both matrices can be read four numbers at a time, along the axis in which each lies in memory. */
function readsFours(k: number, alongA: number, alongB: number): boolean {
  return k % 4 === 0 && alongA % 4 === 0 && alongB % 4 === 0;
}

/**
 * The same block, four steps of k at a time and one read for four neighbouring numbers: 8 reads for 64
 * multiplications. What lies along k is taken apart by \`[step]\`, what lies across it is a vector as it is.
 */
function blockedInFours(transposeA: boolean, transposeB: boolean): string {
  const four = [0, 1, 2, 3];
  const readA = (i: number) =>
    transposeA ? `a[(aStart + (k + ${i}u) * M + m) / 4u]` : `a[(aStart + min(m + ${i}u, M - 1u) * K + k) / 4u]`;
  const readB = (i: number) =>
    transposeB ? `b[(bStart + min(n + ${i}u, N - 1u) * K + k) / 4u]` : `b[(bStart + (k + ${i}u) * N + n) / 4u]`;
  const elementA = (r: number, step: number) => (transposeA ? `a${step}[${r}]` : `a${r}[${step}]`);
  const rowB = (step: number) => (transposeB ? `vec4f(${four.map((c) => `b${c}[${step}]`).join(', ')})` : `b${step}`);
  return `${four.map((r) => `  var sum${r} = vec4f();`).join('\n')}
  for (var k = 0u; k < K; k += 4u) {
${four.map((i) => `    let a${i} = ${readA(i)};`).join('\n')}
${four.map((i) => `    let b${i} = ${readB(i)};`).join('\n')}
${four.map((step) => `    let row${step} = ${rowB(step)};`).join('\n')}
${four.flatMap((step) => four.map((r) => `    sum${r} += ${elementA(r, step)} * row${step};`)).join('\n')}
  }
${storeBlock()}`;
}

function storeBlock(): string {
  const four = [0, 1, 2, 3];
  const row = (r: number) => `  if (m + ${r}u < M) {
    let at = yStart + (m + ${r}u) * N + n;
${four.map((c) => `    if (n + ${c}u < N) { y[at + ${c}u] = sum${r}[${c}]; }`).join('\n')}
  }`;
  return four.map(row).join('\n');
}

function lastStrides(spec: TensorSpec, transposed: boolean): [number, number] {
  const [row, column] = stridesOf(spec.shape).slice(-2);
  return transposed ? [column, row] : [row, column];
}

/** Strides of the batch axes of `spec`, in elements, along the broadcast `batch`. */
function batchStrides(spec: TensorSpec, batch: readonly number[]): number[] {
  const own = spec.shape.slice(0, -2);
  const matrix = sizeOf(spec.shape.slice(-2));
  return broadcastStrides(own, batch).map((stride) => stride * matrix);
}
