import { cpuBackend } from '../backends/cpu/cpuBackend';
import { type AnyComposite, type AnyOp, evaluate } from '../ops/catalogue';
import { add } from '../ops/elementwise/add';
import type { Sample } from '../ops/op';
import { multiply } from '../ops/elementwise/multiply';
import { reduceSum } from '../ops/reductions/reduceSum';
import { GradientTape } from '../tape/gradientTape';
import { withBackend } from '../tensor/activeBackend';
import { fromData } from '../tensor/convert';
import { isFloat, type TypedArray } from '../tensor/dtype';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { sampleData } from './samples';

/** One derivative, by the tape and by central finite differences. */
export interface Comparison {
  /** `input 1, element 3`. */
  readonly where: string;
  readonly tape: number;
  readonly finite: number;
}

const STEP = 1e-5;

type Scalar = (inputs: readonly Tensor[]) => Tensor;

/**
 * Compares the gradient of an op, in float64 on the CPU, with central finite differences: every
 * element of every float input. Outputs are weighted with fixed, uneven numbers and added up, so
 * that no mistake cancels out.
 */
export function firstDerivatives(op: AnyOp | AnyComposite, sample: Sample, seed: number): Comparison[] {
  return withBackend(cpuBackend, () => {
    const inputs = float64Inputs(sample, seed);
    return compare((given) => weightedSum(op, given, sample), inputs, sample);
  });
}

/** The same for the gradient of Σ gᵢ², g being the gradient that the tape gives: second derivatives. */
export function secondDerivatives(op: AnyOp | AnyComposite, sample: Sample, seed: number): Comparison[] {
  return withBackend(cpuBackend, () => {
    const inputs = float64Inputs(sample, seed);
    const squares: Scalar = (given) => {
      const gradients = gradientOf((one) => weightedSum(op, one, sample), given);
      const terms = gradients.flatMap((one) => (one === null ? [] : [reduceSum(multiply(one, one))]));
      return terms.reduce((sum, one) => add(sum, one), fromData(new Float64Array(1), [], 'float64'));
    };
    return compare(squares, inputs, sample);
  });
}

function compare(f: Scalar, inputs: readonly Tensor[], sample: Sample): Comparison[] {
  const gradients = gradientOf(f, inputs);
  return inputs.flatMap((input, i) => {
    if (!isFloat(input.dtype)) return [];
    const given = gradients[i]?.dataSync() ?? new Float64Array(input.size);
    return Array.from(given, (_, k) => {
      const moved = sample.inputs[i].symmetric ? withMirrorImage(k, input.shape) : [k];
      return {
        where: `input ${i}, element ${k}`,
        tape: moved.reduce((sum, at) => sum + given[at], 0),
        finite: (shifted(f, inputs, i, moved, STEP) - shifted(f, inputs, i, moved, -STEP)) / (2 * STEP),
      };
    });
  });
}

/** Element `k` and the one that stands across the diagonal of its matrix. */
function withMirrorImage(k: number, shape: Shape): number[] {
  const n = shape[shape.length - 1];
  const [row, column] = [Math.floor(k / n) % n, k % n];
  return row === column ? [k] : [k, k + (column - row) * (n - 1)];
}

function gradientOf(f: Scalar, inputs: readonly Tensor[]): (Tensor | null)[] {
  const tape = new GradientTape();
  const result = tape.record(() => {
    for (const one of inputs) if (isFloat(one.dtype)) tape.watch(one);
    return f(inputs);
  });
  return tape.gradient(result, inputs) as (Tensor | null)[];
}

function shifted(
  f: Scalar,
  inputs: readonly Tensor[],
  input: number,
  elements: readonly number[],
  step: number,
): number {
  const moved = inputs.map((one, i) => {
    if (i !== input) return one;
    const data = one.dataSync();
    for (const element of elements) data[element] += step;
    return fromData(data, one.shape, one.dtype);
  });
  return f(moved).itemSync();
}

function weightedSum(op: AnyOp | AnyComposite, inputs: readonly Tensor[], { attributes }: Sample): Tensor {
  const outputs = evaluate(op, inputs, attributes).filter((one) => isFloat(one.dtype));
  const terms = outputs.map((one, i) => reduceSum(multiply(one, weights(one, i))));
  return terms.reduce((sum, one) => add(sum, one));
}

function weights(output: Tensor, seed: number): Tensor {
  const data = new Float64Array(output.size);
  for (let i = 0; i < data.length; i++) data[i] = 0.5 + ((i * 7 + seed * 3 + 2) % 11) / 10;
  return fromData(data, output.shape, output.dtype);
}

function float64Inputs(sample: Sample, seed: number): Tensor[] {
  return sample.inputs.map((input, i) => {
    const dtype = input.dtype === undefined || input.dtype === 'float32' ? 'float64' : input.dtype;
    const data: TypedArray = sampleData({ ...input, dtype }, seed * 31 + i);
    return fromData(data, input.shape, dtype);
  });
}
