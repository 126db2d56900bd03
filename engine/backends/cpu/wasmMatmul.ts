import { matmulWasm } from './wasm/generated/matmulWasm';
import type { MatmulSizes } from './matmul';

/** What `wasm/matmul.as.ts` exports. */
interface MatmulModule {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number): void;
  base(): number;
  workBytes(n: number): number;
  resultBytes(m: number, n: number): number;
  matmul(
    a: number,
    b: number,
    c: number,
    work: number,
    m: number,
    n: number,
    k: number,
    transposeA: boolean,
    transposeB: boolean,
  ): void;
}

/** Arrays up to this many elements are copied by a loop: a call of `set` costs more than it. */
const LOOP_COPY = 64;

// The module is a few kilobytes, so it may be compiled synchronously in any thread.
const wasm = new WebAssembly.Instance(new WebAssembly.Module(matmulWasm)).exports as unknown as MatmulModule;
const base = wasm.base();
let memory = new Float32Array(wasm.memory.buffer);

/**
 * `y[m, n] = op(a) · op(b)` in float32 with WASM SIMD. Operands are copied into the module's memory
 * and the result out of it: typed arrays live outside. The memory grows to the largest product so far.
 */
export function matmulWasm32(
  a: Float32Array,
  startA: number,
  b: Float32Array,
  startB: number,
  y: Float32Array,
  startY: number,
  { m, k, n, transposeA, transposeB }: MatmulSizes,
): void {
  const atB = base + 4 * m * k;
  const atC = atB + 4 * k * n;
  const work = (atC + wasm.resultBytes(m, n) + 15) & ~15;
  const end = work + wasm.workBytes(n);
  if (end > memory.byteLength) {
    wasm.reserve(end);
    memory = new Float32Array(wasm.memory.buffer);
  }
  copyIn(a, startA, m * k, base >> 2);
  copyIn(b, startB, k * n, atB >> 2);
  wasm.matmul(base, atB, atC, work, m, n, k, transposeA, transposeB);
  copyOut(atC >> 2, m * n, y, startY);
}

function copyIn(from: Float32Array, start: number, size: number, to: number): void {
  if (size <= LOOP_COPY) for (let i = 0; i < size; i++) memory[to + i] = from[start + i];
  else memory.set(size === from.length ? from : from.subarray(start, start + size), to);
}

function copyOut(from: number, size: number, to: Float32Array, start: number): void {
  if (size <= LOOP_COPY) for (let i = 0; i < size; i++) to[start + i] = memory[from + i];
  else to.set(memory.subarray(from, from + size), start);
}
