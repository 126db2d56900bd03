import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { formatShape, type Shape, stridesOf } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { copyStrided } from '../families/strided';
import { demandList } from '../families/options';
import { defineOp } from '../op';
import { pad } from './pad';
import { stridedWgsl } from '../wgsl/move';

export type SliceAttributes = { readonly begin: readonly number[]; readonly size: readonly number[] };

/** The block that starts at `begin` and has `size` elements along each axis; −1 means up to the end. Throws where it is not inside. */
export const slice = defineOp(
  {
    name: 'slice',
    tf: { names: ['tf.slice'], signature: [{ name: 'input_' }, { name: 'begin' }, { name: 'size' }] },
    doc: 'Cuts a block out of a tensor.',
    inputs: ['u'],
    formula: String.raw`y_i = u_{\mathrm{begin} + i}`,
    derivatives: [String.raw`\frac{\partial L}{\partial u} = \mathrm{pad}\!\left(\frac{\partial L}{\partial y}\right)`],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], attributes: SliceAttributes) => [inferSlice(x, attributes)],
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { begin }: SliceAttributes) => {
      const strides = stridesOf(x.shape);
      const start = begin.reduce((sum, at, axis) => sum + at * strides[axis], 0);
      copyStrided(x.storage, { start, strides }, y.storage, { start: 0, strides: stridesOf(y.shape) }, y.shape);
    },
    wgsl: ([x], [y], { begin }: SliceAttributes) => {
      const strides = stridesOf(x.shape);
      return stridedWgsl(
        x.dtype,
        y.shape,
        strides,
        begin.reduce((sum, at, axis) => sum + at * strides[axis], 0),
      );
    },
    gradient: ([dy], { inputs: [x], attributes: { begin } }): Tensor[] => [
      pad(
        dy!,
        begin.map((at, axis) => [at, x.shape[axis] - at - dy!.shape[axis]]),
      ),
    ],
    samples: () => [
      { inputs: [{ shape: [5] }], attributes: { begin: [1], size: [3] } },
      { inputs: [{ shape: [3, 4] }], attributes: { begin: [1, 0], size: [-1, 2] } },
      { inputs: [{ shape: [2, 3, 4] }], attributes: { begin: [0, 1, 2], size: [2, 2, 1] } },
    ],
  },
  (run) => (input: TensorLike, begin: Shape, size: Shape) => run([input], { begin, size }),
);

function inferSlice({ shape, dtype }: TensorSpec, { begin, size }: SliceAttributes): TensorSpec {
  demandList('slice', 'begin', begin);
  demandList('slice', 'size', size);
  const out = shape.map((length, axis) => (size[axis] === -1 ? length - begin[axis] : size[axis]));
  const whole = (one: number) => Number.isInteger(one) && one >= 0;
  const inside = out.every((one, axis) => whole(one) && whole(begin[axis]) && begin[axis] + one <= shape[axis]);
  if (begin.length !== shape.length || size.length !== shape.length || !inside) {
    throw new ShapeError(
      `slice: begin ${formatShape(begin)} and size ${formatShape(size)} do not lie inside ${formatShape(shape)}`,
    );
  }
  return { shape: out, dtype };
}
