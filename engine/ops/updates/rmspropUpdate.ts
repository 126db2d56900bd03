import { updateOp } from './updateOp';

export type RmspropAttributes = {
  readonly learningRate: number;
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
};

const floats = ({ learningRate, rho, momentum, epsilon }: RmspropAttributes) =>
  [
    ['rate', learningRate],
    ['rho', rho],
    ['rest', 1 - rho],
    ['momentum', momentum],
    ['epsilon', epsilon],
  ] as const;

const samples = [{ learningRate: 0.1, rho: 0.9, momentum: 0.8, epsilon: 1e-7 }];
const doc = 'Moves a variable by its gradient over the root of its running square.';
const SQUARES = '  let nextV = v * rho + g * g * rest;';
const MEANS = `${SQUARES}\n  let nextA = a * rho + g * rest;`;
const V = String.raw`v \leftarrow \rho\, v + (1 - \rho)\, g^2,\quad `;
const A = String.raw`a \leftarrow \rho\, a + (1 - \rho)\, g,\quad `;
const MOVE = String.raw`,\quad w \leftarrow w - m`;
// With the mean known the square stays above the mean's square, as for numbers of any distribution.
const ranges = { v: [0.1, 2] } as const;
const centeredRanges = { v: [4.1, 6], a: [-2, 2], m: [-2, 2] } as const;

/** RMSprop (Hinton, 2012) as Keras writes it: v ← ρ v + (1 − ρ) g², w ← w − η g / √(v + ε). Outputs: next w, v. */
export const rmspropUpdate = updateOp<RmspropAttributes>({
  name: 'rmspropUpdate',
  tfName: 'tf.raw_ops.ResourceApplyRMSProp',
  doc,
  inputs: ['w', 'g', 'v'],
  formula: V + String.raw`w \leftarrow w - \frac{\eta\, g}{\sqrt{v + \epsilon}}`,
  loop: ([w, g, v], [nextW, nextV], { learningRate, rho, epsilon }) => {
    for (let i = 0; i < nextW.length; i++) {
      nextV[i] = rho * v[i] + (1 - rho) * g[i] * g[i];
      nextW[i] = w[i] - (learningRate * g[i]) / Math.sqrt(nextV[i] + epsilon);
    }
  },
  wgsl: {
    floats,
    passes: [
      { reads: ['w', 'g', 'v'], body: SQUARES, writes: { 0: 'w - rate * g / sqrt(nextV + epsilon)', 1: 'nextV' } },
    ],
  },
  samples,
  ranges,
});

/** With momentum: m ← μ m + η g / √(v + ε), w ← w − m. Outputs: next w, v, m. */
export const rmspropMomentumUpdate = updateOp<RmspropAttributes>({
  name: 'rmspropMomentumUpdate',
  tfName: 'tf.raw_ops.ResourceApplyRMSProp',
  doc: 'As rmspropUpdate, by a velocity.',
  inputs: ['w', 'g', 'v', 'm'],
  formula: V + String.raw`m \leftarrow \mu\, m + \frac{\eta\, g}{\sqrt{v + \epsilon}}` + MOVE,
  loop: ([w, g, v, m], [nextW, nextV, nextM], { learningRate, rho, momentum, epsilon }) => {
    for (let i = 0; i < nextW.length; i++) {
      nextV[i] = rho * v[i] + (1 - rho) * g[i] * g[i];
      nextM[i] = momentum * m[i] + (learningRate * g[i]) / Math.sqrt(nextV[i] + epsilon);
      nextW[i] = w[i] - nextM[i];
    }
  },
  wgsl: {
    floats,
    passes: [
      {
        reads: ['w', 'g', 'v', 'm'],
        body: `${SQUARES}\n  let nextM = momentum * m + rate * g / sqrt(nextV + epsilon);`,
        writes: { 0: 'w - nextM', 1: 'nextV', 2: 'nextM' },
      },
    ],
  },
  samples,
  ranges,
});

/** Centered (Graves, 2013): a ← ρ a + (1 − ρ) g, and √(v − a² + ε) below. Outputs: next w, v, a. */
export const centeredRmspropUpdate = updateOp<RmspropAttributes>({
  name: 'centeredRmspropUpdate',
  tfName: 'tf.raw_ops.ResourceApplyCenteredRMSProp',
  doc: 'Moves a variable by its gradient over the root of its running variance.',
  inputs: ['w', 'g', 'v', 'a'],
  formula: V + A + String.raw`w \leftarrow w - \frac{\eta\, g}{\sqrt{v - a^2 + \epsilon}}`,
  loop: ([w, g, v, a], [nextW, nextV, nextA], { learningRate, rho, epsilon }) => {
    for (let i = 0; i < nextW.length; i++) {
      nextV[i] = rho * v[i] + (1 - rho) * g[i] * g[i];
      nextA[i] = rho * a[i] + (1 - rho) * g[i];
      nextW[i] = w[i] - (learningRate * g[i]) / Math.sqrt(nextV[i] - nextA[i] * nextA[i] + epsilon);
    }
  },
  wgsl: {
    floats,
    passes: [
      {
        reads: ['w', 'g', 'v', 'a'],
        body: MEANS,
        writes: { 0: 'w - rate * g / sqrt(nextV - nextA * nextA + epsilon)', 1: 'nextV', 2: 'nextA' },
      },
    ],
  },
  samples,
  ranges: centeredRanges,
});

/** Centered and with momentum. Outputs: next w, v, a, m. */
export const centeredRmspropMomentumUpdate = updateOp<RmspropAttributes>({
  name: 'centeredRmspropMomentumUpdate',
  tfName: 'tf.raw_ops.ResourceApplyCenteredRMSProp',
  doc: 'As centeredRmspropUpdate, by a velocity.',
  inputs: ['w', 'g', 'v', 'a', 'm'],
  formula: V + A + String.raw`m \leftarrow \mu\, m + \frac{\eta\, g}{\sqrt{v - a^2 + \epsilon}}` + MOVE,
  loop: ([w, g, v, a, m], [nextW, nextV, nextA, nextM], { learningRate, rho, momentum, epsilon }) => {
    for (let i = 0; i < nextW.length; i++) {
      nextV[i] = rho * v[i] + (1 - rho) * g[i] * g[i];
      nextA[i] = rho * a[i] + (1 - rho) * g[i];
      const variance = nextV[i] - nextA[i] * nextA[i] + epsilon;
      nextM[i] = momentum * m[i] + (learningRate * g[i]) / Math.sqrt(variance);
      nextW[i] = w[i] - nextM[i];
    }
  },
  // Two passes: together they would bind nine buffers, and a device may allow no more than eight.
  wgsl: {
    floats,
    passes: [
      {
        reads: ['g', 'v', 'a', 'm'],
        body: MEANS,
        writes: { 1: 'nextV', 2: 'nextA', 3: 'momentum * m + rate * g / sqrt(nextV - nextA * nextA + epsilon)' },
      },
      { reads: ['w', 'next3'], writes: { 0: 'w - next3' } },
    ],
  },
  samples,
  ranges: centeredRanges,
});
