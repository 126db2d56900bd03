import { updateOp } from './updateOp';

/** Lion (Chen et al., 2023): w ← w − η sign(β₁ m + (1 − β₁) g), then m ← β₂ m + (1 − β₂) g. Outputs: next w, m. */
export const lionUpdate = updateOp<{
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
}>({
  name: 'lionUpdate',
  tfName: 'tf.raw_ops.ResourceApplyLion',
  doc: 'Moves a variable by the learning rate, against the sign of its running gradient.',
  inputs: ['w', 'g', 'm'],
  formula: String.raw`w \leftarrow w - \eta \operatorname{sign}(\beta_1\, m + (1 - \beta_1)\, g)`,
  loop: ([w, g, m], [nextW, nextM], { learningRate, beta1, beta2 }) => {
    for (let i = 0; i < nextW.length; i++) {
      nextW[i] = w[i] - learningRate * Math.sign(beta1 * m[i] + (1 - beta1) * g[i]);
      nextM[i] = beta2 * m[i] + (1 - beta2) * g[i];
    }
  },
  wgsl: {
    floats: ({ learningRate, beta1, beta2 }) => [
      ['rate', learningRate],
      ['beta1', beta1],
      ['rest1', 1 - beta1],
      ['beta2', beta2],
      ['rest2', 1 - beta2],
    ],
    passes: [
      {
        reads: ['w', 'g', 'm'],
        body: '  let blend = beta1 * m + rest1 * g;\n  let way = select(sign(blend), blend, isNan(blend));',
        writes: { 0: 'w - rate * way', 1: 'beta2 * m + rest2 * g' },
      },
    ],
  },
  samples: [{ learningRate: 0.1, beta1: 0.9, beta2: 0.99 }],
});
