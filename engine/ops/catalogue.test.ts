import katex from 'katex';
import { describe, expect, test } from 'vitest';
import '../index';
import { type Comparison, firstDerivatives, secondDerivatives } from '../testing/gradientCheck';
import { isFloat } from '../tensor/dtype';
import { type AnyComposite, type AnyOp, catalogue, composites, isDifferentiable, opByName } from './catalogue';
import type { Sample } from './op';

const ops = catalogue.map((op) => [op.name, op] as const);
const differentiable = [...catalogue, ...composites].filter(isDifferentiable).map((one) => [one.name, one] as const);

/** Samples with a float input, turned to float64; a cast changes the dtype, so its own target must be float64 too. */
function floatSamples(op: AnyOp | AnyComposite): Sample[] {
  return (op.samples() as readonly Sample[])
    .filter(
      ({ inputs, attributes }) => inputs.some(({ dtype }) => isFloat(dtype ?? 'float32')) && givesFloat(attributes),
    )
    .map((sample) => ({
      ...sample,
      attributes: 'dtype' in sample.attributes ? { ...sample.attributes, dtype: 'float64' } : sample.attributes,
    }));
}

function givesFloat({ dtype }: Sample['attributes']): boolean {
  return dtype === undefined || dtype === 'float32';
}

function faults(comparisons: readonly Comparison[], tolerance: number): string[] {
  return comparisons
    .filter(({ tape, finite }) => !(Math.abs(tape - finite) <= tolerance * Math.max(1, Math.abs(finite))))
    .map(({ where, tape, finite }) => `${where}: tape ${tape}, finite differences ${finite}`);
}

describe('gradients agree with central finite differences in float64', () => {
  test.each(differentiable)('%s', (_, op) => {
    const comparisons = floatSamples(op).flatMap((sample, i) => firstDerivatives(op, sample, 100 + i));
    expect(comparisons.length).toBeGreaterThan(0);
    expect(faults(comparisons, 1e-7)).toEqual([]);
  });
});

describe('second derivatives agree with finite differences of the first', () => {
  test.each(differentiable)('%s', (_, op) => {
    const comparisons = floatSamples(op).flatMap((sample, i) => secondDerivatives(op, sample, 200 + i));
    expect(comparisons.length).toBeGreaterThan(0);
    expect(faults(comparisons, 1e-6)).toEqual([]);
  });
});

describe('every definition is complete', () => {
  test.each(ops)('%s', (name, op) => {
    expect(op.doc).toMatch(/^\S.*\.$/s);
    expect(op.formula).not.toBe('');
    expect(op.derivatives).toHaveLength(op.inputs.length);
    expect(op.samples().length).toBeGreaterThan(0);
    expect(opByName(name)).toBe(op);
    const hasDerivative = op.derivatives.some((one) => one !== null);
    expect(hasDerivative, 'a gradient goes with a derivative to show').toBe(op.gradient !== null);
    expect(op.wgsl !== null || op.aliases === true, 'runs on a GPU').toBe(true);
  });

  test.each(composites.map((one) => [one.name, one] as const))('%s', (_, composite) => {
    expect(composite.doc).toMatch(/^\S.*\.$/s);
    expect(() => katex.renderToString(composite.formula, { throwOnError: true, strict: 'error' })).not.toThrow();
    expect(composite.samples().length).toBeGreaterThan(0);
  });

  test.each(ops)('the formulas of %s are valid KaTeX', (_, op) => {
    for (const formula of [op.formula, ...op.derivatives.filter((one) => one !== null)]) {
      expect(() => katex.renderToString(formula, { throwOnError: true, strict: 'error' }), formula).not.toThrow();
    }
  });

  test('a name that is none is a fault of ours', () => {
    expect(() => opByName('nothing')).toThrow('internal: there is no op named nothing');
  });
});

describe('derivatives in numbers', () => {
  test.each([
    ['square', 0, [4], 16, '2 · 4'],
    ['square', 0, [-4], 16, '2 · (−4)'],
    ['multiply', 0, [3, -0.1], -0.3, '−0.1'],
    ['multiply', 1, [3, 5], 15, '3'],
    ['subtract', 1, [3, 5], -2, '−1'],
    ['pow', 0, [4, 2], 16, '2 · 4'],
    ['pow', 0, [2, 3], 8, '3 · 2^2'],
    ['tanh', 0, [0], 0, '1 − 0²'],
    ['relu', 0, [0], 0, '0'],
    ['divide', 1, [1, 3], 1 / 3, '−1 / 9'],
  ])('%s by input %i at %j', (name, input, inputs, output, text) => {
    expect(opByName(name).derivativeText?.(input, inputs, output, {} as never)).toBe(text);
  });
});
