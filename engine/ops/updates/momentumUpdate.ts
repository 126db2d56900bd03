import { updateOp } from './updateOp';

/**
 * Keras' momentum (`keras/src/optimizers/sgd.py`): m ← μ m − η g, then w ← w + m, or with Nesterov
 * w ← w + μ m − η g with the new m. Outputs: next w, next m.
 */
export const momentumUpdate = updateOp<{
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
}>({
  name: 'momentumUpdate',
  tfName: 'tf.raw_ops.ResourceApplyKerasMomentum',
  doc: 'Moves a variable by a velocity that its gradients push.',
  inputs: ['w', 'g', 'm'],
  formula: String.raw`m \leftarrow \mu\, m - \eta\, g,\quad w \leftarrow w + m`,
  loop: ([w, g, m], [nextW, nextM], { learningRate, momentum, nesterov }) => {
    for (let i = 0; i < nextW.length; i++) {
      const push = g[i] * learningRate;
      nextM[i] = m[i] * momentum - push;
      nextW[i] = nesterov ? w[i] + nextM[i] * momentum - push : w[i] + nextM[i];
    }
  },
  wgsl: null,
  samples: [
    { learningRate: 0.1, momentum: 0.9, nesterov: false },
    { learningRate: 0.1, momentum: 0.9, nesterov: true },
  ],
});
