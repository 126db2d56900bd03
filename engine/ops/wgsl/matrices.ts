import type { BufferRef, WgslProgram } from '../../tensor/backend';
import { sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { bindingWgsl } from './elementwise';
import { BITS } from './math';
import { ENTRY, paramsWgsl, workgroupsFor } from './thread';

/*
 * Kernels for small matrices, plain ones: one thread takes a whole matrix, or a column of the right-hand
 * side, and does to it what the CPU does, in float32. One pass, workgroups of 64.
 */

/**
 * Gaussian elimination with partial pivoting on a copy of a. y = a⁻¹ b, where b is the identity if there
 * is no right-hand side; a pivot of 0 (or below the normal numbers, which a GPU may take for 0) makes all of y NaN. Bindings a, (b,) the copy, y; parameters
 * matrices, n, columns of y.
 */
export function solveWgsl(a: TensorSpec, y: TensorSpec, withRight: boolean): WgslProgram {
  const [n, m] = y.shape.slice(-2);
  const start = withRight ? 'bs[i * n * m + k]' : 'select(0.0, 1.0, k / m == k % m)';
  const body = `  let m = param(2u);
  let py = i * n * m;
  for (var k = 0u; k < n * m; k++) { ys[py + k] = ${start}; }
${eliminateWgsl(
  `      for (var k = 0u; k < m; k++) {
        let held = ys[py + pivot * m + k];
        ys[py + pivot * m + k] = ys[py + c * m + k];
        ys[py + c * m + k] = held;
      }`,
  `      for (var k = 0u; k < m; k++) { ys[py + r * m + k] -= factor * ys[py + c * m + k]; }`,
)}
  if (singular) {
    for (var k = 0u; k < n * m; k++) { ys[py + k] = nanF(); }
    return;
  }
  for (var back = 0u; back < n; back++) {
    let r = n - 1u - back;
    for (var k = 0u; k < m; k++) {
      var sum = ys[py + r * m + k];
      for (var c = r + 1u; c < n; c++) { sum -= u[pa + r * n + c] * ys[py + c * m + k]; }
      ys[py + r * m + k] = sum / u[pa + r * n + r];
    }
  }`;
  const reads: BufferRef[] = withRight ? [{ input: 0 }, { input: 1 }] : [{ input: 0 }];
  return matrixWgsl(withRight ? 'solve' : 'inv', a, reads, body, [sizeOf(a.shape) / (n * n), n, m]);
}

/** The determinants of matrices. Bindings a, a copy of it, y; parameters matrices, n. */
export function detWgsl(a: TensorSpec, y: TensorSpec): WgslProgram {
  const n = a.shape[a.shape.length - 1];
  const body = `${eliminateWgsl('', '')}
  if (singular) { determinant = 0.0; }
  ys[i] = determinant;`;
  return matrixWgsl('det', a, [{ input: 0 }], body, [sizeOf(y.shape), n, 0]);
}

/** Turns u, from pa on, into an upper triangle; leaves `determinant` and `singular`. */
function eliminateWgsl(swapRight: string, addRight: string): string {
  return `  let pa = i * n * n;
  for (var k = 0u; k < n * n; k++) { u[pa + k] = as_[pa + k]; }
  var determinant = 1.0;
  var singular = false;
  for (var c = 0u; c < n; c++) {
    var pivot = c;
    for (var r = c + 1u; r < n; r++) {
      let one = abs(u[pa + r * n + c]);
      if (isNan(one) || one > abs(u[pa + pivot * n + c])) { pivot = r; }
    }
    if (pivot != c) {
      determinant = -determinant;
      for (var k = 0u; k < n; k++) {
        let held = u[pa + pivot * n + k];
        u[pa + pivot * n + k] = u[pa + c * n + k];
        u[pa + c * n + k] = held;
      }
${swapRight}
    }
    let head = u[pa + c * n + c];
    determinant *= head;
    if (!isNan(head) && abs(head) < 0x1p-126f) {
      singular = true;
      break;
    }
    for (var r = c + 1u; r < n; r++) {
      let factor = u[pa + r * n + c] / head;
      if (factor == 0.0 && !isNan(factor)) { continue; }
      for (var k = c; k < n; k++) { u[pa + r * n + k] -= factor * u[pa + c * n + k]; }
${addRight}
    }
  }`;
}

function matrixWgsl(
  name: string,
  a: TensorSpec,
  reads: BufferRef[],
  body: string,
  params: readonly number[],
): WgslProgram {
  return {
    passes: [
      {
        key: name,
        source: () =>
          [
            ...['as_', 'bs'].slice(0, reads.length).map((one, k) => bindingWgsl(k, 'read', one, 'f32')),
            bindingWgsl(reads.length, 'read_write', 'u', 'f32'),
            bindingWgsl(reads.length + 1, 'read_write', 'ys', 'f32'),
            paramsWgsl(reads.length + 2, 3),
            BITS,
            ENTRY,
            '  let n = param(1u);',
            body,
            '}',
          ].join('\n'),
        reads,
        writes: [{ scratch: 0 }, { output: 0 }],
        params,
        workgroups: workgroupsFor(params[0]),
      },
    ],
    scratch: [Math.max(1, sizeOf(a.shape))],
  };
}

/** The lower triangle l of a = l lᵀ, NaN where a is not positive definite. Bindings a, y; parameters matrices, n. */
export function choleskyWgsl(a: TensorSpec): WgslProgram {
  const n = a.shape[a.shape.length - 1];
  const matrices = sizeOf(a.shape.slice(0, -2));
  return {
    passes: [
      {
        key: 'cholesky',
        source: () => `${bindingWgsl(0, 'read', 'a', 'f32')}
${bindingWgsl(1, 'read_write', 'y', 'f32')}
${paramsWgsl(2, 2)}
${BITS}
${ENTRY}
  let n = param(1u);
  let at = i * n * n;
  var fine = true;
  for (var c = 0u; c < n; c++) {
    for (var r = 0u; r < c; r++) { y[at + r * n + c] = 0.0; }
    var rest = a[at + c * n + c];
    for (var k = 0u; k < c; k++) { rest -= y[at + c * n + k] * y[at + c * n + k]; }
    fine = fine && !isNan(rest) && rest > 0.0;
    let head = sqrt(rest);
    y[at + c * n + c] = head;
    for (var r = c + 1u; r < n; r++) {
      var sum = a[at + r * n + c];
      for (var k = 0u; k < c; k++) { sum -= y[at + r * n + k] * y[at + c * n + k]; }
      y[at + r * n + c] = sum / head;
    }
  }
  if (fine) { return; }
  for (var r = 0u; r < n; r++) {
    for (var c = 0u; c <= r; c++) { y[at + r * n + c] = nanF(); }
  }
}`,
        reads: [{ input: 0 }],
        writes: [{ output: 0 }],
        params: [matrices, n],
        workgroups: workgroupsFor(matrices),
      },
    ],
  };
}

/**
 * y with t y = b, or tᵀ y = b, t the lower or upper triangle of the matrix. One thread a column of b.
 * Bindings t, b, y; parameters columns in all, n, columns of one b.
 */
export function triangularSolveWgsl(y: TensorSpec, lower: boolean, adjoint: boolean): WgslProgram {
  const [n, m] = y.shape.slice(-2);
  const columns = sizeOf(y.shape.slice(0, -2)) * m;
  const forward = lower !== adjoint;
  const element = adjoint ? 't[pt + c * n + r]' : 't[pt + r * n + c]';
  return {
    passes: [
      {
        key: `triangularSolve:${forward ? 'forward' : 'backward'}:${adjoint ? 'adjoint' : 'plain'}`,
        source: () => `${bindingWgsl(0, 'read', 't', 'f32')}
${bindingWgsl(1, 'read', 'b', 'f32')}
${bindingWgsl(2, 'read_write', 'y', 'f32')}
${paramsWgsl(3, 3)}
${ENTRY}
  let n = param(1u);
  let m = param(2u);
  let pt = (i / m) * n * n;
  let py = (i / m) * n * m + i % m;
  for (var row = 0u; row < n; row++) {
    let r = ${forward ? 'row' : 'n - 1u - row'};
    var sum = b[py + r * m];
    for (var done = 0u; done < row; done++) {
      let c = ${forward ? 'done' : 'n - 1u - done'};
      sum -= ${element} * y[py + c * m];
    }
    y[py + r * m] = sum / t[pt + r * n + r];
  }
}`,
        reads: [{ input: 0 }, { input: 1 }],
        writes: [{ output: 0 }],
        params: [columns, n, m],
        workgroups: workgroupsFor(columns),
      },
    ],
  };
}
