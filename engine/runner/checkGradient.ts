import { cpuBackend } from '../backends/cpu/cpuBackend';
import type { OpDef } from '../ops/op';
import type { GradientCheck } from '../protocol';
import type { Attributes, Kernel } from '../tensor/backend';
import { isFloat, type TypedArray } from '../tensor/dtype';
import { type Shape, stridesOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';

export interface CheckedOp {
  readonly op: OpDef<never>;
  readonly attributes: Attributes;
  readonly inputs: readonly Tensor[];
  /** Which output the upstream gradient belongs to. */
  readonly output: number;
  readonly upstream: Tensor;
  /** What was carried to each input; null where nothing was. */
  readonly contributions: readonly (Tensor | null)[];
}

/** Beyond this many numbers two more runs of the op on the CPU would be felt. */
const MOST_ELEMENTS = 1 << 20;
/** The analytic side is float32: its rounding, not that of the differences, sets the bar. */
const TOLERANCE = 1e-3;

/**
 * Holds the chain rule through one op against central differences in float64, at the element with
 * the largest contribution: Σ_j upstream_j · (y_j(u + h) − y_j(u − h)) / 2h. Null when nothing was
 * carried yet, or the op has no float64 kernel.
 */
export async function checkGradient(
  checked: CheckedOp,
): Promise<(Omit<GradientCheck, 'input'> & { readonly input: number }) | null> {
  const { op, attributes, inputs, output } = checked;
  if (inputs.reduce((sum, one) => sum + one.size, checked.upstream.size) > MOST_ELEMENTS) return null;
  const largest = await largestContribution(checked.contributions);
  if (largest === null) return null;
  const { input, element, value: analytic } = largest;
  const upstream = await checked.upstream.data();
  const operands = await Promise.all(inputs.map(inFloat64));
  const specs = op.infer(operands, attributes as never);
  if (specs[output].dtype !== 'float64') return null;
  const at = operands[input].storage as Float64Array;
  const x = at[element];
  const h = 1e-5 * Math.max(1, Math.abs(x));
  const weighted = (u: number) => {
    at[element] = u;
    const outputs = specs.map((spec) => new Tensor(spec.shape, spec.dtype, cpuBackend));
    cpuBackend.run(op as Kernel, operands, outputs, attributes);
    return outputs[output].storage as Float64Array;
  };
  const above = weighted(x + h).slice();
  const below = weighted(x - h);
  let numeric = 0;
  for (let j = 0; j < upstream.length; j++) numeric += (upstream[j] * (above[j] - below[j])) / (2 * h);
  const relativeError = errorBetween(analytic, numeric);
  const index = indexOf(element, inputs[input].shape);
  return { index, input, analytic, numeric, relativeError, passed: relativeError <= TOLERANCE };
}

/** 0 where both are the same, NaN with NaN and an infinity with itself included. */
function errorBetween(analytic: number, numeric: number): number {
  if (Object.is(analytic, numeric) || analytic === numeric) return 0;
  return Math.abs(analytic - numeric) / Math.max(Math.abs(analytic), Math.abs(numeric));
}

async function largestContribution(
  contributions: readonly (Tensor | null)[],
): Promise<{ input: number; element: number; value: number } | null> {
  let largest: { input: number; element: number; value: number } | null = null;
  for (let input = 0; input < contributions.length; input++) {
    const data = await contributions[input]?.data();
    if (data === undefined) continue;
    for (let element = 0; element < data.length; element++) {
      const value = data[element];
      if (largest === null || Math.abs(value) > Math.abs(largest.value)) largest = { input, element, value };
    }
  }
  return largest;
}

/** A copy on the CPU, floats widened to float64. */
async function inFloat64(tensor: Tensor): Promise<Tensor> {
  const data = await tensor.data();
  const wide = isFloat(tensor.dtype);
  const copy = new Tensor(tensor.shape, wide ? 'float64' : tensor.dtype, cpuBackend);
  cpuBackend.upload(copy, wide ? Float64Array.from(data as Float32Array) : (data as TypedArray));
  return copy;
}

function indexOf(element: number, shape: Shape): number[] {
  let rest = element;
  return stridesOf(shape).map((stride) => {
    const at = Math.floor(rest / stride);
    rest -= at * stride;
    return at;
  });
}
