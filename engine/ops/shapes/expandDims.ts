import type { TensorLike } from '../../tensor/convert';
import { normalizeAxis } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import type { AxisAttributes } from '../families/alongAxis';
import { defineOp } from '../op';
import { reshape } from './reshape';

/** `[…]` → the same elements with a new axis of size 1, before `axis` or counted from the end of the result. */
export const expandDims = defineOp(
  {
    name: 'expandDims',
    tf: { names: ['tf.expand_dims'], signature: [{ name: 'input' }, { name: 'axis' }] },
    doc: 'Adds an axis of size 1.',
    inputs: ['u'],
    formula: String.raw`y = \mathrm{expand}(u)`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u} = \mathrm{squeeze}\!\left(\frac{\partial L}{\partial y}\right)`,
    ],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], { axis }: AxisAttributes) => {
      const at = normalizeAxis('expandDims', axis, x.shape.length + 1);
      return [{ shape: [...x.shape.slice(0, at), 1, ...x.shape.slice(at)], dtype: x.dtype }];
    },
    aliases: true,
    cpu: () => {},
    wgsl: null,
    gradient: ([dy], { inputs: [x] }): Tensor[] => [reshape(dy!, x.shape)],
    samples: () => [
      { inputs: [{ shape: [] }], attributes: { axis: 0 } },
      { inputs: [{ shape: [2, 3] }], attributes: { axis: 1 } },
      { inputs: [{ shape: [2, 3] }], attributes: { axis: -1 } },
    ],
  },
  (run) => (input: TensorLike, axis: number) => run([input], { axis }),
);
