import { beforeAll, describe, expect, test } from 'vitest';
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import type { WebgpuBackend } from '../../backends/webgpu/webgpuBackend';
import { withBackend } from '../../tensor/activeBackend';
import type { Backend } from '../../tensor/backend';
import { fromData } from '../../tensor/convert';
import type { TypedArray } from '../../tensor/dtype';
import '../../index';
import { testWebgpuBackend } from '../../testing/webgpu';
import { catalogue } from '../catalogue';
import { execute, type OpDef } from '../op';

/*
 * Every elementwise op of one float tensor, with all the options of its samples, over the whole range
 * of float32, against the CPU in float64.
 */

/** What may be missing of a value, beside what moving the operand by its own last place changes. */
const RELATIVE = 2e-6;
/** Results next to the denormal numbers, or made of one, may be 0 on a GPU. */
const SMALLEST = 2e-37;

const NUMBERS = Float32Array.from([
  ...Array.from({ length: 76 * 60 }, (_, i) => 10 ** (i / 60 - 37.5)).filter((x) => x > SMALLEST && x < 3.4e38),
  ...Array.from({ length: 3000 }, (_, i) => i / 500),
  ...Array.from({ length: 1000 }, (_, i) => i / 10),
]).map((x, i) => (i % 2 === 0 ? x : -x));

const ops = catalogue
  .map((op) => op as unknown as OpDef)
  .filter((op) => op.elementwise && op.inputs.length === 1 && !op.aliases && givesFloat(op));

let webgpu: WebgpuBackend;
beforeAll(async () => {
  webgpu = await testWebgpuBackend();
  return () => webgpu.destroy();
});

describe('close to float64', () => {
  test.each(ops.map((op) => [op.name, op] as const))('%s', async (_, op) => {
    for (const { attributes } of op.samples()) {
      if (!givesFloat(op, attributes)) continue;
      const compute = (backend: Backend, x: TypedArray) =>
        withBackend(backend, () => {
          const dtype = x instanceof Float32Array ? 'float32' : 'float64';
          return execute(op, [fromData(x.slice(), [x.length], dtype)], attributes)[0];
        }).data();
      const moved = (by: number) =>
        compute(
          cpuBackend,
          Float64Array.from(NUMBERS, (x) => x * (1 + by)),
        );
      const [actual, exact, above, below] = await Promise.all([
        compute(webgpu, NUMBERS),
        ...[0, 2 ** -23, -(2 ** -23)].map(moved),
      ]);
      const faults = Array.from(NUMBERS).flatMap((x, i) => {
        const expected = exact[i];
        const slack = Math.max(...[above, below].map((one) => Math.abs(one[i] - expected) || 0));
        if (Object.is(Math.fround(expected), actual[i])) return [];
        const fine = Math.abs(actual[i] - expected) <= RELATIVE * Math.abs(expected) + slack + SMALLEST;
        return fine ? [] : [`${op.name}(${x}) ${JSON.stringify(attributes)}: ${actual[i]}, expected ${expected}`];
      });
      expect(faults).toEqual([]);
    }
  });
});

function givesFloat(op: OpDef, attributes = op.samples()[0].attributes): boolean {
  try {
    return op.infer([{ shape: [1], dtype: 'float64' }], attributes)[0].dtype === 'float64';
  } catch {
    return false;
  }
}
