import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { formatShape, type Shape, sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { demandList } from '../families/options';
import { defineOp } from '../op';

type ReshapeAttributes = { readonly shape: Shape };

export const reshape = defineOp(
  {
    name: 'reshape',
    tf: { names: ['tf.reshape'], signature: [{ name: 'tensor' }, { name: 'shape' }] },
    doc: 'The same elements in row-major order under another shape; one size may be −1 and follows from the rest.',
    inputs: ['u'],
    formula: String.raw`y = \mathrm{reshape}(u)`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = \mathrm{reshape}\!\left(\frac{\partial L}{\partial y}\right)`,
    ],
    elementwise: false,
    infer: ([x], { shape }: ReshapeAttributes) => [{ shape: resolve(x.shape, shape), dtype: x.dtype }],
    aliases: true,
    cpu: () => {},
    wgsl: null,
    gradient: ([dy], { inputs: [x] }): Tensor[] => [reshape(dy!, x.shape)],
    samples: () => [
      { inputs: [{ shape: [2, 6] }], attributes: { shape: [3, -1] } },
      { inputs: [{ shape: [] }], attributes: { shape: [1, 1] } },
    ],
  },
  (run) => (tensor: TensorLike, shape: Shape) => run([tensor], { shape }),
);

function resolve(from: Shape, to: Shape): Shape {
  demandList('reshape', 'a shape', to);
  const size = sizeOf(from);
  const open = to.indexOf(-1);
  const known = to.reduce((product, one, axis) => (axis === open ? product : product * one), 1);
  const shape = open < 0 ? to : to.map((one, axis) => (axis === open ? size / known : one));
  const whole = shape.every((one) => Number.isInteger(one) && one >= 0);
  if (!whole || sizeOf(shape) !== size) {
    throw new ShapeError(`reshape: ${formatShape(from)} has ${size} elements, which do not fill ${formatShape(to)}`);
  }
  return shape;
}
