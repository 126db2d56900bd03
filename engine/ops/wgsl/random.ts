import type { WgslProgram } from '../../tensor/backend';
import { sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { PHILOX } from '../../random/philox';
import type { Stream } from '../../random/streams';
import { bindingWgsl } from './elementwise';
import { BITS, LOG, SIN_COS } from './math';
import { ENTRY, paramsWgsl, type WgslType, wgslType, workgroupsFor } from './thread';

/** Philox 4x32-10 as `random/philox.ts` has it: mulHigh(a, b) from products of 16 bits, philox(counter) with the key in params 2 and 3. */
const PHILOX_WGSL = `
fn mulHigh(a: u32, b: u32) -> u32 {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let middle = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let cross = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (middle >> 16u) + (cross >> 16u);
}
fn philox(counter: vec4u) -> vec4u {
  var c = counter;
  var k = vec2u(param(2u), param(3u));
  for (var round = 0u; round < ${PHILOX.rounds}u; round++) {
    c = vec4u(
      mulHigh(${PHILOX.m1}u, c.z) ^ c.y ^ k.x,
      c.z * ${PHILOX.m1}u,
      mulHigh(${PHILOX.m0}u, c.x) ^ c.w ^ k.y,
      c.x * ${PHILOX.m0}u,
    );
    k += vec2u(${PHILOX.w0}u, ${PHILOX.w1}u);
  }
  return c;
}
fn uniform01(word: u32) -> f32 { return f32(word >> 8u) * 0x1p-24; }`;

/**
 * boxMuller(a, b): √(−2 ln(1 − u)) · cos 2πv. 1 − u is exact; the quarter turn nearest to v is taken
 * out before anything is rounded, so the cosine is good to its last digits near its zeros too.
 */
const BOX_MULLER = `${BITS}
${LOG}
${SIN_COS}
fn boxMuller(a: u32, b: u32) -> f32 {
  let turns = 4.0 * uniform01(b);
  let quarters = round(turns);
  let cosine = sinCosPart((turns - quarters) * 1.57079633, i32(quarters) + 1);
  return sqrt(-2.0 * logF(1.0 - uniform01(a))) * cosine;
}`;

export interface RandomWgsl {
  name: string;
  stream: Stream;
  /** Elements of y that one thread makes, one after another, from the block whose counter starts with the thread's number. */
  perThread: 1 | 2 | 4;
  /** WGSL expressions of those elements in the words of that block, `w.x` to `w.w`. */
  values: readonly string[];
  /** Numbers of the distribution by the names they have in `values`, as words. */
  words: readonly (readonly [name: string, word: number, type: WgslType])[];
  helpers?: string;
  /** Statements before the values. */
  body?: string;
}

/** One thread a block of Philox, workgroups of 64, one pass. Bindings y; parameters threads, n, key (2), stream, words. */
export function randomWgsl(y: TensorSpec, given: RandomWgsl): WgslProgram {
  const { name, perThread, values, words, helpers = '', body = '' } = given;
  const { key, stream } = given.stream;
  const n = sizeOf(y.shape);
  const threads = Math.ceil(n / perThread);
  const type = wgslType(y.dtype);
  const params = [threads, n, ...key, stream, ...words.map(([, word]) => word)];
  return {
    passes: [
      {
        key: `${name}:${type}`,
        source: () =>
          [
            bindingWgsl(0, 'read_write', 'y', type),
            paramsWgsl(1, params.length),
            PHILOX_WGSL,
            helpers,
            ENTRY,
            ...words.map(([one, , of], k) => `  let ${one} = bitcast<${of}>(param(${5 + k}u));`),
            '  let w = philox(vec4u(i, 0u, param(4u), 0u));',
            body,
            ...values.map((value, lane) => {
              const at = perThread === 1 ? 'i' : `i * ${perThread}u + ${lane}u`;
              return lane === 0 ? `  y[${at}] = ${value};` : `  if (${at} < param(1u)) { y[${at}] = ${value}; }`;
            }),
            '}',
          ].join('\n'),
        reads: [],
        writes: [{ output: 0 }],
        params,
        workgroups: workgroupsFor(threads),
      },
    ],
  };
}

export const NORMAL_HELPERS = BOX_MULLER;

/** As `drawTruncatedNormal`: the element's number and the number of the try count the blocks. */
export const TRUNCATED_HELPERS = `${BOX_MULLER}
fn truncatedNormal(element: u32) -> f32 {
  var value = 3.0;
  for (var tried = 1u; abs(value) > 2.0; tried++) {
    let w = philox(vec4u(element, 0u, param(4u), tried));
    value = boxMuller(w.x, w.y);
    if (abs(value) > 2.0) { value = boxMuller(w.z, w.w); }
  }
  return value;
}`;
