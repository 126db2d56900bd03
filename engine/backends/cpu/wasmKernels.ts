import { matmulWasm } from './wasm/generated/matmulWasm';
import { rowsWasm } from './wasm/generated/rowsWasm';

/** What `wasm/matmul.as.ts` exports. */
export interface MatmulModule {
  workBytes(): number;
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

/** What `wasm/rows.as.ts` exports. */
export interface RowsModule {
  descend(w: number, g: number, y: number, n: number, rate: number): void;
  sumRows(x: number, y: number, rows: number, columns: number): void;
}

/** The modules' own stack and constants end below this address, in bytes. */
const OWN = 0x10000;
const PAGE = 0x10000;

/** Both modules over one memory. They are a few kilobytes, so they may be compiled synchronously in any thread. */
export interface WasmKernels {
  readonly memory: WebAssembly.Memory;
  readonly matmul: MatmulModule;
  readonly rows: RowsModule;
  /** Scratch memory of `matmul`. */
  readonly work: number;
  /** What follows is free for operands. */
  readonly base: number;
}

const compiled: { matmul?: WebAssembly.Module; rows?: WebAssembly.Module } = {};

/** Instances over a memory of `bytes`, which may be grown where `growable`. */
export function instantiate(bytes: number, growable: boolean): WasmKernels {
  const initial = Math.ceil(bytes / PAGE);
  const memory = new WebAssembly.Memory(growable ? { initial } : { initial, maximum: initial });
  compiled.matmul ??= new WebAssembly.Module(matmulWasm);
  compiled.rows ??= new WebAssembly.Module(rowsWasm);
  const imports = { env: { memory } };
  const matmul = new WebAssembly.Instance(compiled.matmul, imports).exports as unknown as MatmulModule;
  const rows = new WebAssembly.Instance(compiled.rows, imports).exports as unknown as RowsModule;
  return { memory, matmul, rows, work: OWN, base: (OWN + matmul.workBytes() + 63) & ~63 };
}
