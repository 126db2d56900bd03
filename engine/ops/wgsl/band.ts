import type { WgslProgram } from '../../tensor/backend';
import { sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import type { Band } from '../families/band';
import { bindingWgsl } from './elementwise';
import { wordOf } from './move';
import { ENTRY, paramsWgsl, workgroupsFor, wgslType } from './thread';

/*
 * Kernels that move the diagonals of matrices. One thread per element written, workgroups of 64, one
 * pass. Bindings x, y; parameters n, then those that each names.
 */

/** y is the band of x, `padding` beside shorter diagonals. */
export function diagPartWgsl(y: TensorSpec, band: Band, padding: number): WgslProgram {
  return bandWgsl(
    'diagPart',
    y,
    band,
    padding,
    `  let j = i32(i % u32(longest));
  let d = i32(i / u32(longest)) % diagonals;
  let matrix = i32(i / u32(longest)) / diagonals;
  let k = upper - d;
  let p = j - offsetOf(k);
  let length = min(rows + min(k, 0), columns - max(k, 0));
  if (p >= 0 && p < length) {
    y[i] = x[(matrix * rows + p + max(-k, 0)) * columns + p + max(k, 0)];
  } else {
    y[i] = padding;
  }`,
  );
}

/** y holds the band x, and `padding` elsewhere. */
export function diagWgsl(y: TensorSpec, band: Band, padding: number): WgslProgram {
  return bandWgsl(
    'diag',
    y,
    band,
    padding,
    `  let c = i32(i) % columns;
  let r = (i32(i) / columns) % rows;
  let matrix = i32(i) / columns / rows;
  let k = c - r;
  if (k <= upper && upper - k < diagonals) {
    y[i] = x[(matrix * diagonals + upper - k) * longest + min(r, c) + offsetOf(k)];
  } else {
    y[i] = padding;
  }`,
  );
}

function bandWgsl(name: string, y: TensorSpec, band: Band, padding: number, body: string): WgslProgram {
  const n = sizeOf(y.shape);
  const type = wgslType(y.dtype);
  const { rows, columns, lower, upper, longest, leftAbove, leftBelow } = band;
  const facts = [rows, columns, upper, upper - lower + 1, longest, Number(leftAbove), Number(leftBelow)];
  const names = ['rows', 'columns', 'upper', 'diagonals', 'longest', 'leftAbove', 'leftBelow'];
  return {
    passes: [
      {
        key: `${name}:${type}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read_write', 'y', type)}
${paramsWgsl(2, 2 + facts.length)}
fn offsetOf(k: i32) -> i32 {
  if ((k >= 0 && param(7u) == 1u) || (k <= 0 && param(8u) == 1u)) { return 0; }
  return i32(param(6u)) - min(i32(param(2u)) + min(k, 0), i32(param(3u)) - max(k, 0));
}
${ENTRY}
  let padding = bitcast<${type}>(param(1u));
${names
  .slice(0, 5)
  .map((one, at) => `  let ${one} = i32(param(${2 + at}u));`)
  .join('\n')}
${body}
}`,
        reads: [{ input: 0 }],
        writes: [{ output: 0 }],
        params: [n, wordOf(padding, y.dtype), ...facts],
        workgroups: workgroupsFor(n),
      },
    ],
  };
}

/** y is x on diagonals −below to above, 0 elsewhere; a negative number of them means all. Parameters rows, columns, below, above. */
export function bandPartWgsl(x: TensorSpec, below: number, above: number): WgslProgram {
  const n = sizeOf(x.shape);
  const type = wgslType(x.dtype);
  const [rows, columns] = x.shape.slice(-2);
  return {
    passes: [
      {
        key: `bandPart:${type}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read_write', 'y', type)}
${paramsWgsl(2, 5)}
${ENTRY}
  let columns = param(2u);
  let k = i32(i % columns) - i32((i / columns) % param(1u));
  let below = i32(param(3u));
  let above = i32(param(4u));
  if ((below < 0 || -k <= below) && (above < 0 || k <= above)) {
    y[i] = x[i];
  } else {
    y[i] = ${type}(0);
  }
}`,
        reads: [{ input: 0 }],
        writes: [{ output: 0 }],
        params: [n, rows, columns, below, above],
        workgroups: workgroupsFor(n),
      },
    ],
  };
}
