import { updateOp } from './updateOp';

export type AdamAttributes = {
  /** The learning rate with both bias corrections: η √(1 − β₂ᵗ) / (1 − β₁ᵗ). */
  readonly alpha: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
};

// 1 − β is taken in double precision: in float32 it would lose most of its digits.
const floats = ({ alpha, beta1, beta2, epsilon }: AdamAttributes) =>
  [
    ['alpha', alpha],
    ['rest1', 1 - beta1],
    ['rest2', 1 - beta2],
    ['epsilon', epsilon],
  ] as const;

const MOMENTS = '  let nextM = m + (g - m) * rest1;\n  let nextV = v + (g * g - v) * rest2;';

const FORMULA = String.raw`w \leftarrow w - \frac{\alpha\, m}{\sqrt{v} + \epsilon}`;

/**
 * Adam (Kingma and Ba, 2014) as Keras writes it: m ← m + (1 − β₁)(g − m), v ← v + (1 − β₂)(g² − v),
 * w ← w − α m / (√v + ε). This ε is the paper's "epsilon hat", inside the corrected rate, not the ε
 * of its Algorithm 1. Outputs: next w, m, v.
 */
export const adamUpdate = updateOp<AdamAttributes>({
  name: 'adamUpdate',
  tfName: 'tf.raw_ops.ResourceApplyAdam',
  doc: 'Moves a variable by the running mean of its gradient over the root of its running square.',
  inputs: ['w', 'g', 'm', 'v'],
  formula: FORMULA,
  loop: ([w, g, m, v], [nextW, nextM, nextV], { alpha, beta1, beta2, epsilon }) => {
    for (let i = 0; i < nextW.length; i++) {
      nextM[i] = m[i] + (g[i] - m[i]) * (1 - beta1);
      nextV[i] = v[i] + (g[i] * g[i] - v[i]) * (1 - beta2);
      nextW[i] = w[i] - (nextM[i] * alpha) / (Math.sqrt(nextV[i]) + epsilon);
    }
  },
  wgsl: {
    floats,
    passes: [
      {
        reads: ['w', 'g', 'm', 'v'],
        body: MOMENTS,
        writes: { 0: 'w - nextM * alpha / (sqrt(nextV) + epsilon)', 1: 'nextM', 2: 'nextV' },
      },
    ],
  },
  samples: [{ alpha: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
});

/** Adam with AMSGrad (Reddi et al., 2018): the root is of the largest v so far, v̂. Outputs: next w, m, v, v̂. */
export const amsgradUpdate = updateOp<AdamAttributes>({
  name: 'amsgradUpdate',
  tfName: 'tf.raw_ops.ResourceApplyAdamWithAmsgrad',
  doc: 'As adamUpdate, over the root of the largest running square so far.',
  inputs: ['w', 'g', 'm', 'v', 'h'],
  formula: String.raw`w \leftarrow w - \frac{\alpha\, m}{\sqrt{\hat v} + \epsilon}`,
  loop: ([w, g, m, v, h], [nextW, nextM, nextV, nextH], { alpha, beta1, beta2, epsilon }) => {
    for (let i = 0; i < nextW.length; i++) {
      nextM[i] = m[i] + (g[i] - m[i]) * (1 - beta1);
      nextV[i] = v[i] + (g[i] * g[i] - v[i]) * (1 - beta2);
      nextH[i] = Math.max(h[i], nextV[i]);
      nextW[i] = w[i] - (nextM[i] * alpha) / (Math.sqrt(nextH[i]) + epsilon);
    }
  },
  // Two passes: together they would bind nine buffers, and a device may allow no more than eight.
  wgsl: {
    floats,
    passes: [
      {
        reads: ['g', 'm', 'v', 'h'],
        body: MOMENTS,
        writes: { 1: 'nextM', 2: 'nextV', 3: 'select(max(h, nextV), nextV, isNan(nextV))' },
      },
      { reads: ['w', 'next1', 'next3'], writes: { 0: 'w - next1 * alpha / (sqrt(next3) + epsilon)' } },
    ],
  },
  samples: [{ alpha: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
});
