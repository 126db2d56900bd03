/** Samples of ops, bent: with numbers that break formulas, and of other ranks. Nothing here knows an op by name. */
import { sizeOf } from '../tensor/shape';
import type { Sample, SampleInput } from '../ops/op';

export interface Variant {
  readonly what: string;
  readonly sample: Sample;
}

/** The same sample with each of these cycles of numbers in all its float inputs. */
export function withNumbers(sample: Sample, cycles: Readonly<Record<string, readonly number[]>>): Variant[] {
  return Object.entries(cycles).map(([what, cycle]) => {
    const fill = (input: SampleInput): SampleInput =>
      isFloat(input)
        ? { ...input, values: Array.from({ length: sizeOf(input.shape) }, (_, i) => cycle[i % cycle.length]) }
        : input;
    return { what, sample: { ...sample, inputs: sample.inputs.map(fill) } };
  });
}

const MOST_RANK = 6;

/**
 * The inputs brought to each rank from 0 to 6 by axes before the first, or without the first ones; axes that the
 * attributes count from the start move along.
 */
export function ofOtherRanks(sample: Sample): Variant[] {
  const [first] = sample.inputs;
  if (first === undefined) return [];
  return Array.from({ length: MOST_RANK + 1 }, (_, rank) => {
    const added = rank - first.shape.length;
    const inputs = sample.inputs.map((input) => reshaped(input, withAxes(input.shape, added)));
    return { what: `rank ${rank}`, sample: { inputs, attributes: moved(sample.attributes, added) } };
  });
}

function withAxes(shape: readonly number[], added: number): number[] {
  if (added < 0) return shape.slice(-added);
  return [...Array.from({ length: added }, (_, i) => (i % 2 === 0 ? 2 : 1)), ...shape];
}

function moved(attributes: Sample['attributes'], added: number): Sample['attributes'] {
  const move = (axis: unknown): unknown => {
    if (Array.isArray(axis)) return axis.map(move);
    return typeof axis === 'number' && axis >= 0 ? axis + added : axis;
  };
  const { axis } = attributes as { axis?: unknown };
  return axis === undefined ? attributes : ({ ...attributes, axis: move(axis) } as Sample['attributes']);
}

/** Values of its own are repeated or cut to fit the shape. */
export function reshaped({ values, ...input }: SampleInput, shape: readonly number[]): SampleInput {
  if (values === undefined || values.length === 0) return { ...input, shape };
  return { ...input, shape, values: Array.from({ length: sizeOf(shape) }, (_, i) => values[i % values.length]) };
}

export function isFloat({ dtype }: SampleInput): boolean {
  return dtype === undefined || dtype === 'float32';
}
