import type { CpuOperand } from '../../../tensor/backend';
import type { Tensor } from '../../../tensor/tensor';
import { sameSpecs } from '../../families/blocks';
import { defineOp } from '../../op';
import { maxPoolPickWgsl } from '../../wgsl/pool';
import { outputShape } from '../conv/window';
import { firstMaxima } from './firstMaxima';
import { maxPoolGradient } from './maxPoolGradient';
import { type PoolAttributes, poolSamples, poolWindow } from './window';

/**
 * x and g `[n, h, w, c]` → `[n, h', w', c]`: the number of g at the place of the first largest number of x under each
 * window. Where that is does not depend smoothly on x, so no gradient goes there.
 */
export const maxPoolPick = defineOp(
  {
    name: 'maxPoolPick',
    tf: {
      names: ['tf.raw_ops.MaxPoolGradGrad'],
      signature: [
        { name: 'orig_input' },
        { name: 'grad' },
        { name: 'ksize' },
        { name: 'strides' },
        { name: 'padding' },
      ],
    },
    doc: 'Picks numbers where the largest of another tensor under each window stands: the gradient of maxPoolGradient.',
    inputs: ['u', 'v'],
    formula: String.raw`y_i = v_{\mathrm{argmax}_i}`,
    derivatives: [
      null,
      String.raw`\frac{\partial L}{\partial v_p} = \sum_{i :\, \mathrm{argmax}_i = p} \frac{\partial L}{\partial y_i}`,
    ],
    elementwise: false,
    infer: ([x, v], attributes: PoolAttributes) => {
      sameSpecs('maxPoolPick', [x, v]);
      return [{ shape: outputShape(poolWindow('maxPoolPick', x, attributes)), dtype: v.dtype }];
    },
    cpu: ([x, v]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: PoolAttributes) => {
      const at = firstMaxima(x.storage, poolWindow('maxPoolPick', x, attributes), y.size);
      const [from, out] = [v.storage, y.storage];
      for (let o = 0; o < at.length; o++) out[o] = from[at[o]];
    },
    wgsl: ([x], _, attributes) => maxPoolPickWgsl(poolWindow('maxPoolPick', x, attributes)),
    gradient: ([dy], { inputs: [x], attributes }): (Tensor | null)[] => [null, maxPoolGradient(x, dy!, attributes)],
    samples: () => poolSamples().map(({ x, attributes }) => ({ inputs: [{ shape: x }, { shape: x }], attributes })),
  },
  (run) =>
    (x: Tensor, v: Tensor, attributes: PoolAttributes): Tensor =>
      run([x, v], attributes),
);
