import { convWasm } from './wasm/generated/convWasm';
import { matmulFmaWasm } from './wasm/generated/matmulFmaWasm';
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
    fromRow: number,
    toRow: number,
    fromColumn: number,
    toColumn: number,
  ): void;
}

/** What `wasm/rows.as.ts` exports. */
export interface RowsModule {
  descend(w: number, g: number, y: number, n: number, rate: number): void;
  sumRows(x: number, y: number, rows: number, columns: number): void;
}

/** What `wasm/conv.as.ts` exports. */
export interface ConvModule {
  gather(x: number, columns: number, from: number, count: number, ...window: WindowWords): void;
  scatter(x: number, columns: number, from: number, count: number, ...window: WindowWords): void;
}

/** The window of a convolution: channels, then by height and width the image, the output, taps, strides, dilations and padding before. */
export type WindowWords = readonly [
  channels: number,
  height: number,
  width: number,
  outHeight: number,
  outWidth: number,
  tapsY: number,
  tapsX: number,
  strideY: number,
  strideX: number,
  stepY: number,
  stepX: number,
  top: number,
  left: number,
];

/** The modules' own stack and constants end below this address, in bytes. */
const OWN = 0x10000;
const PAGE = 0x10000;
/** As many pages as the modules' import of a memory allows. */
const MOST_PAGES = 0x10000;

/** The modules over one memory. They are a few kilobytes, so they may be compiled synchronously in any thread. */
export interface WasmKernels {
  readonly memory: WebAssembly.Memory;
  readonly matmul: MatmulModule;
  readonly rows: RowsModule;
  readonly conv: ConvModule;
  /** Scratch memory of `matmul`. */
  readonly work: number;
  /** What follows is free for operands. */
  readonly base: number;
}

const compiled: { matmul?: WebAssembly.Module; rows?: WebAssembly.Module; conv?: WebAssembly.Module } = {};

/** Instances over a memory of `bytes` that threads can share; it may be grown where `growable`. */
export function instantiate(bytes: number, growable: boolean): WasmKernels {
  const initial = Math.ceil(bytes / PAGE);
  const memory = new WebAssembly.Memory({ initial, maximum: growable ? MOST_PAGES : initial, shared: true });
  compiled.rows ??= new WebAssembly.Module(rowsWasm);
  compiled.conv ??= new WebAssembly.Module(convWasm);
  const imports = { env: { memory } };
  const matmul = matmulOver(memory);
  const rows = new WebAssembly.Instance(compiled.rows, imports).exports as unknown as RowsModule;
  const conv = new WebAssembly.Instance(compiled.conv, imports).exports as unknown as ConvModule;
  return { memory, matmul, rows, conv, work: OWN, base: (OWN + matmul.workBytes() + 63) & ~63 };
}

/** The matrix product over a memory, with relaxed SIMD where the runtime has it. */
export function matmulOver(memory: WebAssembly.Memory): MatmulModule {
  compiled.matmul ??= new WebAssembly.Module(WebAssembly.validate(matmulFmaWasm) ? matmulFmaWasm : matmulWasm);
  return new WebAssembly.Instance(compiled.matmul, { env: { memory } }).exports as unknown as MatmulModule;
}
