import type { MatmulSizes } from './matmul';
import { MOST_PARTS, threadCount } from './threads';
import type { MatmulModule } from './wasmKernels';

/*
 * How one product is divided among threads: into bands of rows or of columns, whichever leaves the smaller operand to
 * be read by all. Bands begin at tiles, so the result does not depend on how many there are.
 */

/** Multiplications from which waking a helper pays. Measured. */
const SHARE_FROM = 2 ** 22;
/** Of a large product each thread gets several bands, so that one that was held up holds up less. */
const LARGE = 2 ** 25;
const BANDS_OF_LARGE = 3;
/** A multiple of the rows and of the columns of a tile. */
const STEP = 8;

/** The arguments of a shared product, as words: addresses, sizes, transposes, whether bands are rows, and their width. */
export interface Division {
  readonly parts: number;
  readonly words: readonly number[];
}

/** Null where one thread alone is as fast. */
export function divide(a: number, b: number, y: number, sizes: MatmulSizes): Division | null {
  const { m, k, n, transposeA, transposeB } = sizes;
  const products = m * k * n;
  if (products < SHARE_FROM) return null;
  const threads = threadCount();
  if (threads === 1) return null;
  const byRows = m >= n;
  const length = byRows ? m : n;
  const wanted = products < LARGE ? threads : threads * BANDS_OF_LARGE;
  const band = Math.ceil(length / Math.min(wanted, MOST_PARTS) / STEP) * STEP;
  const parts = Math.ceil(length / band);
  return { parts, words: [a, b, y, m, n, k, Number(transposeA), Number(transposeB), Number(byRows), band] };
}

/** One band of the product whose arguments stand in `words` from `at` on; `work` is scratch memory of this thread. */
export function multiplyPart(matmul: MatmulModule, work: number, words: ArrayLike<number>, at: number, part: number) {
  const [a, b, y] = [words[at], words[at + 1], words[at + 2]];
  const [m, n, k] = [words[at + 3], words[at + 4], words[at + 5]];
  const [transposeA, transposeB] = [words[at + 6] === 1, words[at + 7] === 1];
  const [byRows, band] = [words[at + 8] === 1, words[at + 9]];
  const from = part * band;
  const to = Math.min(from + band, byRows ? m : n);
  if (byRows) matmul.matmul(a, b, y, work, m, n, k, transposeA, transposeB, from, to, 0, n);
  else matmul.matmul(a, b, y, work, m, n, k, transposeA, transposeB, 0, m, from, to);
}
