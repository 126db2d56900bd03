import type { GpuTraits, WgslPass, WgslProgram } from '../../tensor/backend';
import { sizeOf, stridesOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { broadcastStrides, mergeAxes } from '../families/broadcast';
import { blocksSource } from './matmulBlocks';
import { type MatmulStyle, matmulStyle } from './matmulStyle';
import { tilesSource } from './matmulTiles';
import { workgroupsFor, type WgslType, wgslType } from './thread';

/** What the text of a kernel depends on. */
export interface MatmulText {
  readonly type: WgslType;
  readonly style: MatmulStyle;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Both matrices are read by vectors of four along the axis in which each lies in memory. */
  readonly fours: boolean;
  /** Rows of y are written by vectors of four. */
  readonly writesFours: boolean;
  /** Number of batch axes, merged. */
  readonly batchRank: number;
  readonly params: number;
}

/**
 * y[…, m, n] = Σₖ a[…, m, k] · b[…, k, n], with a or b read transposed where asked, and the batch axes broadcast. One
 * pass, in one of three styles (`matmulStyle` says which): a thread an element; a thread a block of y in registers;
 * a workgroup a tile of y in shared memory. Bindings a, b, y; parameters threads (or workgroups of tiles), M, N, K,
 * strides of a by row and column, of b by row and column, then per merged batch axis its size and the strides of a
 * and b.
 */
export function matmulWgsl(
  a: TensorSpec,
  b: TensorSpec,
  y: TensorSpec,
  transposeA: boolean,
  transposeB: boolean,
  gpu: GpuTraits,
): WgslProgram {
  const [m, n] = y.shape.slice(-2);
  const k = a.shape[a.shape.length - (transposeA ? 2 : 1)];
  const batch = y.shape.slice(0, -2);
  const { sizes, strides } = mergeAxes(batch, [batchStrides(a, batch), batchStrides(b, batch)]);
  const float = y.dtype === 'float32';
  const style = matmulStyle({ m, n, k, batch: sizeOf(batch), float }, gpu);
  const blocks = sizeOf(batch) * Math.ceil(m / style.rows) * Math.ceil(n / style.columns);
  const params = [blocks, m, n, k, ...lastStrides(a, transposeA), ...lastStrides(b, transposeB)];
  sizes.forEach((size, axis) => params.push(size, strides[0][axis], strides[1][axis]));
  const fours =
    float && style.kind !== 'single' && k % 4 === 0 && (transposeA ? m : k) % 4 === 0 && (transposeB ? k : n) % 4 === 0;
  const type = wgslType(y.dtype);
  const writesFours = fours && n % 4 === 0 && !(style.kind === 'tiles' && transposeB);
  const text = {
    type,
    style,
    transposeA,
    transposeB,
    fours,
    writesFours,
    batchRank: sizes.length,
    params: params.length,
  };
  const pass = { reads: [{ input: 0 }, { input: 1 }], writes: [{ output: 0 }], params };
  return { passes: [{ ...pass, ...inStyle(text, blocks) }] };
}

function inStyle(text: MatmulText, blocks: number): Pick<WgslPass, 'key' | 'source' | 'workgroups'> {
  const { type, style, transposeA, transposeB, fours, writesFours, batchRank } = text;
  const { kind, rows, columns } = style;
  const how = [type, kind, `${rows}x${columns}`, batchRank];
  if (fours || kind === 'tiles') how.push(`${transposeA}`, `${transposeB}`);
  if (fours) how.push(writesFours ? 'fours:written' : 'fours');
  const key = `matmul:${how.join(':')}`;
  if (kind === 'tiles') return { key, source: () => tilesSource(text), workgroups: workgroupsFor(blocks, 1) };
  return {
    key: `${key}:${style.workgroup}`,
    source: () => blocksSource(text),
    workgroups: workgroupsFor(blocks, style.workgroup),
  };
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
