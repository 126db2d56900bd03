import type { GpuTraits, WgslPass, WgslProgram } from '../../tensor/backend';
import { type Shape, sizeOf, stridesOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { bindingWgsl } from './elementwise';
import { ENTRY, paramsWgsl, workgroupsFor, type WgslType, wgslType } from './thread';

/*
 * Kernels that go by rows of coordinates: row r of `indices`, [rows, depth], names a slice of a tensor
 * along its first `depth` axes. Workgroups of 64.
 */

/** The number of the slice that row `r` names, and whether it lies inside; sizes and strides of the axes are params from `first` on. */
function sliceWgsl(depth: number, first: number): string {
  const lines = Array.from({ length: depth }, (_, axis) => {
    const size = `param(${first + 2 * axis}u)`;
    return `  { let k = indices[r * ${depth}u + ${axis}u];
    inside = inside && k >= 0 && u32(k) < ${size};
    slice += u32(k) * param(${first + 2 * axis + 1}u); }`;
  });
  return ['  var slice = 0u;', '  var inside = true;', ...lines].join('\n');
}

/** Size and stride, in slices, of each axis that the rows name. */
function sliceParams(shape: Shape, depth: number): number[] {
  const strides = stridesOf(shape.slice(0, depth));
  return strides.flatMap((stride, axis) => [shape[axis], stride]);
}

/**
 * y[r, k] = x[indices[r], k]; 0 where a row is outside. One thread an element, one pass. Bindings x,
 * indices, y; parameters n, inner, then size and stride of each axis.
 */
export function gatherNdWgsl(x: TensorSpec, indices: TensorSpec, y: TensorSpec): WgslProgram {
  const n = sizeOf(y.shape);
  const type = wgslType(x.dtype);
  const depth = indices.shape[indices.shape.length - 1];
  const params = [n, sizeOf(x.shape.slice(depth)), ...sliceParams(x.shape, depth)];
  return {
    passes: [
      {
        key: `gatherNd:${type}:${depth}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read', 'indices', 'i32')}
${bindingWgsl(2, 'read_write', 'y', type)}
${paramsWgsl(3, params.length)}
${ENTRY}
  let r = i / param(1u);
${sliceWgsl(depth, 2)}
  var value = ${type}(0);
  if (inside) { value = x[slice * param(1u) + i % param(1u)]; }
  y[i] = value;
}`,
        reads: [{ input: 0 }, { input: 1 }],
        writes: [{ output: 0 }],
        params,
        workgroups: workgroupsFor(n),
      },
    ],
  };
}

export interface ScatterWgsl {
  /** `add`: the sum of the rows that name a slice; `update`: the last of them, else what `base` has there. */
  kind: 'add' | 'update';
  indices: TensorSpec;
  y: TensorSpec;
  /** Which inputs of the program they are. */
  inputs: { indices: number; updates: number; base?: number };
}

const NO_SLICE = 0xffffffff;

/** From this many elements of the output on, a GPU has no thread for each at once. */
const COLUMNS_FROM = 1 << 20;

/**
 * Who walks the rows, in their order, so that duplicates need no atomics and sums have one order: a thread for each
 * element of the output, which looks for its own rows; or, in a pass after one that lays the ground, a thread for
 * each place within a slice, which puts every row where it belongs. The first has many threads, the second looks at
 * each number once: on the CPU only the second counts, and on a GPU when there are more elements than threads.
 */
export function scattersByColumns(elements: number, { software }: GpuTraits): boolean {
  return software || elements >= COLUMNS_FROM;
}

/** y[i] = base[i], or 0 without one: the ground for what is scattered. Bindings base, y; parameter n. */
export function groundPass(type: WgslType, n: number, base: number | undefined): WgslPass {
  const reads = base === undefined ? [] : [{ input: base }];
  return {
    key: `ground:${type}:${reads.length}`,
    source: () => `${reads.length === 0 ? '' : bindingWgsl(0, 'read', 'base', type)}
${bindingWgsl(reads.length, 'read_write', 'y', type)}
${paramsWgsl(reads.length + 1, 1)}
${ENTRY}
  y[i] = ${reads.length === 0 ? `${type}(0)` : 'base[i]'};
}`,
    reads,
    writes: [{ output: 0 }],
    params: [n],
    workgroups: workgroupsFor(n),
  };
}

/**
 * One thread a row finds the slice it names (scratch); then the rows are walked, see `scattersByColumns`. Bindings
 * of the walk: slices, updates, base, y; parameters n, inner, rows.
 */
export function scatterNdWgsl({ kind, indices, y, inputs }: ScatterWgsl, gpu: GpuTraits): WgslProgram {
  const n = sizeOf(y.shape);
  const type = wgslType(y.dtype);
  const depth = indices.shape[indices.shape.length - 1];
  const rows = sizeOf(indices.shape.slice(0, -1));
  const inner = sizeOf(y.shape.slice(depth));
  const walk = [rows, ...sliceParams(y.shape, depth)];
  const sizes = { n, inner, rows };
  const walkers = scattersByColumns(n, gpu)
    ? [groundPass(type, n, inputs.base), columnsPass(kind, type, sizes, inputs)]
    : [elementsPass(kind, type, sizes, inputs)];
  return {
    scratch: [Math.max(1, rows)],
    passes: [
      {
        key: `scatterSlices:${depth}`,
        source: () => `${bindingWgsl(0, 'read', 'indices', 'i32')}
${bindingWgsl(1, 'read_write', 'slices', 'u32')}
${paramsWgsl(2, walk.length)}
${ENTRY}
  let r = i;
${sliceWgsl(depth, 1)}
  slices[r] = select(${NO_SLICE}u, slice, inside);
}`,
        reads: [{ input: inputs.indices }],
        writes: [{ scratch: 0 }],
        params: walk,
        workgroups: workgroupsFor(rows),
      },
      ...walkers,
    ],
  };
}

interface Sizes {
  readonly n: number;
  readonly inner: number;
  readonly rows: number;
}

function elementsPass(kind: string, type: WgslType, sizes: Sizes, inputs: ScatterWgsl['inputs']): WgslPass {
  const base = inputs.base === undefined ? [] : [{ input: inputs.base }];
  const out = 2 + base.length;
  return {
    key: `scatter:${kind}:${type}:${base.length}`,
    source: () => `${bindingWgsl(0, 'read', 'slices', 'u32')}
${bindingWgsl(1, 'read', 'updates', type)}
${base.length === 0 ? '' : bindingWgsl(2, 'read', 'base', type)}
${bindingWgsl(out, 'read_write', 'y', type)}
${paramsWgsl(out + 1, 3)}
${ENTRY}
  let inner = param(1u);
  let own = i / inner;
  let place = i % inner;
  var value = ${base.length === 0 ? `${type}(0)` : 'base[i]'};
  for (var r = 0u; r < param(2u); r++) {
    if (slices[r] == own) { value ${kind === 'add' ? '+=' : '='} updates[r * inner + place]; }
  }
  y[i] = value;
}`,
    reads: [{ scratch: 0 }, { input: inputs.updates }, ...base],
    writes: [{ output: 0 }],
    params: [sizes.n, sizes.inner, sizes.rows],
    workgroups: workgroupsFor(sizes.n),
  };
}

function columnsPass(kind: string, type: WgslType, sizes: Sizes, inputs: ScatterWgsl['inputs']): WgslPass {
  return {
    key: `scatterColumns:${kind}:${type}`,
    source: () => `${bindingWgsl(0, 'read', 'slices', 'u32')}
${bindingWgsl(1, 'read', 'updates', type)}
${bindingWgsl(2, 'read_write', 'y', type)}
${paramsWgsl(3, 2)}
${ENTRY}
  let inner = param(0u);
  for (var r = 0u; r < param(1u); r++) {
    if (slices[r] != ${NO_SLICE}u) { y[slices[r] * inner + i] ${kind === 'add' ? '+=' : '='} updates[r * inner + i]; }
  }
}`,
    reads: [{ scratch: 0 }, { input: inputs.updates }],
    writes: [{ output: 0 }],
    params: [sizes.inner, sizes.rows],
    workgroups: workgroupsFor(sizes.inner),
  };
}
