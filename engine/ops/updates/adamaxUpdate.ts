import { updateOp } from './updateOp';

/**
 * Adamax (Kingma and Ba, 2014, section 7.1): m ← m + (1 − β₁)(g − m), u ← max(β₂ u, |g|),
 * w ← w − α m / (u + ε) with α = η / (1 − β₁ᵗ). Outputs: next w, m, u.
 */
export const adamaxUpdate = updateOp<{
  readonly alpha: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}>({
  name: 'adamaxUpdate',
  tfName: 'tf.raw_ops.ResourceApplyAdaMax',
  doc: 'Moves a variable by the running mean of its gradient over its largest one, which fades.',
  inputs: ['w', 'g', 'm', 'u'],
  formula: String.raw`u \leftarrow \max(\beta_2\, u, |g|),\quad w \leftarrow w - \frac{\alpha\, m}{u + \epsilon}`,
  loop: ([w, g, m, u], [nextW, nextM, nextU], { alpha, beta1, beta2, epsilon }) => {
    for (let i = 0; i < nextW.length; i++) {
      nextM[i] = m[i] + (g[i] - m[i]) * (1 - beta1);
      nextU[i] = Math.max(beta2 * u[i], Math.abs(g[i]));
      nextW[i] = w[i] - (alpha * nextM[i]) / (nextU[i] + epsilon);
    }
  },
  wgsl: {
    floats: ({ alpha, beta1, beta2, epsilon }) => [
      ['alpha', alpha],
      ['rest1', 1 - beta1],
      ['beta2', beta2],
      ['epsilon', epsilon],
    ],
    passes: [
      {
        reads: ['w', 'g', 'm', 'u'],
        body: ['  let nextM = m + (g - m) * rest1;', '  let nextU = select(max(beta2 * u, abs(g)), g, isNan(g));'].join(
          '\n',
        ),
        writes: { 0: 'w - alpha * nextM / (nextU + epsilon)', 1: 'nextM', 2: 'nextU' },
      },
    ],
  },
  samples: [{ alpha: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
});
