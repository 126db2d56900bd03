import type { WgslProgram } from '../../tensor/backend';
import { sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { bindingWgsl } from './elementwise';
import { wordOf } from './move';
import { ENTRY, paramsWgsl, workgroupsFor, wgslType } from './thread';

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
 * y[o, j, k] = x[o, indices[j], k], x seen as [outer, count, inner]. An index outside gives 0: a GPU
 * cannot throw. One pass. Bindings x, indices, y; parameters n, inner, number of indices, count.
 */
export function gatherWgsl(x: TensorSpec, indices: TensorSpec, y: TensorSpec, axis: number): WgslProgram {
  const n = sizeOf(y.shape);
  const type = wgslType(x.dtype);
  const params = [n, sizeOf(x.shape.slice(axis + 1)), sizeOf(indices.shape), x.shape[axis]];
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
  let index = indices[row % picked];
  var value = ${type}(0);
  if (index >= 0 && u32(index) < count) {
    value = x[((row / picked) * count + u32(index)) * inner + i % inner];
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
 * y[o, c, k] = Σ over j with indices[j] = c of x[o, j, k]: the gradient of gather. One thread per
 * element of y walks all indices, so the sum has one order and needs no atomics. Bindings x, indices,
 * y; parameters n, inner, number of indices, count.
 */
export function scatterAddWgsl(x: TensorSpec, indices: TensorSpec, y: TensorSpec, axis: number): WgslProgram {
  const n = sizeOf(y.shape);
  const type = wgslType(x.dtype);
  const params = [n, sizeOf(y.shape.slice(axis + 1)), sizeOf(indices.shape), y.shape[axis]];
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
  let start = (row / param(3u)) * picked * inner + i % inner;
  var sum = ${type}(0);
  for (var j = 0u; j < picked; j++) {
    if (indices[j] == own) { sum += x[start + j * inner]; }
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
