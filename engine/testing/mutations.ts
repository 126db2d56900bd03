/** Damage for readers of files to withstand, the same in every run. */

/** Flips bits, replaces, inserts, removes or doubles bytes, cuts the file, or writes digits over it. */
export function mutate(original: Uint8Array, random: () => number): Uint8Array {
  let bytes = [...original];
  const times = 1 + Math.floor(random() * 4);
  for (let k = 0; k < times; k++) {
    const at = Math.floor(random() * bytes.length);
    const what = Math.floor(random() * 7);
    if (what === 0) bytes[at] ^= 1 << Math.floor(random() * 8);
    if (what === 1) bytes[at] = Math.floor(random() * 256);
    if (what === 2) bytes.splice(at, 0, Math.floor(random() * 256));
    if (what === 3) bytes.splice(at, 1 + Math.floor(random() * 8));
    if (what === 4) bytes = bytes.slice(0, at);
    if (what === 5) bytes.splice(at, 0, ...bytes.slice(at, at + Math.floor(random() * 40)));
    if (what === 6) bytes[at] = 0x30 + Math.floor(random() * 10);
  }
  return Uint8Array.from(bytes);
}

/** mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
