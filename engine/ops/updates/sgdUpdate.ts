import { updateOp } from './updateOp';

/** w ← w − η g. */
export const sgdUpdate = updateOp<{ readonly learningRate: number }>({
  name: 'sgdUpdate',
  tfName: 'tf.raw_ops.ResourceApplyGradientDescent',
  doc: 'Moves a variable against its gradient.',
  inputs: ['w', 'g'],
  formula: String.raw`w \leftarrow w - \eta\, g`,
  loop: ([w, g], [next], { learningRate }) => {
    // Rounded after each operation in float32, as TensorFlow's kernel does.
    if (next instanceof Float32Array) {
      const rate = Math.fround(learningRate);
      for (let i = 0; i < next.length; i++) next[i] = w[i] - Math.fround(g[i] * rate);
    } else {
      for (let i = 0; i < next.length; i++) next[i] = w[i] - g[i] * learningRate;
    }
  },
  wgsl: {
    floats: ({ learningRate }) => [['rate', learningRate]],
    passes: [{ reads: ['w', 'g'], writes: { 0: 'w - g * rate' } }],
  },
  samples: [{ learningRate: 0.1 }],
});
