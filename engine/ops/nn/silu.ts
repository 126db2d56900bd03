import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { add } from '../elementwise/add';
import { multiply } from '../elementwise/multiply';
import { sigmoid } from '../elementwise/sigmoid';
import { subtract } from '../elementwise/subtract';
import { factorText, numberText } from '../families/numberText';
import { inferFloat } from '../families/unary';
import { defineOp } from '../op';
import { elementwiseWgsl } from '../wgsl/elementwise';
import { EXP, SIGMOID } from '../wgsl/math';

type SiluAttributes = { readonly beta: number };

// Below −80 e^z comes near the denormal numbers, which a GPU may take for 0, before its product with x does.
const SILU = `
fn siluF(x: f32, z: f32) -> f32 {
  if (z < -80.0 && isFinite(z)) { return (x * expF(z + 20.0)) * ${Math.exp(-20)}; }
  return x * sigmoidF(z);
}`;

/** Floats of any shape. `beta` is a number here, and gets no gradient. */
export const silu = defineOp(
  {
    name: 'silu',
    tf: { names: ['tf.nn.silu', 'tf.nn.swish'], signature: [{ name: 'features' }, { name: 'beta', default: 1 }] },
    doc: 'Every element times the logistic function of beta times itself; also called swish.',
    inputs: ['u'],
    formula: String.raw`y = u\,\sigma(\beta u)`,
    derivatives: [String.raw`\frac{dy}{du} = \sigma(\beta u)\,\bigl(1 + \beta u\,(1 - \sigma(\beta u))\bigr)`],
    derivativeText: (_, [u], _y, { beta }: SiluAttributes) => {
      const s = 1 / (1 + Math.exp(-beta * u));
      return `${numberText(s)} · (1 + ${factorText(beta * u)} · (1 − ${numberText(s)}))`;
    },
    elementwise: true,
    infer: ([x], _: SiluAttributes) => inferFloat('silu', x),
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { beta }: SiluAttributes) => {
      const { storage: u } = x;
      const { storage: out } = y;
      for (let i = 0; i < out.length; i++) out[i] = u[i] / (1 + Math.exp(-beta * u[i]));
    },
    lanes: (b, [x], { beta }: SiluAttributes) => b.div(b.double(x), b.add(b.exp(b.mul(b.double(x), -beta)), 1)),
    wgsl: ([x], outputs, { beta }) =>
      elementwiseWgsl({
        name: 'silu',
        inputs: [['x', x]],
        outputs,
        values: ['siluF(x, beta * x)'],
        floats: [['beta', beta]],
        helpers: EXP + SIGMOID + SILU,
      }),
    gradient: ([dy], { inputs: [x], attributes: { beta } }) => {
      const scaled = beta === 1 ? x : multiply(x, beta);
      const s = sigmoid(scaled);
      return [multiply(dy!, multiply(s, add(1, multiply(scaled, subtract(1, s)))))];
    },
    samples: () => [
      { inputs: [{ shape: [] }], attributes: { beta: 1 } },
      { inputs: [{ shape: [5] }], attributes: { beta: 1 } },
      { inputs: [{ shape: [2, 3] }], attributes: { beta: 1.702 } },
    ],
  },
  (run) =>
    (features: TensorLike, { beta = 1 }: { beta?: number } = {}) =>
      run([features], { beta }),
);
