import type { WgslProgram } from '../../tensor/backend';
import { type Shape, sizeOf, stridesOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { bindingWgsl } from './elementwise';
import { walkWgsl } from './move';
import { ENTRY, paramsWgsl, workgroupsFor, wgslType } from './thread';

/*
 * Kernels that move elements where no one stride leads. One thread per element written looks back
 * for its source, axis by axis; workgroups of 64, one pass. Bindings x, y.
 */

/** Parameters n, edge, then per axis the size of y, of x, before, stride of x. `edge` is 1 where the edge itself is repeated, 0 where not. */
export function mirrorWgsl(x: TensorSpec, y: TensorSpec, before: readonly number[], edge: number): WgslProgram {
  const strides = stridesOf(x.shape);
  return placeWgsl({
    name: 'mirror',
    x,
    y,
    first: edge,
    axes: y.shape.map((size, axis) => [size, x.shape[axis], before[axis], strides[axis]]),
    look: (axis, own) => `let n = i32(${own(1)});
    var back = i32(k) - i32(${own(2)});
    if (back < 0) { back = -back - i32(param(1u)); }
    if (back >= n) { back = 2 * n - 2 + i32(param(1u)) - back; }
    at += u32(back) * ${own(3)};`,
  });
}

/** Parameters n, 0, then per axis the size, the shift (not negative) and the stride. */
export function rollWgsl(x: TensorSpec, shifts: readonly number[]): WgslProgram {
  const strides = stridesOf(x.shape);
  return placeWgsl({
    name: 'roll',
    x,
    y: x,
    first: 0,
    axes: x.shape.map((size, axis) => [size, shifts[axis], strides[axis]]),
    look: (_, own) => `at += ((k + ${own(0)} - ${own(1)}) % ${own(0)}) * ${own(2)};`,
  });
}

/** x laid into zeros, at start, start + step, … along each axis. Parameters n, 0, then per axis the size of y, of x, start, step, stride of x. */
export function spreadWgsl(
  x: TensorSpec,
  within: Shape,
  y: TensorSpec,
  starts: readonly number[],
  steps: readonly number[],
): WgslProgram {
  const strides = stridesOf(within);
  return placeWgsl({
    name: 'spread',
    x,
    y,
    first: 0,
    axes: y.shape.map((size, axis) => [size, within[axis], starts[axis], steps[axis], strides[axis]]),
    look: (_, own) => `let away = i32(k) - i32(${own(2)});
    let place = away / i32(${own(3)});
    inside = inside && place * i32(${own(3)}) == away && place >= 0 && place < i32(${own(1)});
    at += u32(place) * ${own(4)};`,
  });
}

interface Place {
  name: string;
  x: TensorSpec;
  y: TensorSpec;
  /** Parameter 1. */
  first: number;
  /** Parameters of each axis, the size of y first. */
  axes: readonly (readonly number[])[];
  /** Adds to `at` what the place `k` along an axis asks for; `own(j)` reads parameter j of that axis. */
  look: (axis: number, own: (j: number) => string) => string;
}

function placeWgsl({ name, x, y, first, axes, look }: Place): WgslProgram {
  const n = sizeOf(y.shape);
  const type = wgslType(x.dtype);
  const step = axes[0]?.length ?? 0;
  const params = [n, first, ...axes.flat()];
  return {
    passes: [
      {
        key: `${name}:${type}:${axes.length}`,
        source: () => `${bindingWgsl(0, 'read', 'x', type)}
${bindingWgsl(1, 'read_write', 'y', type)}
${paramsWgsl(2, params.length)}
${ENTRY}
  var rest = i;
  var at = 0u;
  var inside = true;
${walkWgsl(axes.length, (axis) => look(axis, (j) => `param(${2 + step * axis + j}u)`), 2, step)}
  if (inside) {
    y[i] = x[at];
  } else {
    y[i] = ${type}(0);
  }
}`,
        reads: [{ input: 0 }],
        writes: [{ output: 0 }],
        params,
        workgroups: workgroupsFor(n),
      },
    ],
  };
}
