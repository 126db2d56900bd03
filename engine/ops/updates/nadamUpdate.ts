import { updateOp } from './updateOp';

/**
 * Nadam (Dozat, 2015) as Keras writes it: m and v as in Adam, then w ← w − η m̂ / (√v̂ + ε) with
 * m̂ = c m + d g and v̂ = v / (1 − β₂ᵗ). The factors c and d change from step to step; the optimizer
 * gives them. Outputs: next w, m, v.
 */
export const nadamUpdate = updateOp<{
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** c = μₜ₊₁ / (1 − Π μ up to t + 1). */
  readonly meanScale: number;
  /** d = (1 − μₜ) / (1 − Π μ up to t). */
  readonly gradientScale: number;
  /** 1 / (1 − β₂ᵗ). */
  readonly squareScale: number;
}>({
  name: 'nadamUpdate',
  tfName: 'tf.raw_ops.ResourceApplyNadam',
  doc: 'Moves a variable as Adam does, with the momentum of the next step.',
  inputs: ['w', 'g', 'm', 'v'],
  formula: String.raw`\hat m = c\, m + d\, g,\quad w \leftarrow w - \frac{\eta\, \hat m}{\sqrt{\hat v} + \epsilon}`,
  loop: ([w, g, m, v], [nextW, nextM, nextV], attributes) => {
    const { learningRate, beta1, beta2, epsilon, meanScale, gradientScale, squareScale } = attributes;
    for (let i = 0; i < nextW.length; i++) {
      nextM[i] = m[i] + (g[i] - m[i]) * (1 - beta1);
      nextV[i] = v[i] + (g[i] * g[i] - v[i]) * (1 - beta2);
      const mean = meanScale * nextM[i] + gradientScale * g[i];
      nextW[i] = w[i] - (learningRate * mean) / (Math.sqrt(nextV[i] * squareScale) + epsilon);
    }
  },
  wgsl: {
    floats: ({ learningRate, beta1, beta2, epsilon, meanScale, gradientScale, squareScale }) => [
      ['rate', learningRate],
      ['rest1', 1 - beta1],
      ['rest2', 1 - beta2],
      ['epsilon', epsilon],
      ['mean_scale', meanScale],
      ['gradient_scale', gradientScale],
      ['square_scale', squareScale],
    ],
    passes: [
      {
        reads: ['w', 'g', 'm', 'v'],
        body: [
          '  let nextM = m + (g - m) * rest1;',
          '  let nextV = v + (g * g - v) * rest2;',
          '  let mean = mean_scale * nextM + gradient_scale * g;',
        ].join('\n'),
        writes: { 0: 'w - rate * mean / (sqrt(nextV * square_scale) + epsilon)', 1: 'nextM', 2: 'nextV' },
      },
    ],
  },
  samples: [
    {
      learningRate: 0.1,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      meanScale: 0.7,
      gradientScale: 0.4,
      squareScale: 500,
    },
  ],
});
