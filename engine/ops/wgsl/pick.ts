import type { GpuTraits, WgslPass, WgslProgram } from '../../tensor/backend';
import type { DType } from '../../tensor/dtype';
import { sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import type { GatherView } from '../families/gatherView';
import { bindingWgsl } from './elementwise';
import { wordOf } from './move';
import { groundPass, scattersByColumns } from './scatter';
import { ENTRY, paramsWgsl, workgroupsFor, type WgslType, wgslType } from './thread';

/* Kernels that go by a tensor of indices. One thread per element written, workgroups of 64, one pass. */

/** y = `on` where its place along `axis` is the index there, else `off`. One pass. Bindings indices, y; parameters n, inner, depth, on, off. */
export function oneHotWgsl(indices: TensorSpec, y: TensorSpec, axis: number, on: number, off: number): WgslProgram {
  const n = sizeOf(y.shape);
  const at = axis < 0 ? axis + y.shape.length : axis;
  const type = wgslType(y.dtype);
  const words = [on, off].map((value) => wordOf(value, y.dtype));
  return {
    passes: [
      {
        key: `oneHot:${type}`,
        source: () => `${bindingWgsl(0, 'read', 'indices', wgslType(indices.dtype))}
${bindingWgsl(1, 'read_write', 'y', type)}
${paramsWgsl(2, 5)}
${ENTRY}
  let inner = param(1u);
  let depth = param(2u);
  let row = i / inner;
  let index = indices[(row / depth) * inner + i % inner];
  y[i] = bitcast<${type}>(select(param(4u), param(3u), index == i32(row % depth)));
}`,
        reads: [{ input: 0 }],
        writes: [{ output: 0 }],
        params: [n, sizeOf(y.shape.slice(at + 1)), y.shape[at], ...words],
        workgroups: workgroupsFor(n),
      },
    ],
  };
}

/**
 * y[b, o, j, k] = x[b, o, indices[b, j], k]. An index outside gives 0: a GPU cannot throw. One pass.
 * Bindings x, indices, y; parameters n, inner, picked, count, outer.
 */
export function gatherWgsl(dtype: DType, view: GatherView): WgslProgram {
  const { batch, outer, count, picked, inner } = view;
  const n = batch * outer * picked * inner;
  const type = wgslType(dtype);
  const params = [n, inner, picked, count, outer];
  return {
    passes: [
      {
        key: `gather:${type}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read', 'indices', 'i32')}
${bindingWgsl(2, 'read_write', 'y', type)}
${paramsWgsl(3, params.length)}
${ENTRY}
  let inner = param(1u);
  let picked = param(2u);
  let count = param(3u);
  let row = i / inner;
  let block = row / picked;
  let index = indices[(block / param(4u)) * picked + row % picked];
  var value = ${type}(0);
  if (index >= 0 && u32(index) < count) {
    value = x[(block * count + u32(index)) * inner + i % inner];
  }
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

/**
 * y[b, o, c, k] = Σ over j with indices[b, j] = c of x[b, o, j, k]: the gradient of gather. Who walks the indices:
 * see `scattersByColumns`. Bindings x, indices, y; parameters threads, inner, picked, count, outer.
 */
export function scatterAddWgsl(dtype: DType, view: GatherView, gpu: GpuTraits): WgslProgram {
  const { batch, outer, count, inner } = view;
  const n = batch * outer * count * inner;
  const type = wgslType(dtype);
  if (!scattersByColumns(n, gpu)) return addByElements(type, n, view);
  return { passes: [groundPass(type, n, undefined), addByColumns(type, batch * outer * inner, view)] };
}

function addByColumns(type: WgslType, threads: number, { outer, count, picked, inner }: GatherView): WgslPass {
  return {
    key: `scatterAddColumns:${type}`,
    source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read', 'indices', 'i32')}
${bindingWgsl(2, 'read_write', 'y', type)}
${paramsWgsl(3, 5)}
${ENTRY}
  let inner = param(1u);
  let picked = param(2u);
  let count = param(3u);
  let block = i / inner;
  let place = i % inner;
  let first = (block / param(4u)) * picked;
  for (var j = 0u; j < picked; j++) {
    let index = indices[first + j];
    if (index >= 0 && u32(index) < count) {
      y[(block * count + u32(index)) * inner + place] += x[(block * picked + j) * inner + place];
    }
  }
}`,
    reads: [{ input: 0 }, { input: 1 }],
    writes: [{ output: 0 }],
    params: [threads, inner, picked, count, outer],
    workgroups: workgroupsFor(threads),
  };
}

function addByElements(type: WgslType, n: number, { outer, count, picked, inner }: GatherView): WgslProgram {
  const params = [n, inner, picked, count, outer];
  return {
    passes: [
      {
        key: `scatterAdd:${type}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read', 'indices', 'i32')}
${bindingWgsl(2, 'read_write', 'y', type)}
${paramsWgsl(3, params.length)}
${ENTRY}
  let inner = param(1u);
  let picked = param(2u);
  let row = i / inner;
  let own = i32(row % param(3u));
  let block = row / param(3u);
  let first = (block / param(4u)) * picked;
  let start = block * picked * inner + i % inner;
  var sum = ${type}(0);
  for (var j = 0u; j < picked; j++) {
    if (indices[first + j] == own) { sum += x[start + j * inner]; }
  }
  y[i] = sum;
}`,
        reads: [{ input: 0 }, { input: 1 }],
        writes: [{ output: 0 }],
        params,
        workgroups: workgroupsFor(n),
      },
    ],
  };
}
