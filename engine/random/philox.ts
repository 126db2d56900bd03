/**
 * Philox 4x32-10, the counter-based generator of "Parallel Random Numbers: As Easy as 1, 2, 3"
 * (Salmon et al., 2011), which TensorFlow uses too. Element i of a stream depends on the key and i
 * alone, so the numbers are the same on every machine and backend; `ops/wgsl/random.ts` is the same in WGSL.
 */
export const PHILOX = { m0: 0xd2511f53, m1: 0xcd9e8d57, w0: 0x9e3779b9, w1: 0xbb67ae85, rounds: 10 } as const;

/** High 32 bits of the 64-bit product of two unsigned words, from products of 16 bits; the low ones are `Math.imul(a, b)`. */
export function mulHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = Math.imul(aLow, bLow);
  const middle = (Math.imul(aHigh, bLow) + (low >>> 16)) | 0;
  const cross = (Math.imul(aLow, bHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (cross >>> 16)) >>> 0;
}

/**
 * Four random words (uint32) for one counter and key, written to `out`. `counter` and `key` are
 * words, least significant first.
 */
export function philox(counter: readonly number[], key: readonly number[], out: Uint32Array): void {
  let c0 = counter[0];
  let c1 = counter[1];
  let c2 = counter[2];
  let c3 = counter[3];
  let k0 = key[0];
  let k1 = key[1];
  for (let round = 0; round < PHILOX.rounds; round++) {
    const high0 = mulHigh(PHILOX.m0, c0);
    const high1 = mulHigh(PHILOX.m1, c2);
    const low0 = Math.imul(PHILOX.m0, c0);
    const low1 = Math.imul(PHILOX.m1, c2);
    c0 = high1 ^ c1 ^ k0;
    c2 = high0 ^ c3 ^ k1;
    c1 = low1;
    c3 = low0;
    k0 = (k0 + PHILOX.w0) | 0;
    k1 = (k1 + PHILOX.w1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
