import { instantiate, type WasmKernels } from './wasmKernels';
import type { MatmulSizes } from './matmul';
import { divide, multiplyPart } from './matmulParts';
import { placed } from './placed';
import { share } from './threads';

/**
 * `y[m, n] = op(a) · op(b)` in float32 with WASM SIMD. Operands that live in the heap are read and
 * written in place, others are copied; where the heap has no room for a copy, a memory beside it has. Large
 * products are shared with the helper threads, if there are any.
 */
export function matmulWasm32(
  a: Float32Array,
  startA: number,
  b: Float32Array,
  startB: number,
  y: Float32Array,
  startY: number,
  sizes: MatmulSizes,
): void {
  const { m, k, n, transposeA, transposeB } = sizes;
  const place = placed();
  const atA = place.input(a, startA, m * k);
  const atB = place.input(b, startB, k * n);
  const atY = place.output(y, startY, m * n);
  const fits = atA !== 0 && atB !== 0 && atY !== 0;
  if (fits) {
    const { matmul, work } = place.heap.kernels;
    const division = divide(atA, atB, atY, sizes);
    if (division === null) matmul.matmul(atA, atB, atY, work, m, n, k, transposeA, transposeB, 0, m, 0, n);
    else share(division.parts, division.words, (part) => multiplyPart(matmul, work, division.words, 0, part));
    place.collect(atY, y, startY, m * n);
  }
  place.finish();
  if (!fits) matmulBeside(a, startA, b, startB, y, startY, sizes);
}

let beside: WasmKernels | null = null;

/** The same with every operand copied, in a memory that grows to the largest product so far. */
export function matmulBeside(
  a: Float32Array,
  startA: number,
  b: Float32Array,
  startB: number,
  y: Float32Array,
  startY: number,
  { m, k, n, transposeA, transposeB }: MatmulSizes,
): void {
  beside ??= instantiate(0x200000, true);
  const { memory, matmul, work, base } = beside;
  const atB = base + 4 * m * k;
  const atY = atB + 4 * k * n;
  const missing = atY + 4 * m * n - memory.buffer.byteLength;
  if (missing > 0) memory.grow((missing + 0xffff) >>> 16);
  const floats = new Float32Array(memory.buffer);
  floats.set(a.subarray(startA, startA + m * k), base >> 2);
  floats.set(b.subarray(startB, startB + k * n), atB >> 2);
  matmul.matmul(base, atB, atY, work, m, n, k, transposeA, transposeB, 0, m, 0, n);
  y.set(floats.subarray(atY >> 2, (atY >> 2) + m * n), startY);
}
