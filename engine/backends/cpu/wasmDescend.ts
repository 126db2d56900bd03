import { descendWasm } from './wasm/generated/descendWasm';

/** What `wasm/descend.as.ts` exports. */
interface DescendModule {
  readonly memory: WebAssembly.Memory;
  base(): number;
  pieceLength(): number;
  descend(w: number, n: number, rate: number): void;
}

const wasm = new WebAssembly.Instance(new WebAssembly.Module(descendWasm)).exports as unknown as DescendModule;
const base = wasm.base();
const piece = wasm.pieceLength();
const memory = new Float32Array(wasm.memory.buffer);
const [startW, startG] = [base >> 2, (base >> 2) + piece];

/** Elements from which WASM SIMD wins, copies included. Measured. */
const WASM_FROM = 1024;

/** `next[i] = w[i] − rate · g[i]` in float32, rounded after each operation, as TensorFlow's kernel does. */
export function descend32(w: Float32Array, g: Float32Array, next: Float32Array, learningRate: number): void {
  if (next.length < WASM_FROM) descendPlain(w, g, next, learningRate);
  else descendInPieces(w, g, next, learningRate);
}

/** The reference. */
export function descendPlain(w: Float32Array, g: Float32Array, next: Float32Array, learningRate: number): void {
  const rate = Math.fround(learningRate);
  for (let i = 0; i < next.length; i++) next[i] = Math.fround(w[i] - Math.fround(g[i] * rate));
}

function descendInPieces(w: Float32Array, g: Float32Array, next: Float32Array, learningRate: number): void {
  for (let start = 0; start < next.length; start += piece) {
    const end = Math.min(next.length, start + piece);
    memory.set(w.subarray(start, end), startW);
    memory.set(g.subarray(start, end), startG);
    wasm.descend(base, end - start, learningRate);
    next.set(memory.subarray(startW, startW + end - start), start);
  }
}
