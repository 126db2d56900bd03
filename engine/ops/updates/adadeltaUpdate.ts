import { updateOp } from './updateOp';

/**
 * Adadelta (Zeiler, 2012): a ← ρ a + (1 − ρ) g², Δ = −g √(d + ε) / √(a + ε), d ← ρ d + (1 − ρ) Δ²,
 * w ← w + η Δ. Outputs: next w, a, d.
 */
export const adadeltaUpdate = updateOp<{
  readonly learningRate: number;
  readonly rho: number;
  readonly epsilon: number;
}>({
  name: 'adadeltaUpdate',
  tfName: 'tf.raw_ops.ResourceApplyAdadelta',
  doc: 'Moves a variable by its gradient times the root of past moves over the root of past gradients.',
  inputs: ['w', 'g', 'a', 'd'],
  formula: String.raw`\Delta = -\frac{\sqrt{d + \epsilon}}{\sqrt{a + \epsilon}}\, g,\quad w \leftarrow w + \eta\, \Delta`,
  loop: ([w, g, a, d], [nextW, nextA, nextD], { learningRate, rho, epsilon }) => {
    for (let i = 0; i < nextW.length; i++) {
      nextA[i] = rho * a[i] + (1 - rho) * g[i] * g[i];
      const move = (-Math.sqrt(d[i] + epsilon) * g[i]) / Math.sqrt(nextA[i] + epsilon);
      nextD[i] = rho * d[i] + (1 - rho) * move * move;
      nextW[i] = w[i] + learningRate * move;
    }
  },
  wgsl: {
    floats: ({ learningRate, rho, epsilon }) => [
      ['rate', learningRate],
      ['rho', rho],
      ['rest', 1 - rho],
      ['epsilon', epsilon],
    ],
    passes: [
      {
        reads: ['w', 'g', 'a', 'd'],
        body: [
          '  let nextA = rho * a + rest * g * g;',
          '  let change = -sqrt(d + epsilon) * g / sqrt(nextA + epsilon);',
        ].join('\n'),
        writes: { 0: 'w + rate * change', 1: 'nextA', 2: 'rho * d + rest * change * change' },
      },
    ],
  },
  samples: [{ learningRate: 0.5, rho: 0.95, epsilon: 1e-7 }],
  ranges: { a: [0.1, 2] },
});
