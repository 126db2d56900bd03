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
  wgsl: {
    floats: ({ learningRate, momentum, nesterov }) => [
      ['rate', learningRate],
      ['momentum', momentum],
      ['nesterov', Number(nesterov)],
    ],
    passes: [
      {
        reads: ['w', 'g', 'm'],
        body: '  let push = g * rate;\n  let next = m * momentum - push;',
        writes: { 0: 'select(w + next, w + next * momentum - push, nesterov != 0.0)', 1: 'next' },
      },
    ],
  },
  samples: [
    { learningRate: 0.1, momentum: 0.9, nesterov: false },
    { learningRate: 0.1, momentum: 0.9, nesterov: true },
  ],
});
