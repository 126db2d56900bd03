import { updateOp } from './updateOp';

/** w ← w − δ w: weight decay beside the gradient (Loshchilov and Hutter, 2017), δ = η λ. */
export const decayUpdate = updateOp<{ readonly decay: number }>({
  name: 'decayUpdate',
  tfName: 'tf.raw_ops.ResourceApplyWeightDecay',
  doc: 'Takes its share off a variable.',
  inputs: ['w'],
  formula: String.raw`w \leftarrow w - \eta\, \lambda\, w`,
  loop: ([w], [next], { decay }) => {
    for (let i = 0; i < next.length; i++) next[i] = w[i] - w[i] * decay;
  },
  wgsl: {
    floats: ({ decay }) => [['decay', decay]],
    passes: [{ reads: ['w'], writes: { 0: 'w - w * decay' } }],
  },
  samples: [{ decay: 0.004 }],
});

/** a ← μ a + (1 − μ) w: the moving average of a variable. */
export const averageUpdate = updateOp<{ readonly momentum: number }>({
  name: 'averageUpdate',
  tfName: 'tf.raw_ops.ResourceApplyMovingAverage',
  doc: 'Moves an average towards a variable.',
  inputs: ['a', 'w'],
  formula: String.raw`a \leftarrow \mu\, a + (1 - \mu)\, w`,
  loop: ([a, w], [next], { momentum }) => {
    for (let i = 0; i < next.length; i++) next[i] = momentum * a[i] + (1 - momentum) * w[i];
  },
  wgsl: {
    floats: ({ momentum }) => [
      ['momentum', momentum],
      ['rest', 1 - momentum],
    ],
    passes: [{ reads: ['a', 'w'], writes: { 0: 'momentum * a + rest * w' } }],
  },
  samples: [{ momentum: 0.99 }, { momentum: 0 }],
});

/** w or a, as the host says at each step: what happens only every so many steps. */
export const chooseUpdate = updateOp<{ readonly second: boolean }>({
  name: 'chooseUpdate',
  tfName: 'tf.raw_ops.ResourceApplyChoice',
  doc: 'One of two tensors.',
  inputs: ['w', 'a'],
  formula: String.raw`w \leftarrow w \text{ or } a`,
  loop: ([w, a], [next], { second }) => next.set(second ? a : w),
  wgsl: {
    floats: ({ second }) => [['second', Number(second)]],
    passes: [{ reads: ['w', 'a'], writes: { 0: 'select(w, a, second != 0.0)' } }],
  },
  samples: [{ second: false }, { second: true }],
});
