import type { WgslProgram } from '../../tensor/backend';
import { sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { bindingWgsl } from './elementwise';
import { BITS } from './math';
import { ENTRY, paramsWgsl, workgroupsFor } from './thread';

/**
 * Jacobi's rotations (see `families/jacobi.ts`), one thread a matrix, on a copy of it; then the columns are
 * put in order by swapping. One pass, workgroups of 64. Bindings x, the copy, eigenvalues e, eigenvectors
 * v; parameters matrices, n.
 */
export function eighWgsl(x: TensorSpec): WgslProgram {
  const n = x.shape[x.shape.length - 1];
  const matrices = sizeOf(x.shape.slice(0, -2));
  return {
    passes: [
      {
        key: 'eigh',
        source: () => `${bindingWgsl(0, 'read', 'x', 'f32')}
${bindingWgsl(1, 'read_write', 'a', 'f32')}
${bindingWgsl(2, 'read_write', 'e', 'f32')}
${bindingWgsl(3, 'read_write', 'v', 'f32')}
${paramsWgsl(4, 2)}
${BITS}
${ENTRY}
  let n = param(1u);
  let at = i * n * n;
  var size = 0.0;
  var fine = true;
  for (var r = 0u; r < n; r++) {
    for (var c = 0u; c <= r; c++) {
      let one = x[at + r * n + c];
      a[at + r * n + c] = one;
      a[at + c * n + r] = one;
      v[at + r * n + c] = select(0.0, 1.0, r == c);
      v[at + c * n + r] = select(0.0, 1.0, r == c);
      fine = fine && isFinite(one);
      size = max(size, abs(one));
    }
  }
  if (!fine) {
    for (var k = 0u; k < n * n; k++) { v[at + k] = nanF(); }
    for (var k = 0u; k < n; k++) { e[i * n + k] = nanF(); }
    return;
  }
  for (var sweep = 0; sweep < 12; sweep++) {
    var moved = false;
    for (var p = 0u; p < n; p++) {
      for (var q = p + 1u; q < n; q++) {
        let apq = a[at + p * n + q];
        if (abs(apq) <= 1e-9 * size) { continue; }
        moved = true;
        let theta = (a[at + q * n + q] - a[at + p * n + p]) / (2.0 * apq);
        let t = select(1.0, -1.0, theta < 0.0) / (abs(theta) + sqrt(theta * theta + 1.0));
        let co = 1.0 / sqrt(t * t + 1.0);
        let si = t * co;
        for (var k = 0u; k < n; k++) {
          let one = a[at + k * n + p];
          let two = a[at + k * n + q];
          a[at + k * n + p] = co * one - si * two;
          a[at + k * n + q] = si * one + co * two;
        }
        for (var k = 0u; k < n; k++) {
          let one = a[at + p * n + k];
          let two = a[at + q * n + k];
          a[at + p * n + k] = co * one - si * two;
          a[at + q * n + k] = si * one + co * two;
        }
        for (var k = 0u; k < n; k++) {
          let one = v[at + k * n + p];
          let two = v[at + k * n + q];
          v[at + k * n + p] = co * one - si * two;
          v[at + k * n + q] = si * one + co * two;
        }
        a[at + p * n + q] = 0.0;
        a[at + q * n + p] = 0.0;
      }
    }
    if (!moved) { break; }
  }
  for (var k = 0u; k < n; k++) { e[i * n + k] = a[at + k * n + k]; }
  for (var to = 0u; to < n; to++) {
    var least = to;
    for (var k = to + 1u; k < n; k++) {
      if (e[i * n + k] < e[i * n + least]) { least = k; }
    }
    if (least == to) { continue; }
    let held = e[i * n + to];
    e[i * n + to] = e[i * n + least];
    e[i * n + least] = held;
    for (var k = 0u; k < n; k++) {
      let one = v[at + k * n + to];
      v[at + k * n + to] = v[at + k * n + least];
      v[at + k * n + least] = one;
    }
  }
}`,
        reads: [{ input: 0 }],
        writes: [{ scratch: 0 }, { output: 0 }, { output: 1 }],
        params: [matrices, n],
        workgroups: workgroupsFor(matrices),
      },
    ],
    scratch: [Math.max(1, sizeOf(x.shape))],
  };
}
