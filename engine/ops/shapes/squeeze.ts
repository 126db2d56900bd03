import type { TensorLike } from '../../tensor/convert';
import { ShapeError } from '../../tensor/errors';
import { formatShape, normalizeAxes, type Shape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineOp } from '../op';
import { reshape } from './reshape';

type SqueezeAttributes = { readonly axis: number | readonly number[] | null };

/** `[…]` → without the given axes, or without every axis of size 1. Throws for an axis of another size. */
export const squeeze = defineOp(
  {
    name: 'squeeze',
    tf: { names: ['tf.squeeze'], signature: [{ name: 'input' }, { name: 'axis', default: null }] },
    doc: 'Takes axes of size 1 away.',
    inputs: ['u'],
    formula: String.raw`y = \mathrm{squeeze}(u)`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = \mathrm{expand}\!\left(\frac{\partial L}{\partial y}\right)`,
    ],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], { axis }: SqueezeAttributes) => [{ shape: squeezed(x.shape, axis), dtype: x.dtype }],
    aliases: true,
    cpu: () => {},
    wgsl: null,
    gradient: ([dy], { inputs: [x] }): Tensor[] => [reshape(dy!, x.shape)],
    samples: () => [
      { inputs: [{ shape: [1] }], attributes: { axis: null } },
      { inputs: [{ shape: [1, 3, 1] }], attributes: { axis: null } },
      { inputs: [{ shape: [1, 3, 1] }], attributes: { axis: -1 } },
    ],
  },
  (run) =>
    (input: TensorLike, { axis = null }: { axis?: number | readonly number[] | null } = {}) =>
      run([input], { axis }),
);

function squeezed(shape: Shape, axis: SqueezeAttributes['axis']): number[] {
  const given = axis === null || (Array.isArray(axis) && axis.length === 0) ? null : axis;
  const axes = given === null ? [] : normalizeAxes('squeeze', given, shape.length);
  const wrong = axes.find((one) => shape[one] !== 1);
  if (wrong !== undefined) {
    throw new ShapeError(`squeeze: expected size 1 at axis ${wrong} of ${formatShape(shape)}, got ${shape[wrong]}`);
  }
  return shape.filter((size, one) => (given === null ? size !== 1 : !axes.includes(one)));
}
