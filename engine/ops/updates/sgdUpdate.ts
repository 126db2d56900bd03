import { descend32 } from '../../backends/cpu/wasmRows';
import { updateOp } from './updateOp';

/** w ← w − η g. */
export const sgdUpdate = updateOp<{ readonly learningRate: number }>({
  name: 'sgdUpdate',
  tfName: 'tf.raw_ops.ResourceApplyGradientDescent',
  doc: 'Moves a variable against its gradient.',
  inputs: ['w', 'g'],
  formula: String.raw`w \leftarrow w - \eta\, g`,
  loop: ([w, g], [next], { learningRate }) => {
    if (next instanceof Float32Array) return descend32(w as Float32Array, g as Float32Array, next, learningRate);
    for (let i = 0; i < next.length; i++) next[i] = w[i] - g[i] * learningRate;
  },
  wgsl: {
    floats: ({ learningRate }) => [['rate', learningRate]],
    passes: [{ reads: ['w', 'g'], writes: { 0: 'w - g * rate' } }],
  },
  samples: [{ learningRate: 0.1 }],
});
