import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { allocate, type DType, isFloat, type TypedArray } from '../../tensor/dtype';
import { DTypeError } from '../../tensor/errors';
import { formatShape, normalizeAxes, type Shape, sizeOf, stridesOf } from '../../tensor/shape';
import type { Tensor, TensorSpec } from '../../tensor/tensor';
import { defineOp, type OpDef, type OpFunction, type Sample } from '../op';
import { reshape } from '../shapes/reshape';
import { type ReduceText, reduceWgsl } from '../wgsl/reduce';
import { reduceWhole } from '../wgsl/whole';
import { mergeAxes } from './broadcast';
import { copyStrided } from './strided';

export interface ReduceOptions {
  /** The axes to reduce, negative ones counted from the last; all of them where absent or null. */
  axis?: number | readonly number[] | null;
  /** Keep reduced axes with size 1. */
  keepdims?: boolean;
}

export type ReduceAttributes = {
  readonly axis: number | readonly number[] | null;
  readonly keepdims: boolean;
};

/** Reduces `n` elements of `x`, from `start` in steps of `stride`, to one number; n may be 0. */
export type ReduceLoop = (x: TypedArray, start: number, stride: number, n: number) => number;

/** Reduces the rows of `x`, each as long as `y`, to `y`; false where the loop must do it. */
export type ReduceRows = (x: TypedArray, y: TypedArray) => boolean;

export interface ReduceDefinition {
  name: string;
  tfNames: readonly string[];
  doc: string;
  formula: string;
  derivative: string | null;
  /** The derivative by one of `n` elements, for a scalar operand (n = 1). */
  derivativeText?: (u: number, y: number) => string | null;
  loop: ReduceLoop;
  /** The result as a function of the sum of its `n` elements, where it is one. */
  ofSum?: (sum: number, n: number) => number;
  /** A faster way along the first axes: a bias' gradient over its batch. */
  rows?: ReduceRows;
  /** The same for the GPU, for elements of this dtype. */
  wgsl: ((dtype: DType) => ReduceText) | null;
  /** The gradient, shaped as `x`. `dy` and `y` come with the reduced axes kept; `n` elements went into each result. */
  gradient: ((dy: Tensor, x: Tensor, y: Tensor, n: number, axes: readonly number[]) => Tensor) | null;
  accepts?: 'float' | 'number' | 'bool';
  samples?: () => readonly Sample<ReduceAttributes>[];
}

export type ReduceFunction = OpFunction<(x: TensorLike, options?: ReduceOptions) => Tensor, ReduceAttributes>;

/**
 * Joins the elements along `axis` into one: `[…]` → `[…]` without those axes, or with size 1 there
 * (`keepdims`). Throws `ValueError` for an axis that is not there and `DTypeError` for a dtype that
 * is not accepted.
 */
export function reduce(definition: ReduceDefinition): ReduceFunction {
  const { name, gradient, loop, derivativeText, wgsl: text } = definition;
  const op: OpDef<ReduceAttributes> = {
    name,
    tf: {
      names: definition.tfNames,
      signature: [{ name: 'input_tensor' }, { name: 'axis', default: null }, { name: 'keepdims', default: false }],
    },
    doc: definition.doc,
    inputs: ['u'],
    formula: definition.formula,
    derivatives: [definition.derivative],
    derivativeText: derivativeText && ((_, [u], y) => derivativeText(u, y)),
    elementwise: false,
    infer: ([x], { axis, keepdims }) => {
      demandDType(definition, x);
      return [{ shape: reducedShape(x.shape, normalizeAxes(name, axis, x.shape.length), keepdims), dtype: x.dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis }: ReduceAttributes) =>
      reduceLines(loop, x, y.storage, normalizeAxes(name, axis, x.shape.length), definition.rows),
    ofSum: definition.ofSum,
    wgsl:
      text &&
      (([x], [y], { axis }) =>
        reduceWgsl({ name, x, y, axes: normalizeAxes(name, axis, x.shape.length), ...text(x.dtype) })),
    wgslWhole:
      text === null
        ? undefined
        : ([x], y, { axis }) =>
            reduceWhole({ name, x, y, axes: normalizeAxes(name, axis, x.shape.length), ...text(x.dtype) }),
    gradient:
      gradient &&
      (([dy], { inputs: [x], outputs: [y], attributes: { axis } }) => {
        const axes = normalizeAxes(name, axis, x.rank);
        const kept = reducedShape(x.shape, axes, true);
        const n = axes.reduce((product, one) => product * x.shape[one], 1);
        return [gradient(withShape(dy!, kept), x, withShape(y, kept), n, axes)];
      }),
    samples: definition.samples ?? (() => reduceSamples(definition.accepts === 'bool' ? 'bool' : undefined)),
  };
  return defineOp(
    op,
    (run) =>
      (x: TensorLike, { axis = null, keepdims = false }: ReduceOptions = {}) =>
        run([x], { axis, keepdims }),
  );
}

/** `shape` without `axes`, which are sorted and not negative; with size 1 there when `keepdims`. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdims: boolean): number[] {
  const out: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    if (!axes.includes(axis)) out.push(shape[axis]);
    else if (keepdims) out.push(1);
  }
  return out;
}

export function withShape(x: Tensor, shape: Shape): Tensor {
  return x.rank === shape.length ? x : reshape(x, shape);
}

/** Runs `loop` once for each result, over the elements that go into it. */
export function reduceLines(
  loop: ReduceLoop,
  x: CpuOperand,
  y: TypedArray,
  axes: readonly number[],
  rows?: ReduceRows,
): void {
  const count = y.length;
  const n = count === 0 ? 0 : axes.reduce((product, axis) => product * x.shape[axis], 1);
  if (count === 1) {
    y[0] = loop(x.storage, 0, 1, n);
    return;
  }
  // The first axes (a bias' gradient over its batch) or the last ones: nothing to work out.
  const [first, last] = [axes[0], axes[axes.length - 1]];
  if (last === axes.length - 1) {
    if (rows?.(x.storage, y)) return;
    for (let i = 0; i < count; i++) y[i] = loop(x.storage, i, count, n);
    return;
  }
  if (first === x.shape.length - axes.length) {
    for (let i = 0; i < count; i++) y[i] = loop(x.storage, i * n, 1, n);
    return;
  }
  const strides = stridesOf(x.shape);
  const isReduced = x.shape.map((_, axis) => axes.includes(axis));
  const pick = (list: readonly number[], reduced: boolean) => list.filter((_, axis) => isReduced[axis] === reduced);
  const lines = mergeAxes(pick(x.shape, true), [pick(strides, true)]);
  if (lines.sizes.length > 1) return reduceLines(loop, lastAxes(x, isReduced), y, [1]);
  const starts = mergeAxes(pick(x.shape, false), [pick(strides, false)]);
  const step = lines.strides[0][0];
  const inner = starts.sizes.length - 1;
  const index = new Array<number>(starts.sizes.length).fill(0);
  for (let i = 0, start = 0; i < count; i++) {
    y[i] = loop(x.storage, start, step, n);
    for (let axis = inner; axis >= 0; axis--) {
      start += starts.strides[0][axis];
      if (++index[axis] < starts.sizes[axis]) break;
      start -= starts.strides[0][axis] * starts.sizes[axis];
      index[axis] = 0;
    }
  }
}

/** Reduced axes that no single stride walks, moved together to the end: `[kept, reduced]`. */
function lastAxes(x: CpuOperand, isReduced: readonly boolean[]): CpuOperand {
  const strides = stridesOf(x.shape);
  const order = [...x.shape.keys()].sort((a, b) => Number(isReduced[a]) - Number(isReduced[b]) || a - b);
  const shape = order.map((axis) => x.shape[axis]);
  const storage = allocate(x.dtype, x.size);
  const from = { start: 0, strides: order.map((axis) => strides[axis]) };
  copyStrided(x.storage, from, storage, { start: 0, strides: stridesOf(shape) }, shape);
  const kept = sizeOf(x.shape.filter((_, axis) => !isReduced[axis]));
  return { shape: [kept, kept === 0 ? 0 : x.size / kept], dtype: x.dtype, storage, size: x.size };
}

function demandDType({ name, accepts = 'number' }: ReduceDefinition, x: TensorSpec): void {
  const fine: Record<typeof accepts, (dtype: DType) => boolean> = {
    float: isFloat,
    number: (dtype) => dtype !== 'bool',
    bool: (dtype) => dtype === 'bool',
  };
  if (fine[accepts](x.dtype)) return;
  const expected = { float: 'a float dtype', number: 'a number dtype', bool: 'bool' }[accepts];
  throw new DTypeError(`${name}: expected ${expected}, got ${x.dtype} ${formatShape(x.shape)}`);
}

export function reduceSamples(dtype: DType | undefined): Sample<ReduceAttributes>[] {
  const of = (shape: number[], axis: ReduceAttributes['axis'], keepdims = false) => ({
    inputs: [{ shape, dtype }],
    attributes: { axis, keepdims },
  });
  return [
    of([], null),
    of([5], null),
    of([3, 4], 0),
    of([3, 4], -1, true),
    of([2, 3, 4], [0, 2]),
    of([2, 3, 4], 1, true),
    of([2, 3, 2, 2], [1, 3]),
  ];
}
