import type { CpuOperand } from '../../tensor/backend';
import { ShapeError } from '../../tensor/errors';
import { formatShape, sameShape, type Shape, stridesOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { copyStrided } from '../families/strided';
import { defineOp } from '../op';
import { spreadWgsl } from '../wgsl/place';
import { cutOf, readAs, type StridedSliceAttributes } from './stridedCut';
import { stridedSlice } from './stridedSlice';

type StridedSliceGradientAttributes = StridedSliceAttributes & { readonly shape: Shape };

const NAME = 'stridedSliceGradient';

/** What `stridedSlice` cut out of a tensor of `shape`, laid back where it came from, among zeros. */
export const stridedSliceGradient = defineOp(
  {
    name: NAME,
    tf: {
      names: ['tf.raw_ops.StridedSliceGrad'],
      signature: [{ name: 'shape' }, { name: 'begin' }, { name: 'end' }, { name: 'strides' }, { name: 'dy' }],
    },
    doc: 'Lays evenly spaced elements into zeros: the gradient of stridedSlice.',
    inputs: ['u'],
    formula: String.raw`y_{\mathrm{begin} + i \cdot \mathrm{stride}} = u_i`,
    derivatives: [
      String.raw`\frac{\partial L}{\partial u_i} = \frac{\partial L}{\partial y_{\mathrm{begin} + i \cdot \mathrm{stride}}}`,
    ],
    derivativeText: () => '1',
    elementwise: false,
    infer: ([x], { shape, ...attributes }: StridedSliceGradientAttributes) => {
      const cut = cutOf(NAME, shape, attributes);
      if (!sameShape(cut.shape, x.shape)) {
        throw new ShapeError(`${NAME}: expected ${formatShape(cut.shape)}, got ${formatShape(x.shape)}`);
      }
      return [{ shape, dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], attributes: StridedSliceGradientAttributes) => {
      const cut = cutOf(NAME, y.shape, attributes);
      y.storage.fill(0);
      copyStrided(x.storage, { start: 0, strides: stridesOf(cut.counts) }, y.storage, readAs(y.shape, cut), cut.counts);
    },
    wgsl: ([x], [y], attributes) => {
      const { counts, starts, steps } = cutOf(NAME, y.shape, attributes);
      return spreadWgsl(x, counts, y, starts, steps);
    },
    gradient: ([dy], { attributes: { shape: _, ...attributes } }): Tensor[] => {
      const { begin, end, ...options } = attributes;
      return [stridedSlice(dy!, begin, end, options)];
    },
    samples: () =>
      (
        stridedSlice.op.samples() as readonly {
          inputs: readonly { shape: Shape }[];
          attributes: StridedSliceAttributes;
        }[]
      ).map(({ inputs: [{ shape }], attributes }) => ({
        inputs: [{ shape: cutOf(NAME, shape, attributes).shape }],
        attributes: { ...attributes, shape },
      })),
  },
  (run) =>
    (dy: Tensor, shape: Shape, attributes: StridedSliceAttributes): Tensor =>
      run([dy], { ...attributes, shape }),
);
