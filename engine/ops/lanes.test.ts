import { expect, test } from 'vitest';
import '../index';
import { heap } from '../backends/cpu/heap';
import { CpuBackend } from '../backends/cpu/cpuBackend';
import { compileLanes } from '../backends/cpu/lanes/kernel';
import { Lanes, type Reach } from '../backends/cpu/lanes/lanes';
import type { CpuOperand } from '../tensor/backend';
import { allocate, type TypedArray } from '../tensor/dtype';
import { type Shape, sizeOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { type AnyOp, catalogue } from './catalogue';
import type { Sample } from './op';

/*
 * Every op that describes itself in lanes gives in lanes, bit for bit, what its plain loop gives: for operands that fill
 * the result, for rows, columns and single numbers, for rows that four lanes do not divide, and for numbers of any
 * kind. Nothing here knows an op by name.
 */

const ROWS = 9;
const COLUMNS = 61;
const SHAPES: Readonly<Record<Reach, Shape>> = {
  full: [ROWS, COLUMNS],
  row: [COLUMNS],
  column: [ROWS, 1],
  scalar: [],
};
const SPECIAL = [
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1,
  -1,
  1e-45,
  -1e-40,
  1.2e-38,
  3.4e38,
  -3.4e38,
  0.5,
  88.8,
  -104,
  2.5,
  -3.5,
];

// What only spreads an operand along its result (`broadcastTo`) has no loop of its own to compare with.
const withLanes = catalogue.filter((op) => op.elementwise && op.lanes !== undefined);

test('the ops that training is made of have lanes', () => {
  expect(withLanes.length).toBeGreaterThan(40);
});

test.each(withLanes.map((op) => [op.name, op] as const))('%s: lanes give what the plain loop gives', (_, op) => {
  let compared = 0;
  for (const sample of op.samples() as readonly Sample[]) {
    for (const reaches of reachesFor(sample.inputs.length)) if (compare(op, sample, reaches)) compared++;
  }
  expect(compared).toBeGreaterThan(0);
});

test('the backend runs lanes where arrays live in the heap, and plain loops elsewhere, with one result', () => {
  const tanh = withLanes.find((op) => op.name === 'tanh')!;
  let plain = 0;
  const watched = { ...tanh, cpu: (...args: Parameters<typeof tanh.cpu>) => (plain++, tanh.cpu(...args)) };
  const backend = new CpuBackend();
  const numbers = operandOf('float32', [1000], 3).storage;
  const large = new Tensor([1000], 'float32', backend);
  backend.upload(large, numbers);
  const [whole, part] = [new Tensor([1000], 'float32', backend), new Tensor([100], 'float32', backend)];
  backend.run(watched, [large], [whole], {});
  expect(plain).toBe(0);
  const small = new Tensor([100], 'float32', backend);
  backend.upload(small, numbers.slice(0, 100));
  backend.run(watched, [small], [part], {});
  expect(plain).toBe(1);
  expect(backend.readSync(part)).toEqual(backend.readSync(whole).slice(0, 100));
});

/** All reaches of so many operands, one of them full. */
function reachesFor(count: number): Reach[][] {
  const all = Object.keys(SHAPES) as Reach[];
  let lists: Reach[][] = [[]];
  for (let i = 0; i < count; i++) lists = lists.flatMap((list) => all.map((reach) => [...list, reach]));
  return lists.filter((list) => list.includes('full'));
}

/** False where the op does not take operands of these shapes, or has no lanes for these dtypes and attributes. */
function compare(op: AnyOp, { inputs, attributes }: Sample, reaches: readonly Reach[]): boolean {
  const operands = inputs.map(({ dtype = 'float32' }, i) => operandOf(dtype, SHAPES[reaches[i]], i));
  if (!operands.every(({ dtype }) => dtype === 'float32' || dtype === 'bool')) return false;
  let spec;
  try {
    [spec] = op.infer(operands, attributes as never);
  } catch {
    return false;
  }
  const lanes = new Lanes();
  const values = operands.map(({ dtype }, i) => {
    const input = lanes.input(reaches[i]);
    return dtype === 'bool' ? lanes.notEqual(input, 0) : input;
  });
  const value = op.lanes!(lanes, values, attributes as never);
  if (value === null) return false;
  expect(value.kind === 'mask').toBe(spec.dtype === 'bool');
  lanes.output(value.kind === 'mask' ? lanes.number(value) : value);

  const expected = { ...spec, size: sizeOf(spec.shape), storage: allocate(spec.dtype, sizeOf(spec.shape)) };
  op.cpu(operands, [expected], attributes as never);
  const got = run(lanes, operands, reaches, expected.size);
  const wrong = [...got].findIndex((one, i) => !Object.is(one, expected.storage[i]));
  const from = operands.map(({ storage }, i) => storage[at(reaches[i], wrong)]);
  expect(`${op.name} of ${from}: ${got[wrong]}`).toBe(`${op.name} of ${from}: ${expected.storage[wrong]}`);
  return true;
}

function run(lanes: Lanes, operands: readonly CpuOperand[], reaches: readonly Reach[], size: number): TypedArray {
  const blocks = operands.map(({ storage }) => {
    const block = heap().allocate(Math.max(256, storage.length))!;
    block.set(storage);
    return block;
  });
  const y = heap().allocate(Math.max(256, size))!.fill(7);
  const addresses = blocks.map((block, i) => (reaches[i] === 'scalar' ? block[0] : block.byteOffset));
  compileLanes(lanes)(ROWS, COLUMNS, ...addresses, y.byteOffset);
  for (const block of blocks) heap().release(block);
  heap().release(y);
  return y.slice(0, size);
}

function at(reach: Reach, i: number): number {
  return { full: i, row: i % COLUMNS, column: Math.floor(i / COLUMNS), scalar: 0 }[reach];
}

/** Special numbers, ordinary ones, and words of any bits. */
function operandOf(dtype: CpuOperand['dtype'], shape: Shape, seed: number): CpuOperand {
  const size = sizeOf(shape);
  const storage = allocate(dtype, size);
  const words = new Uint32Array(1);
  const float = new Float32Array(words.buffer);
  for (let i = 0; i < size; i++) {
    words[0] = Math.imul(i + 1, 0x9e3779b9) ^ Math.imul(seed + 1, 0x85ebca6b);
    words[0] ^= words[0] >>> 15;
    const kind = words[0] % 4;
    if (dtype === 'bool') storage[i] = words[0] % 2;
    else if (kind === 0) storage[i] = SPECIAL[(words[0] >>> 4) % SPECIAL.length];
    else storage[i] = kind === 1 ? float[0] : (words[0] / 2 ** 32) * 8 - 4;
  }
  return { shape, dtype, storage, size };
}
