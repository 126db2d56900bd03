/*
 * Just enough of the WebAssembly binary format (https://webassembly.github.io/spec/core/binary/) for modules
 * with one function over an imported memory.
 */

/** Bytes of a function's body. */
export type Code = number[];

export const I32 = 0x7f;
export const F32 = 0x7d;
export const V128 = 0x7b;

/** Plain instructions; those of SIMD are in `emit.ts`. */
export const OP = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  if: [0x04, 0x40],
  end: [0x0b],
  brIf: (depth: number) => [0x0d, depth],
  br: (depth: number) => [0x0c, depth],
  get: (local: number) => [0x20, ...unsigned(local)],
  set: (local: number) => [0x21, ...unsigned(local)],
  i32: (value: number) => [0x41, ...signed(value)],
  eqz: [0x45],
  ltU: [0x49],
  geU: [0x4f],
  add: [0x6a],
  sub: [0x6b],
  and: [0x71],
  shl: [0x74],
} as const;

/** A SIMD instruction. */
export function simd(code: number, ...rest: number[]): Code {
  return [0xfd, ...unsigned(code), ...rest];
}

export function unsigned(value: number): Code {
  const bytes: Code = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value & 0x7f) | 0x80);
  bytes.push(value);
  return bytes;
}

function signed(value: number): Code {
  const bytes: Code = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    if ((value === 0 && (low & 0x40) === 0) || (value === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, items: readonly Code[]): Code {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): Code {
  return vector([...text].map((letter) => [letter.charCodeAt(0)]));
}

/** Shared, of any size up to 4 GB. */
const MEMORY = [0x03, 0, ...unsigned(0x10000)];

/** A module that exports `run` and imports the shared memory `env.memory`; `locals` are one type each, after the parameters. */
export function moduleBytes(
  parameters: readonly number[],
  locals: readonly number[],
  body: Code,
): Uint8Array<ArrayBuffer> {
  const type = [0x60, ...vector(parameters.map((one) => [one])), 0];
  const code = [...vector(runs(locals)), ...body, ...OP.end];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [type]),
    ...section(2, [[...name('env'), ...name('memory'), 0x02, ...MEMORY]]),
    ...section(3, [[0]]),
    ...section(7, [[...name('run'), 0x00, 0]]),
    ...section(10, [[...unsigned(code.length), ...code]]),
  ]);
}

/** Neighbours of one type written as a count and the type. */
function runs(types: readonly number[]): Code[] {
  const out: { count: number; type: number }[] = [];
  for (const type of types) {
    const last = out[out.length - 1];
    if (last?.type === type) last.count++;
    else out.push({ count: 1, type });
  }
  return out.map(({ count, type }) => [...unsigned(count), type]);
}
