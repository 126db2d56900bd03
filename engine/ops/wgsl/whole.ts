import type { WgslWhole } from '../../tensor/backend';
import { sizeOf, stridesOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { mergeAxes } from '../families/broadcast';
import { each } from './matmulBlocks';
import { PER_THREAD, type ReduceWgsl } from './reduce';

/*
 * Small kernels as functions of the place of one result, for kernels of several ops. Sizes are written into the text,
 * where compilers divide by them ahead. Terms are added up in the order of the kernels' own programs.
 */

/** More results are worth vectors of their own. */
const MOST_RESULTS = 1024;
/** A thread that walks longer than this is better one of a kernel that shares the work out. */
const MOST_TERMS = PER_THREAD;

/** y[m, n] = Σₖ a[m, k] · b[k, n], with a or b read transposed where asked; null for batches and larger products. */
export function matmulWhole(
  [a, b]: readonly TensorSpec[],
  y: TensorSpec,
  { transposeA, transposeB }: { transposeA: boolean; transposeB: boolean },
): WgslWhole | null {
  if (y.dtype !== 'float32' || a.shape.length !== 2 || b.shape.length !== 2) return null;
  const [, n] = y.shape;
  const k = a.shape[transposeA ? 0 : 1];
  if (sizeOf(y.shape) >= MOST_RESULTS || k > MOST_TERMS) return null;
  const [aRow, aColumn] = transposeA ? [1, a.shape[1]] : [a.shape[1], 1];
  const [bRow, bColumn] = transposeB ? [1, b.shape[1]] : [b.shape[1], 1];
  // SwiftShader: a product of 32 × 16 × 16 takes 83 µs in steps of 8, 100 µs one by one.
  const step = [8, 4].find((one) => k % one === 0) ?? 1;
  return {
    helpers: '',
    body: ([x, z], at) => `  var a = (${at} / ${n}u) * ${aRow}u;
  var b = (${at} % ${n}u) * ${bColumn}u;
  var sum = 0.0;
  for (var k = 0u; k < ${k}u; k += ${step}u) {
${each(step)
  .map((t) => `    sum += ${x}[a + ${t * aColumn}u] * ${z}[b + ${t * bRow}u];`)
  .join('\n')}
    a += ${step * aColumn}u;
    b += ${step * bRow}u;
  }
  return sum;`,
  };
}

/** A reduction whose results each come of few elements; null for others. */
export function reduceWhole({ x, y, axes, ...text }: ReduceWgsl): WgslWhole | null {
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  if (x.dtype !== 'float32' || y.dtype !== 'float32' || (text.type ?? 'f32') !== 'f32') return null;
  if (sizeOf(y.shape) >= MOST_RESULTS || count > MOST_TERMS) return null;
  const own = stridesOf(x.shape);
  const pick = (list: readonly number[]) =>
    mergeAxes(
      list.map((axis) => x.shape[axis]),
      [list.map((axis) => own[axis])],
    );
  const kept = pick([...x.shape.keys()].filter((axis) => !axes.includes(axis)));
  const inner = pick(axes);
  return {
    helpers: text.helpers ?? '',
    body: ([xs], at) => `  let base = ${placeWgsl(kept, at)};
  var a: f32 = ${text.start};
  for (var r = 0u; r < ${count}u; r++) {
    let x = ${xs}[base + ${placeWgsl(inner, 'r')}];
    let b = ${text.element ?? 'x'};
    a = ${text.combine};
  }
  let count = ${count}u;
  return ${text.finish ?? 'a'};`,
  };
}

/** Where number `i` of a walk over these axes lies. */
function placeWgsl(
  { sizes, strides: [strides] }: { sizes: readonly number[]; strides: readonly number[][] },
  i: string,
) {
  const terms: string[] = [];
  for (let axis = sizes.length - 1, step = 1; axis >= 0; step *= sizes[axis--]) {
    if (strides[axis] === 0 || sizes[axis] === 1) continue;
    terms.push(`((${i} / ${step}u) % ${sizes[axis]}u) * ${strides[axis]}u`);
  }
  return terms.length === 0 ? '0u' : `(${terms.join(' + ')})`;
}
