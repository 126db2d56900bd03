import { EXP, LOG, POW } from '../wgsl/math';
import { updateOp } from './updateOp';

export type FtrlAttributes = {
  readonly learningRate: number;
  /** The power p of the sum of squares: its opposite, positive. */
  readonly power: number;
  readonly l1: number;
  /** λ₂ + β / (2 η). */
  readonly l2: number;
  readonly shrinkage: number;
};

/**
 * Follow the regularized leader (McMahan et al., 2013) as Keras writes it: n' = n + g²,
 * z ← z + g + 2 s w − (n'ᵖ − nᵖ) w / η, w ← (clip(z, ±λ₁) − z) / (n'ᵖ / η + 2 λ₂). Outputs: next w, n, z.
 */
export const ftrlUpdate = updateOp<FtrlAttributes>({
  name: 'ftrlUpdate',
  tfName: 'tf.raw_ops.ResourceApplyFtrlV2',
  doc: 'Puts a variable where the sum of its past losses, regularized, is least.',
  inputs: ['w', 'g', 'n', 'z'],
  formula: String.raw`z \leftarrow z + g - \frac{n'^p - n^p}{\eta}\, w,\quad w \leftarrow \frac{\operatorname{clip}(z, \pm\lambda_1) - z}{n'^p / \eta + 2 \lambda_2}`,
  loop: ([w, g, n, z], [nextW, nextN, nextZ], { learningRate, power, l1, l2, shrinkage }) => {
    for (let i = 0; i < nextW.length; i++) {
      nextN[i] = n[i] + g[i] * g[i];
      const grown = Math.pow(nextN[i], power);
      const pull = ((grown - Math.pow(n[i], power)) / learningRate) * w[i];
      nextZ[i] = z[i] + g[i] + 2 * shrinkage * w[i] - pull;
      const clipped = Math.max(-l1, Math.min(l1, nextZ[i]));
      nextW[i] = (clipped - nextZ[i]) / (grown / learningRate + 2 * l2);
    }
  },
  wgsl: {
    floats: ({ learningRate, power, l1, l2, shrinkage }) => [
      ['rate', learningRate],
      ['power', power],
      ['l1', l1],
      ['l2', l2],
      ['shrinkage', shrinkage],
    ],
    helpers: EXP + LOG + POW,
    passes: [
      {
        reads: ['w', 'g', 'n', 'z'],
        body: [
          '  let nextN = n + g * g;',
          '  let grown = powF(nextN, power);',
          '  let nextZ = z + g + 2.0 * shrinkage * w - (grown - powF(n, power)) / rate * w;',
          '  let clipped = select(clamp(nextZ, -l1, l1), nextZ, isNan(nextZ));',
        ].join('\n'),
        writes: { 0: '(clipped - nextZ) / (grown / rate + 2.0 * l2)', 1: 'nextN', 2: 'nextZ' },
      },
    ],
  },
  samples: [
    { learningRate: 0.5, power: 0.5, l1: 0, l2: 0, shrinkage: 0 },
    { learningRate: 0.5, power: 0.2, l1: 0.3, l2: 0.4, shrinkage: 0.1 },
    { learningRate: 0.5, power: 0, l1: 0.3, l2: 0, shrinkage: 0 },
  ],
  ranges: { n: [0.1, 2], z: [-2, 2] },
});
