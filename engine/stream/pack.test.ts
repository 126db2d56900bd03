import { describe, expect, it } from 'vitest';
import type { TypedArray } from '../tensor/dtype';
import type { StreamItem } from './items';
import { KIND, Packer } from './pack';
import { Unpacker } from './unpack';

/** Chance that repeats: what fails once fails again. */
class Chance {
  constructor(private state: number) {}

  below(n: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * n);
  }

  of<T>(...choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  list<T>(most: number, one: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, one);
  }
}

type Maker = (chance: Chance) => StreamItem;

const id = (chance: Chance) => chance.of(0, 1, chance.below(1000), 2 ** 31 - 1);
const ids = (chance: Chance) => chance.list(4, () => id(chance));
const maybe = (chance: Chance) => chance.of(null, id(chance));
const line = (chance: Chance) => chance.of(null, 1, chance.below(500));
const shape = (chance: Chance) => chance.list(4, () => chance.below(9));
const text = (chance: Chance) =>
  chance.of('', 'w', '"', 'dense/kernel', 'η ← 1', 'null', '1', `name${chance.below(50)}`);
const number = (chance: Chance) => chance.of(0, -0, NaN, Infinity, -Infinity, 0.1, 1e300, chance.below(10) / 7);
const dtype = (chance: Chance) => chance.of('float32', 'float64', 'int32', 'bool');
const attribute = (chance: Chance) =>
  chance.of<number | string | boolean | null | number[]>(
    number(chance),
    text(chance),
    true,
    false,
    null,
    shape(chance),
  );
const attributes = (chance: Chance) =>
  Object.fromEntries(chance.list(3, () => [chance.of('axis', 'keepDims', 'a"b', 'rate'), attribute(chance)]));
const data = (chance: Chance) => {
  const values = chance.list(5, () => number(chance));
  return chance.of<TypedArray>(
    new Float32Array(values),
    new Float64Array(values),
    new Int32Array(values),
    new Uint8Array(values),
    new Float32Array([1, 2, 3, 4]).subarray(1, 3),
  );
};

const MAKERS: { readonly [K in StreamItem['t']]: Maker } = {
  upload: (c) => ({ t: 'upload', id: id(c), shape: shape(c), dtype: dtype(c), data: data(c), line: line(c) }),
  op: (c) => ({ t: 'op', op: text(c), inputs: ids(c), outputs: ids(c), attributes: attributes(c), line: line(c) }),
  alias: (c) => ({ t: 'alias', source: id(c), target: id(c), shape: shape(c), dtype: dtype(c) }),
  free: (c) => ({ t: 'free', id: id(c) }),
  recordingStarted: (c) => ({ t: 'recordingStarted', line: line(c) }),
  recordingEnded: () => ({ t: 'recordingEnded' }),
  taped: (c) => ({
    t: 'taped',
    record: id(c),
    op: text(c),
    inputs: ids(c),
    outputs: ids(c),
    attributes: attributes(c),
    scope: text(c),
    line: line(c),
    ...c.of({}, { followed: c.list(4, () => c.of(true, false)) }),
  }),
  backwardStarted: (c) => ({ t: 'backwardStarted', targets: ids(c), sources: ids(c), line: line(c) }),
  seeded: (c) => ({ t: 'seeded', target: id(c), gradient: id(c) }),
  visited: (c) => ({ t: 'visited', record: id(c), upstream: c.list(4, () => maybe(c)) }),
  contributed: (c) => ({ t: 'contributed', record: id(c), inputIndex: c.below(5), contribution: id(c), sum: id(c) }),
  backwardEnded: (c) => ({ t: 'backwardEnded', sources: ids(c), gradients: c.list(4, () => maybe(c)) }),
  variableCreated: (c) => ({
    t: 'variableCreated',
    variable: id(c),
    path: text(c),
    trainable: c.of(true, false),
    tensor: id(c),
    line: line(c),
  }),
  variableChanged: (c) => ({
    t: 'variableChanged',
    variable: id(c),
    before: id(c),
    after: id(c),
    update: c.of(null, {
      rule: text(c),
      formula: text(c),
      gradient: id(c),
      hyperparameters: Object.fromEntries(c.list(2, () => [c.of('learningRate', 'momentum'), number(c)])),
    }),
    line: line(c),
  }),
  tunable: (c) => ({
    t: 'tunable',
    key: text(c),
    label: text(c),
    kind: c.of('variable', 'hyperparameter'),
    shape: shape(c),
    start: c.of(
      null,
      c.list(3, () => number(c)),
    ),
    pinned: c.of(true, false),
    variable: maybe(c),
  }),
  slot: (c) => ({ t: 'slot', slot: id(c), path: text(c), tensor: id(c) }),
  optimizerStepped: (c) => ({ t: 'optimizerStepped', name: text(c), steps: id(c) }),
  batchMeasured: (c) => {
    const tensors = ids(c);
    return { t: 'batchMeasured', epoch: c.of(null, c.below(9)), names: tensors.map(() => text(c)), tensors };
  },
  epochMeasured: (c) => ({
    t: 'epochMeasured',
    epoch: c.below(9),
    logs: Object.fromEntries(c.list(3, () => [c.of('loss', 'val_loss', 'accuracy'), number(c)])),
  }),
  model: (c) => ({ t: 'model', name: text(c), config: c.of(null, '{"name":"a"}'), variables: ids(c) }),
  label: (c) => ({ t: 'label', tensor: maybe(c), variable: maybe(c), name: text(c) }),
  printed: (c) => ({ t: 'printed', text: text(c), line: line(c) }),
  output: (c) => ({ t: 'output', output: { kind: 'stream', name: c.of('stdout', 'stderr'), text: text(c) } }),
};

const kinds = Object.keys(KIND) as StreamItem['t'][];

/** One batch as the other thread gets it. */
function cross(packer: Packer, unpacker: Unpacker): StreamItem[] {
  const batch = packer.take();
  return unpacker.items(structuredClone(batch, { transfer: [batch.words.buffer] }));
}

describe('a packed batch', () => {
  it.each(kinds)('gives every %s back as it was', (kind) => {
    const chance = new Chance(kind.length * 7919);
    const packer = new Packer();
    const unpacker = new Unpacker();
    for (let round = 0; round < 50; round++) {
      const items = chance.list(8, () => MAKERS[kind](chance));
      for (const item of items) packer.add(item);
      expect(cross(packer, unpacker)).toStrictEqual(items);
    }
  });

  it('gives items of all kinds back in their order, batch after batch', () => {
    const chance = new Chance(42);
    const packer = new Packer();
    const unpacker = new Unpacker();
    for (let round = 0; round < 100; round++) {
      const items = chance.list(300, () => MAKERS[chance.of(...kinds)](chance));
      for (const item of items) packer.add(item);
      expect(packer.items).toBe(items.length);
      expect(cross(packer, unpacker)).toStrictEqual(items);
    }
  });

  it('sends what repeats once, and gives the same object each time', () => {
    const packer = new Packer();
    const unpacker = new Unpacker();
    const op = (): StreamItem => ({
      t: 'op',
      op: 'sum',
      inputs: [1],
      outputs: [2],
      attributes: { axis: [0] },
      line: 1,
    });
    packer.add(op());
    const first = packer.take();
    expect(first.fresh).toEqual(['sum', { axis: [0] }]);
    packer.add(op());
    const second = packer.take();
    expect(second.fresh).toEqual([]);
    const [a] = unpacker.items(first) as Extract<StreamItem, { t: 'op' }>[];
    const [b] = unpacker.items(second) as Extract<StreamItem, { t: 'op' }>[];
    expect(b.attributes).toBe(a.attributes);
  });

  it('tells numbers apart that only Object.is tells apart, and text from numbers', () => {
    const packer = new Packer();
    const values = [0, -0, NaN, '0', 'NaN', null, 'null', [0], ['0'], ['0,'], ['0', '']];
    const items = values.map((value): StreamItem => {
      return { t: 'op', op: 'f', inputs: [], outputs: [], attributes: { value: value as number }, line: null };
    });
    for (const item of items) packer.add(item);
    expect(cross(packer, new Unpacker())).toStrictEqual(items);
  });

  it('sends no more of a large buffer than the view of it', () => {
    const packer = new Packer();
    const data = new Float32Array(1000).subarray(10, 12);
    packer.add({ t: 'upload', id: 1, shape: [2], dtype: 'float32', data, line: null });
    expect((packer.take().extras[0] as Float32Array).buffer.byteLength).toBe(8);
  });

  it('starts anew when an attribute that always differs has filled the memory', () => {
    const packer = new Packer();
    const unpacker = new Unpacker();
    let anew = 0;
    for (let step = 0; step < 10_000; step++) {
      const item: StreamItem = { t: 'op', op: 'adam', inputs: [1], outputs: [2], attributes: { step }, line: 3 };
      packer.add(item);
      const batch = packer.take();
      if (batch.anew) anew++;
      expect(unpacker.items(batch)).toEqual([item]);
    }
    expect(anew).toBe(3);
  });

  it('refuses words that no packer wrote', () => {
    const unpacker = new Unpacker();
    const words = new Int32Array([99]);
    expect(() => unpacker.items({ words, fresh: [], extras: [], anew: true })).toThrow('unknown kind 99');
  });
});
