import type { CpuOperand } from '../../../tensor/backend';
import type { Tensor } from '../../../tensor/tensor';
import { defineOp } from '../../op';
import { maxPoolGradientWgsl } from '../../wgsl/pool';
import { outputShape, slide } from '../conv/window';
import { firstMaxima } from './firstMaxima';
import { maxPoolPick } from './maxPoolPick';
import { demandPooled, type PoolAttributes, poolSamples, poolWindow } from './window';

/**
 * x `[n, h, w, c]`, dy `[n, h', w', c]` → `[n, h, w, c]`: every number of dy at the place of the first largest number of
 * x under its window. Where that is does not depend smoothly on x, so no gradient goes there.
 */
export const maxPoolGradient = defineOp(
  {
    name: 'maxPoolGradient',
    tf: {
      names: ['tf.raw_ops.MaxPoolGrad'],
      signature: [
        { name: 'orig_input' },
        { name: 'grad' },
        { name: 'ksize' },
        { name: 'strides' },
        { name: 'padding' },
      ],
    },
    doc: 'Adds numbers up where the largest under each window stood: the gradient of maxPool2d.',
    inputs: ['u', 'd'],
    formula: String.raw`y_p = \sum_{i :\, \mathrm{argmax}_i = p} d_i`,
    derivatives: [
      null,
      String.raw`\frac{\partial L}{\partial d_i} = \left(\frac{\partial L}{\partial y}\right)_{\!\mathrm{argmax}_i}`,
    ],
    elementwise: false,
    infer: ([x, dy], attributes: PoolAttributes) => {
      demandPooled('maxPoolGradient', poolWindow('maxPoolGradient', x, attributes), dy, x.dtype);
      return [x];
    },
    cpu: ([x, dy]: readonly CpuOperand[], [dx]: readonly CpuOperand[], attributes: PoolAttributes) => {
      const at = firstMaxima(x.storage, poolWindow('maxPoolGradient', x, attributes), dy.size);
      const [up, out] = [dy.storage, dx.storage];
      out.fill(0);
      for (let o = 0; o < at.length; o++) out[at[o]] += up[o];
    },
    wgsl: ([x], _, attributes) => maxPoolGradientWgsl(poolWindow('maxPoolGradient', x, attributes)),
    gradient: ([g], { inputs: [x], attributes }): (Tensor | null)[] => [null, maxPoolPick(x, g!, attributes)],
    samples: () =>
      poolSamples().map(({ x, attributes }) => ({
        inputs: [
          { shape: x },
          { shape: outputShape(slide('', x, attributes.ksize, x[3], { ...attributes, dilations: [1, 1] })) },
        ],
        attributes,
      })),
  },
  (run) =>
    (x: Tensor, dy: Tensor, attributes: PoolAttributes): Tensor =>
      run([x, dy], attributes),
);
