/** Examples in memory: arrays whose first axis is the examples, in the order of a model's inputs and outputs. */
import { convert, fromData, type TensorLike } from '../../tensor/convert';
import { allocate, type TypedArray } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import { type Shape, sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { tuple } from '../names';
import { isRecord, isTensorList } from '../structure';
import type { Reads } from './reads';

/** One array, several in order, or several by name. */
export type Data = TensorLike | readonly (TensorLike | null)[] | Readonly<Record<string, TensorLike | null>>;

/** One array to cut batches from. */
interface Rows {
  readonly data: TypedArray;
  readonly shape: Shape;
  readonly dtype: Tensor['dtype'];
}

export interface Examples {
  readonly count: number;
  readonly x: readonly Rows[];
  /** One for each output; null where there are no labels for it. */
  readonly y: readonly (Rows | null)[];
  readonly sampleWeight: readonly (Rows | null)[] | null;
}

/** A part of the examples on the device. */
export interface Batch {
  readonly x: Tensor[];
  readonly y: (Tensor | null)[];
  readonly sampleWeight: (Tensor | null)[] | null;
}

export interface Places {
  /** Names of the inputs and of the outputs; none of a model that is not built yet, which has one of each. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** For each output whether it has a loss, where losses were given one by one. */
  readonly wanted: readonly boolean[] | null;
}

/** What weighs the examples: a number each, one array for each output, or factors of their classes. */
export interface Weighing {
  sampleWeight?: Data | null;
  classWeight?: Readonly<Record<number, number>> | null;
}

/** Reads what is given to host memory. Throws `ValueError` for numbers of arrays or examples that do not fit. */
export function* readExamples(
  places: Places,
  x: Data,
  y: Data | null,
  { sampleWeight = null, classWeight = null }: Weighing = {},
): Reads<Examples> {
  const xs = yield* readAll(inOrder('x', x, places.inputs), (i) => places.inputs[i] ?? 'x');
  const labels = y === null ? places.outputs.map(() => null) : spread(inOrder('y', y, places.outputs, true), places);
  const ys = yield* readPresent(labels, 'y');
  const weights = yield* weightsOf(places, ys, sampleWeight, classWeight);
  checkCounts(xs, ys, weights);
  return { count: xs[0].shape[0], x: xs, y: ys, sampleWeight: weights };
}

/** A single array for every output, or one for each in the structure of the labels. */
function* weightsOf(
  { outputs }: Places,
  ys: readonly (Rows | null)[],
  given: Data | null,
  classWeight: Weighing['classWeight'],
): Reads<(Rows | null)[] | null> {
  if (classWeight !== null && classWeight !== undefined) {
    if (given !== null) throw new ValueError('You cannot `class_weight` and `sample_weight` at the same time.');
    if (ys.length > 1) throw new ValueError('`class_weight` is only supported for Models with a single output.');
    return [classWeights(ys[0]!, classWeight)];
  }
  if (given === null) return null;
  if (outputs.length < 2 || isTensorList(given) || isRecord(given)) {
    const list = inOrder('sample_weight', given, outputs);
    return yield* readPresent(list, 'sample_weight');
  }
  const [shared] = yield* readAll([given as TensorLike], () => 'sample_weight');
  const { shape } = shared;
  if (shape.length > 2 || (shape.length === 2 && shape[1] !== 1)) {
    throw new ValueError(
      'For a model with multiple outputs, when providing a single `sample_weight` array, it should only have one scalar score per sample (i.e. shape `(num_samples,)`). If you want to use non-scalar sample weights, pass a `sample_weight` argument with one array per model output.',
    );
  }
  return ys.map(() => shared);
}

/** The factor of each label's class; labels are class numbers or one-hot. */
function classWeights({ data, shape }: Rows, factors: Readonly<Record<number, number>>): Rows {
  const classes = shape.length > 1 ? shape[shape.length - 1] : 1;
  const weights = new Float32Array(shape[0]).fill(1);
  for (let i = 0; i < weights.length; i++) {
    const row = Array.from(data.subarray(i * classes, (i + 1) * classes));
    const label = classes === 1 ? Math.round(row[0]) : row.indexOf(Math.max(...row));
    weights[i] = factors[label] ?? 1;
  }
  return { data: weights, shape: [weights.length], dtype: 'float32' };
}

/** Arrays in the order of `names`, from one, from several or by name. Throws `ValueError` where they do not fit. */
function inOrder(what: string, given: Data, names: readonly string[], fewer = false): (TensorLike | null)[] {
  if (isRecord(given)) {
    return names.map((name) => {
      if (name in given) return given[name] as TensorLike;
      throw new ValueError(
        `Missing data for ${what === 'x' ? 'input' : 'output'} "${name}". You passed a data dictionary with keys [${Object.keys(given).join(', ')}]. Expected the following keys: [${names.join(', ')}]`,
      );
    });
  }
  if (names.length < 2) {
    return isTensorList(given) && given.length === 1 ? [given[0] as TensorLike] : [given as TensorLike];
  }
  const list = Array.isArray(given) ? (given as (TensorLike | null)[]) : [given as TensorLike];
  if (list.length === names.length || (fewer && list.length < names.length)) return list;
  throw new ValueError(
    `Expected ${names.length} arrays for \`${what}\` (${names.join(', ')}), but it received ${list.length}.`,
  );
}

/** Labels given only for the outputs that have a loss. */
function spread(list: readonly (TensorLike | null)[], { outputs, wanted }: Places): (TensorLike | null)[] {
  if (outputs.length < 2 || list.length === outputs.length) return [...list];
  if (wanted === null || wanted.filter(Boolean).length !== list.length) {
    throw new ValueError(
      `Expected ${outputs.length} arrays for \`y\` (${outputs.join(', ')}), but it received ${list.length}.`,
    );
  }
  let next = 0;
  return wanted.map((has) => (has ? list[next++] : null));
}

/** All of them in one reading; `nameOf` names each in an error. */
function* readAll(values: readonly (TensorLike | null)[], nameOf: (index: number) => string): Reads<Rows[]> {
  const tensors = values.map((value, i) => {
    if (value === null) throw new ValueError(`Missing data for "${nameOf(i)}".`);
    const tensor = convert(value);
    if (tensor.rank === 0 || tensor.shape[0] === 0) {
      throw new ValueError(`Expected arrays with at least one example, got shape ${tuple(tensor.shape)}.`);
    }
    return tensor;
  });
  const data = yield tensors;
  return tensors.map(({ shape, dtype }, i) => ({ data: data[i], shape, dtype }));
}

/** Those that are there; null stays. */
function* readPresent(values: readonly (TensorLike | null)[], name: string): Reads<(Rows | null)[]> {
  const rows = yield* readAll(
    values.filter((one) => one !== null),
    () => name,
  );
  let next = 0;
  return values.map((one) => (one === null ? null : rows[next++]));
}

function checkCounts(
  x: readonly Rows[],
  y: readonly (Rows | null)[],
  sampleWeight: readonly (Rows | null)[] | null,
): void {
  const groups = { x, y, sample_weight: sampleWeight ?? [] };
  const sizes = Object.entries(groups).map(([name, list]) => {
    return [name, list.flatMap((one) => (one === null ? [] : [one.shape[0]]))] as const;
  });
  if (new Set(sizes.flatMap(([, list]) => list)).size === 1) return;
  const text = sizes.filter(([, list]) => list.length > 0).map(([name, list]) => `'${name}' sizes: ${list.join(', ')}`);
  throw new ValueError(
    `Data cardinality is ambiguous. Make sure all arrays contain the same number of samples. ${text.join(', ')}`,
  );
}

/** The first examples and the rest. Throws `ValueError` for a share that leaves none. */
export function splitExamples(examples: Examples, validationSplit: number): [train: Examples, validation: Examples] {
  const { count } = examples;
  const at = Math.floor(count * (1 - validationSplit));
  if (at > 0 && at < count) return [part(examples, 0, at), part(examples, at, count)];
  throw new ValueError(
    `Training data contains ${count} samples, which is not sufficient to split it into a validation and training set as specified by \`validation_split=${validationSplit}\`. Either provide more data, or a different value for the \`validation_split\` argument.`,
  );
}

function part({ x, y, sampleWeight }: Examples, start: number, end: number): Examples {
  const cut = ({ data, shape, dtype }: Rows): Rows => {
    const row = sizeOf(shape.slice(1));
    return { data: data.subarray(start * row, end * row), shape: [end - start, ...shape.slice(1)], dtype };
  };
  const all = (list: readonly (Rows | null)[]) => list.map((one) => (one === null ? null : cut(one)));
  return {
    count: end - start,
    x: x.map(cut),
    y: all(y),
    sampleWeight: sampleWeight === null ? null : all(sampleWeight),
  };
}

/** The batches, each from a first example to before a last one; 32 examples each where no size is said. */
export function* batches(count: number, batchSize: number | null | undefined): Generator<[number, number]> {
  const size = batchSize ?? 32;
  for (let start = 0; start < count; start += size) yield [start, Math.min(count, start + size)];
}

/** Uploads examples `start` … `end` − 1 of the order, or of the examples as they stand. */
export function batchOf(
  { x, y, sampleWeight }: Examples,
  start: number,
  end: number,
  order: Int32Array | null = null,
): Batch {
  const cut = (one: Rows) => upload(one, start, end, order);
  const all = (list: readonly (Rows | null)[]) => list.map((one) => (one === null ? null : cut(one)));
  return { x: x.map(cut), y: all(y), sampleWeight: sampleWeight === null ? null : all(sampleWeight) };
}

function upload({ data, shape, dtype }: Rows, start: number, end: number, order: Int32Array | null): Tensor {
  const row = sizeOf(shape.slice(1));
  const whole: Shape = [end - start, ...shape.slice(1)];
  if (order === null) return fromData(data.slice(start * row, end * row), whole, dtype);
  const rows = allocate(dtype, (end - start) * row);
  for (let i = start; i < end; i++) {
    const from = order[i] * row;
    rows.set(data.subarray(from, from + row), (i - start) * row);
  }
  return fromData(rows, whole, dtype);
}
