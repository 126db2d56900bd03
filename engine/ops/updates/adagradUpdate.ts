import { updateOp } from './updateOp';

/** Adagrad (Duchi et al., 2011) as Keras writes it: a ← a + g², w ← w − η g / √(a + ε). Outputs: next w, a. */
export const adagradUpdate = updateOp<{ readonly learningRate: number; readonly epsilon: number }>({
  name: 'adagradUpdate',
  tfName: 'tf.raw_ops.ResourceApplyAdagradV2',
  doc: 'Moves a variable by its gradient over the root of the sum of its squares.',
  inputs: ['w', 'g', 'a'],
  formula: String.raw`a \leftarrow a + g^2,\quad w \leftarrow w - \frac{\eta\, g}{\sqrt{a + \epsilon}}`,
  loop: ([w, g, a], [nextW, nextA], { learningRate, epsilon }) => {
    for (let i = 0; i < nextW.length; i++) {
      nextA[i] = a[i] + g[i] * g[i];
      nextW[i] = w[i] - (learningRate * g[i]) / Math.sqrt(nextA[i] + epsilon);
    }
  },
  wgsl: {
    floats: ({ learningRate, epsilon }) => [
      ['rate', learningRate],
      ['epsilon', epsilon],
    ],
    passes: [
      {
        reads: ['w', 'g', 'a'],
        body: '  let nextA = a + g * g;',
        writes: { 0: 'w - rate * g / sqrt(nextA + epsilon)', 1: 'nextA' },
      },
    ],
  },
  samples: [{ learningRate: 0.1, epsilon: 1e-7 }],
  ranges: { a: [0.1, 2] },
});
