import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { add } from '../elementwise/add';
import { erf } from '../elementwise/erf';
import { exp } from '../elementwise/exp';
import { NORMAL_SHARE, normalShareOf } from '../families/erf';
import { numberText } from '../families/numberText';
import { inferFloat } from '../families/unary';
import { multiply } from '../elementwise/multiply';
import { defineOp } from '../op';
import { subtract } from '../elementwise/subtract';
import { tanh } from '../elementwise/tanh';
import { unaryWgsl } from '../wgsl/elementwise';
import { EXP, PRODUCT, SIGMOID } from '../wgsl/math';
import type { Tensor } from '../../tensor/tensor';

type GeluAttributes = { readonly approximate: boolean };

const ROOT = Math.sqrt(2 / Math.PI);
const CUBE = 0.044715;

/** Floats of any shape. `approximate` takes ½u(1 + tanh(√(2/π)(u + 0.044715u³))) instead of the error function. */
export const gelu = defineOp(
  {
    name: 'gelu',
    tf: { names: ['tf.nn.gelu'], signature: [{ name: 'features' }, { name: 'approximate', default: false }] },
    doc: 'Every element times the share of a normal distribution below it.',
    inputs: ['u'],
    formula: String.raw`y = u\,\Phi(u)`,
    derivatives: [String.raw`\frac{dy}{du} = \Phi(u) + u\,\varphi(u)`],
    derivativeText: (_, [u]) => numberText(normalShareOf(u) + u * normalDensity(u)),
    elementwise: true,
    infer: ([x], _: GeluAttributes) => inferFloat('gelu', x),
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { approximate }: GeluAttributes) => {
      const { storage: u } = x;
      const { storage: out } = y;
      const share = approximate ? tanhShare : normalShareOf;
      for (let i = 0; i < out.length; i++) out[i] = u[i] * share(u[i]);
    },
    lanes: (b, [x], { approximate }: GeluAttributes) => {
      if (!approximate) return null;
      const u = b.double(x);
      const v = b.mul(b.add(u, b.mul(b.mul(b.mul(u, CUBE), u), u)), ROOT);
      return b.mul(u, b.div(1, b.add(b.exp(b.mul(v, -2)), 1)));
    },
    wgsl: ([x], _, { approximate }) =>
      approximate
        ? unaryWgsl('geluTanh', `x * sigmoidF(${2 * ROOT} * (x + ${CUBE} * x * x * x))`, EXP + SIGMOID, x)
        : unaryWgsl('gelu', 'x * normalShareF(x)', EXP + PRODUCT + NORMAL_SHARE, x),
    gradient: ([dy], { inputs: [x], attributes: { approximate } }) => [
      multiply(dy!, approximate ? tanhSlope(x) : normalSlope(x)),
    ],
    samples: () => [
      { inputs: [{ shape: [5] }], attributes: { approximate: false } },
      { inputs: [{ shape: [2, 3] }], attributes: { approximate: true } },
    ],
  },
  (run) =>
    (features: TensorLike, { approximate = false }: { approximate?: boolean } = {}) =>
      run([features], { approximate }),
);

function normalDensity(u: number): number {
  return Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI);
}

/** ½(1 + tanh z) as σ(2z), which does not cancel. */
function tanhShare(u: number): number {
  return 1 / (1 + Math.exp(-2 * ROOT * (u + CUBE * u * u * u)));
}

/** Φ(u) + u · φ(u). */
function normalSlope(x: Tensor): Tensor {
  const share = multiply(0.5, add(1, erf(multiply(x, Math.SQRT1_2))));
  const density = multiply(exp(multiply(-0.5, multiply(x, x))), 1 / Math.sqrt(2 * Math.PI));
  return add(share, multiply(x, density));
}

/** ½(1 + t) + ½u(1 − t²) · √(2/π)(1 + 3 · 0.044715u²), with t the tanh. */
function tanhSlope(x: Tensor): Tensor {
  const squared = multiply(x, x);
  const t = tanh(multiply(multiply(x, ROOT), add(1, multiply(squared, CUBE))));
  const inner = multiply(ROOT, add(1, multiply(squared, 3 * CUBE)));
  const tail = multiply(multiply(multiply(x, 0.5), subtract(1, multiply(t, t))), inner);
  return add(multiply(0.5, add(1, t)), tail);
}
