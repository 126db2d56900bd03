import type { GpuTraits } from '../../tensor/backend';

/** How a product is shared out. `rows` × `columns` results belong to one thread, or to one workgroup of `tiles`. */
export type MatmulStyle =
  | { readonly kind: 'single' | 'blocks'; readonly rows: number; readonly columns: number; readonly workgroup: number }
  | { readonly kind: 'tiles'; readonly rows: 64 | 128; readonly columns: 64 | 128 };

export interface MatmulProblem {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Number of products. */
  readonly batch: number;
  /** They are of float32. */
  readonly float: boolean;
}

/** From this many results on, and where no side is thinner, a thread computes a block of them. */
const BLOCKS_FROM = 1024;
/** Thinner products would leave most of a tile empty. */
const TILES_FROM = 32;
/** Tiles of 128 are for products that still keep every core of a large GPU at work. */
const LARGE_TILES_FROM = 96;

/**
 * On a software adapter, memory shared by a workgroup is memory like any other, barriers make it put every thread away, and
 * kernels with them take a second to compile: large blocks in registers are best there, in workgroups small
 * enough that a product of some size has one for each core. (SwiftShader, 512: 8 × 8 computes 1.5 times as much per
 * second as 4 × 4; 16 × 16 a quarter more again, but takes half a second to compile.) On a real GPU neighbours
 * read each number from memory once, into a tile that they share.
 */
export function matmulStyle({ m, n, k, batch, float }: MatmulProblem, { software }: GpuTraits): MatmulStyle {
  if (!software && float && Math.min(m, n, k) >= TILES_FROM) {
    const large = batch * Math.ceil(m / 128) * Math.ceil(n / 128) >= LARGE_TILES_FROM;
    return large ? { kind: 'tiles', rows: 128, columns: 128 } : { kind: 'tiles', rows: 64, columns: 64 };
  }
  const block = m * n < BLOCKS_FROM ? 1 : software && m >= 8 && n >= 8 ? 8 : Math.min(m, n) >= 4 ? 4 : 1;
  const workgroup = software && block > 1 ? 16 : 64;
  return { kind: block === 1 ? 'single' : 'blocks', rows: block, columns: block, workgroup };
}
