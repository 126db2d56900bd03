// One step of gradient descent in WASM SIMD (AssemblyScript; compiled by build/scripts/wasm.mjs): w ← w − rate · g,
// rounded after each operation. Longer arrays come in pieces that fit the first-level caches, so the memory is fixed.

/** Floats in one piece. */
const PIECE: i32 = 8192;

/** Where the piece of w lies; the one of g follows it. */
export function base(): i32 {
  const at = ((__heap_base as i32) + 15) & ~15;
  const pages = ((at + 8 * PIECE + 0xffff) >>> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) unreachable();
  return at;
}

export function pieceLength(): i32 {
  return PIECE;
}

/** The first `n` elements of the pieces; rounds `n` up to a multiple of 4. */
export function descend(w: i32, n: i32, rate: f32): void {
  const rates = f32x4.splat(rate);
  const g = w + 4 * PIECE;
  for (let i = 0; i < 4 * n; i += 16) {
    v128.store(w + i, f32x4.sub(v128.load(w + i), f32x4.mul(v128.load(g + i), rates)));
  }
}
