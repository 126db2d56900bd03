import type { PooledBuffer } from '../backends/webgpu/bufferPool';
import type { WebgpuBackend } from '../backends/webgpu/webgpuBackend';
import { fromWords } from '../backends/webgpu/words';
import type { Summary } from '../protocol/tensorView';
import type { DType } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import type { TensorFacts } from './summarize';
import { ANSWER_WORDS, summaryProgram, WORK_WORDS } from './summaryKernel';

/*
 * The tensors are copied next to each other into one buffer, and one kernel walks it: a thread takes
 * up to 64 elements of one tensor (more in very large ones) and leaves eight words, which are joined
 * here in float64. So a list costs one dispatch and one read however long it is.
 *
 * Per thread the work list has four words: its first element, the end of the tensor, the step, and
 * whether the elements are floats. It leaves: min, max, two words of the sum, the sum of squares, and
 * how many zeros, NaN and Inf. A float sum and its squares are of x / s, with s the power of two at
 * the largest element, so that neither overflows; s follows from min and max. An integer sum is kept
 * exactly, in its lower and upper halves.
 */

const PER_THREAD = 64;
const MAX_THREADS_PER_TENSOR = 8192;
/** Tensors share a buffer up to this many words; more take another one. */
const MAX_ARENA = 16 << 20;

/** A part of the list that is summarised together. */
interface Plan {
  readonly tensors: readonly number[];
  /** Where each tensor starts in the buffer. */
  readonly starts: readonly number[];
  readonly words: number;
  readonly threads: readonly number[];
  readonly totalThreads: number;
  readonly work: Uint32Array<ArrayBuffer>;
}

export async function summarizeOnWebgpu(
  backend: WebgpuBackend,
  tensors: readonly Tensor[],
  small: number,
): Promise<TensorFacts[]> {
  const facts = tensors.map(({ shape, size, dtype }) => ({ shape, size, dtype }));
  const plans = planAll(facts, small);
  const held: PooledBuffer[] = [];
  const answers: PooledBuffer[] = [];
  let first: PooledBuffer | null = null;
  for (const plan of plans) {
    const arena = backend.acquire(plan.words);
    const work = backend.acquireFilled(plan.work);
    const answer = backend.acquire(plan.totalThreads * ANSWER_WORDS);
    plan.tensors.forEach((index, k) => backend.copyInto(tensors[index], arena, plan.starts[k]));
    backend.runProgram(summaryProgram(plan.totalThreads), [arena, work], [answer]);
    answers.push(answer);
    backend.release(work);
    if (first === null) held.push((first = arena));
    else backend.release(arena);
  }
  const smallWords = facts.reduce((sum, { size }) => sum + (size <= small ? size : 0), 0);
  const ranges = answers.map(({ buffer }, k) => ({
    buffer,
    offset: 0,
    bytes: plans[k].totalThreads * ANSWER_WORDS * 4,
  }));
  if (first !== null) ranges.push({ buffer: first.buffer, offset: 0, bytes: smallWords * 4 });
  // The copies are recorded before the call first waits, so the buffers may serve others meanwhile.
  const reading = backend.readRanges(ranges);
  for (const one of [...held, ...answers]) backend.release(one);
  const buffers = await reading;
  return join(facts, plans, buffers, small);
}

interface Facts {
  readonly size: number;
  readonly dtype: DType;
}

/** Small tensors come first, so that their numbers lie at the start of the first buffer. Empty ones take no part. */
function planAll(facts: readonly Facts[], small: number): Plan[] {
  const order = [...facts.keys()].filter((index) => facts[index].size > 0);
  const sorted = [
    ...order.filter((index) => facts[index].size <= small),
    ...order.filter((index) => facts[index].size > small),
  ];
  const parts: number[][] = [];
  let words = Infinity;
  for (const index of sorted) {
    if (words + facts[index].size > MAX_ARENA) {
      parts.push([]);
      words = 0;
    }
    parts[parts.length - 1].push(index);
    words += facts[index].size;
  }
  return parts.map((tensors) => plan(facts, tensors));
}

function plan(facts: readonly Facts[], tensors: readonly number[]): Plan {
  const starts: number[] = [];
  const threads = tensors.map((index) => threadsFor(facts[index].size));
  const totalThreads = threads.reduce((sum, one) => sum + one, 0);
  const work = new Uint32Array(totalThreads * WORK_WORDS);
  let words = 0;
  let at = 0;
  tensors.forEach((index, k) => {
    const { size, dtype } = facts[index];
    for (let share = 0; share < threads[k]; share++) {
      work[at++] = words + share;
      work[at++] = words + size;
      work[at++] = threads[k];
      work[at++] = dtype === 'float32' ? 1 : 0;
    }
    starts.push(words);
    words += size;
  });
  return { tensors, starts, words, threads, totalThreads, work };
}

function threadsFor(size: number): number {
  return Math.min(MAX_THREADS_PER_TENSOR, Math.ceil(size / PER_THREAD));
}

function join(
  facts: readonly Facts[],
  plans: readonly Plan[],
  buffers: readonly ArrayBuffer[],
  small: number,
): TensorFacts[] {
  const out = facts.map((): TensorFacts => ({ summary: { ...EMPTY }, data: [] }));
  plans.forEach(({ tensors, starts, threads }, p) => {
    const answer = new DataView(buffers[p]);
    let at = 0;
    tensors.forEach((index, k) => {
      const { size, dtype } = facts[index];
      const summary = (dtype === 'float32' ? joinFloats : joinIntegers)(answer, at, threads[k], size);
      at += threads[k] * ANSWER_WORDS * 4;
      const inline = p === 0 && size <= small;
      const from = starts[k] * 4;
      const data = inline ? Array.from(fromWords(buffers[plans.length].slice(from, from + size * 4), dtype)) : null;
      out[index] = { summary, data };
    });
  });
  return out;
}

const EMPTY: Summary = { min: NaN, max: NaN, mean: NaN, norm: 0, zeros: 0, nanCount: 0, infCount: 0 };

function joinFloats(answer: DataView, start: number, threads: number, size: number): Summary {
  let [min, max, sum, squares] = [Infinity, -Infinity, 0, 0];
  let [zeros, nanCount, infCount] = [0, 0, 0];
  for (let t = 0, at = start; t < threads; t++, at += ANSWER_WORDS * 4) {
    zeros += answer.getUint32(at + 20, true);
    const nan = answer.getUint32(at + 24, true);
    const inf = answer.getUint32(at + 28, true);
    nanCount += nan;
    infCount += inf;
    if (nan + inf === Math.ceil((size - t) / threads)) continue;
    const low = answer.getFloat32(at, true);
    const high = answer.getFloat32(at + 4, true);
    min = Math.min(min, low);
    max = Math.max(max, high);
    const scale = scaleOf(Math.max(Math.abs(low), Math.abs(high)));
    sum += answer.getFloat32(at + 8, true) * scale;
    squares += answer.getFloat32(at + 16, true) * scale * scale;
  }
  return close({ min, max, sum, squares, zeros, nanCount, infCount }, size);
}

function joinIntegers(answer: DataView, start: number, threads: number, size: number): Summary {
  let [min, max, sum, squares, zeros] = [Infinity, -Infinity, 0, 0, 0];
  for (let t = 0, at = start; t < threads; t++, at += ANSWER_WORDS * 4) {
    const low = answer.getInt32(at, true);
    const high = answer.getInt32(at + 4, true);
    min = Math.min(min, low);
    max = Math.max(max, high);
    sum += answer.getUint32(at + 8, true) + answer.getInt32(at + 12, true) * 65536;
    const scale = Math.max(1, Math.abs(low), Math.abs(high));
    squares += answer.getFloat32(at + 16, true) * scale * scale;
    zeros += answer.getUint32(at + 20, true);
  }
  return close({ min, max, sum, squares, zeros, nanCount: 0, infCount: 0 }, size);
}

interface Sums {
  min: number;
  max: number;
  sum: number;
  squares: number;
  zeros: number;
  nanCount: number;
  infCount: number;
}

function close({ min, max, sum, squares, zeros, nanCount, infCount }: Sums, size: number): Summary {
  const finite = size - nanCount - infCount;
  if (finite === 0) return { ...EMPTY, nanCount, infCount };
  return {
    min: min + 0,
    max: max + 0,
    mean: sum / finite,
    norm: Math.sqrt(squares),
    zeros: zeros / size,
    nanCount,
    infCount,
  };
}

const words = new DataView(new ArrayBuffer(4));

/** The power of two at or below `largest`, as the kernel takes it from the bits; 1 for 0 and for denormal numbers. */
function scaleOf(largest: number): number {
  words.setFloat32(0, largest);
  const exponent = words.getUint32(0) & 0x7f800000;
  if (exponent === 0) return 1;
  words.setUint32(0, exponent);
  return words.getFloat32(0);
}
