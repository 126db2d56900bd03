import { beforeAll, describe, expect, test } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import { withBackend } from '../../tensor/activeBackend';
import type { Backend } from '../../tensor/backend';
import { fromData } from '../../tensor/convert';
import { difference } from '../../testing/close';
import { testWebgpuBackend } from '../../testing/webgpu';
import { opByName } from '../catalogue';
import { execute, type OpDef } from '../op';

/** From 10⁻³⁷ to `top`, 40 numbers a decade, with both signs. */
function decades(top: number): number[] {
  const numbers: number[] = [];
  for (let exponent = -37; exponent < Math.log10(top); exponent += 1 / 40)
    numbers.push(10 ** exponent, -(10 ** exponent));
  return numbers;
}

/** `count` numbers from `low` to `high`. */
function steps(low: number, high: number, count = 2000): number[] {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

const fractions = [...decades(1), ...steps(-1, 1), 1 - 2 ** -24, 2 ** -24 - 1];
/** Among them the multiples of π/2 that come closest to a float32, where nothing of it may be lost. */
const angles = [
  ...[...decades(3.4e38), ...steps(-7, 7), ...steps(-8192, 8192), ...steps(8192, 1e5)],
  ...[...steps(1, 2000, 2000).map((k) => (k * Math.PI) / 2), 16367173 * 2 ** 72, 3.4028234663852886e38],
];
const RANGES: Record<string, readonly number[]> = {
  sin: angles,
  cos: angles,
  tan: angles,
  asin: fractions,
  acos: fractions,
  atan: [...decades(3.4e38), ...steps(-5, 5)],
  sinh: [...decades(88), ...steps(-3, 3), ...steps(80, 89.4)],
  cosh: [...decades(88), ...steps(-3, 3), ...steps(80, 89.4)],
  asinh: [...decades(3.4e38), ...steps(-5, 5)],
  acosh: [...decades(3.4e38).filter((x) => x > 1), ...steps(1, 3), 1 + 2 ** -23],
  atanh: fractions,
};

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});

async function run(backend: Backend, name: string, columns: readonly (readonly number[])[]) {
  const op = opByName(name) as unknown as OpDef;
  return withBackend(backend, () => {
    const inputs = columns.map((one) => fromData(Float32Array.from(one), [one.length], 'float32'));
    return execute(op, inputs, {})[0];
  }).data();
}

/** Where the GPU is further from the CPU, which computes in float64, than 2 · 10⁻⁶ of the value. */
async function faults(name: string, columns: readonly (readonly number[])[]): Promise<string[]> {
  const [expected, actual] = await Promise.all([cpuBackend, webgpu].map((one) => run(one, name, columns)));
  return Array.from(expected).flatMap((_, i) => {
    const [a, e] = [actual, expected].map((one) => one.subarray(i, i + 1));
    const fault = difference(a, e, { relative: 2e-6, absolute: 1.2e-38 });
    return fault === null ? [] : [`${name}(${columns.map((one) => one[i]).join(', ')}): ${fault}`];
  });
}

describe('close to the last place over the whole range', () => {
  test.each(Object.entries(RANGES))('%s', async (name, numbers) => {
    expect(await faults(name, [numbers])).toEqual([]);
  });

  test('atan2, by directions and by sizes', async () => {
    const angles = steps(-Math.PI, Math.PI, 1500);
    const sizes = [1, 1e-37, 1e-25, 1e25, 3e38];
    const points = sizes.flatMap((size) => angles.map((angle) => [size * Math.sin(angle), size * Math.cos(angle)]));
    for (const a of decades(3.4e38).filter((_, i) => i % 31 === 0)) {
      for (const b of [1e-37, -1e-20, 1, -1, 1e20, -3e38]) points.push([a, b], [b, a]);
    }
    const normal = points.filter((one) => one.every((x) => x === 0 || Math.abs(x) > 1.2e-38));
    expect(await faults('atan2', [normal.map(([y]) => y), normal.map(([, x]) => x)])).toEqual([]);
  });

  test('signs of zeros', async () => {
    const [y, x] = [
      [0, 0, -0, -0, 0, -0, 1, -1],
      [0, -0, 0, -0, -1, -1, -0, 0],
    ];
    const expected = y.map((one, i) => Math.fround(Math.atan2(one, x[i])));
    const actual = Array.from(await run(webgpu, 'atan2', [y, x]));
    expect(actual.map((one) => Math.sign(one) || Object.is(one, 0))).toEqual(
      expected.map((one) => Math.sign(one) || Object.is(one, 0)),
    );
    for (const name of ['tan', 'asin', 'atan', 'sinh', 'asinh', 'atanh']) {
      expect(Object.is((await run(webgpu, name, [[-0]]))[0], -0), name).toBe(true);
    }
  });
});
