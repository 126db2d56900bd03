/** Keras' activation functions as ONNX operators, composed where ONNX has none. */
import type { DType } from '../../../tensor/dtype';
import type { GraphBuilder } from '../graphBuilder';
import { refuseLayer, type Site, type Translation } from '../translation';

type Write = (g: GraphBuilder, x: string, dtype: DType) => string;

const op =
  (type: string, alpha?: number): Write =>
  (g, x) =>
    g.op(type, [x], alpha === undefined ? {} : { alpha: { float: alpha } });

const clip =
  (low: number, high: number): Write =>
  (g, x, dtype) =>
    g.op('Clip', [x, g.constant(low, dtype), g.constant(high, dtype)]);

/** 0 between −½ and ½; outside, `bias` nearer to 0. */
const shrink =
  (bias: number): Write =>
  (g, x) =>
    g.op('Shrink', [x], { lambd: { float: 0.5 }, bias: { float: bias } });

/** `relu6(x + 3) / 6`, in that order of rounding. */
const hardSigmoid: Write = (g, x, dtype) =>
  g.op('Div', [clip(0, 6)(g, g.op('Add', [x, g.constant(3, dtype)]), dtype), g.constant(6, dtype)]);

/** By Keras' names; `linear` leaves no node. */
export const activationWriters: Readonly<Record<string, Write>> = {
  linear: (_, x) => x,
  celu: op('Celu', 1),
  elu: op('Elu', 1),
  exponential: op('Exp'),
  // x/2 · (1 + erf(x/√2))
  gelu: (g, x, dtype) => {
    const erf = g.op('Erf', [g.op('Mul', [x, g.constant(Math.SQRT1_2, dtype)])]);
    const half = g.op('Mul', [x, g.constant(0.5, dtype)]);
    return g.op('Mul', [half, g.op('Add', [erf, g.constant(1, dtype)])]);
  },
  hard_shrink: shrink(0),
  hard_sigmoid: hardSigmoid,
  hard_silu: (g, x, dtype) => g.op('Mul', [x, hardSigmoid(g, x, dtype)]),
  hard_tanh: clip(-1, 1),
  leaky_relu: op('LeakyRelu', 0.2),
  log_sigmoid: (g, x) => g.op('Neg', [g.op('Softplus', [g.op('Neg', [x])])]),
  log_softmax: (g, x) => g.op('LogSoftmax', [x], { axis: -1 }),
  mish: (g, x) => g.op('Mul', [x, g.op('Tanh', [g.op('Softplus', [x])])]),
  relu: op('Relu'),
  relu6: clip(0, 6),
  selu: op('Selu'),
  sigmoid: op('Sigmoid'),
  silu: (g, x) => g.op('Mul', [x, g.op('Sigmoid', [x])]),
  soft_shrink: shrink(0.5),
  softmax: (g, x) => g.op('Softmax', [x], { axis: -1 }),
  softplus: op('Softplus'),
  softsign: op('Softsign'),
  // (x + √(x² + 4)) / 2
  squareplus: (g, x, dtype) => {
    const root = g.op('Sqrt', [g.op('Add', [g.op('Mul', [x, x]), g.constant(4, dtype)])]);
    return g.op('Mul', [g.op('Add', [x, root]), g.constant(0.5, dtype)]);
  },
  tanh: op('Tanh'),
  tanh_shrink: (g, x) => g.op('Sub', [x, g.op('Tanh', [x])]),
};

/** What stands in the layer's config under `key`, on `x`. */
export function activate(g: GraphBuilder, site: Site, x: string, key = 'activation'): string {
  const name = site.config[key];
  const write = typeof name === 'string' ? activationWriters[name] : undefined;
  if (write === undefined) {
    return refuseLayer(site, `its activation ${typeof name === 'string' ? name : "is a function of the script's own"}`);
  }
  return write(g, x, site.layer.dtype);
}

export const activation: Translation = (g, site) => activate(g, site, site.inputs[0].name);
