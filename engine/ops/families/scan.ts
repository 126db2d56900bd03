import type { CpuOperand } from '../../tensor/backend';
import type { TensorLike } from '../../tensor/convert';
import { type DType, isFloat, type TypedArray } from '../../tensor/dtype';
import { DTypeError } from '../../tensor/errors';
import { formatShape, normalizeAxis } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { defineOp, type OpDef, type OpFunction } from '../op';
import { pad } from '../shapes/pad';
import { slice } from '../shapes/slice';
import { type ScanText, scanWgsl } from '../wgsl/scan';
import { axisLines } from './alongAxis';

export interface ScanOptions {
  /** The axis to walk along; the first one where not said. */
  axis?: number;
  /** Leave each element out of its own result. */
  exclusive?: boolean;
  /** Walk from the end. */
  reverse?: boolean;
}

export type ScanAttributes = { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };

/** Fills `y` along one line of `n` elements, from `start` in steps of `stride`, which may be negative. */
export type ScanLoop = (
  x: TypedArray,
  y: TypedArray,
  start: number,
  stride: number,
  n: number,
  exclusive: boolean,
) => void;

export interface ScanDefinition {
  name: string;
  tfNames: readonly string[];
  doc: string;
  formula: string;
  derivative: string;
  loop: ScanLoop;
  wgsl: (dtype: DType) => ScanText;
  gradient: (dy: Tensor, x: Tensor, y: Tensor, attributes: ScanAttributes) => Tensor;
  accepts?: 'float' | 'number';
  /** Whether tests differentiate the exclusive form: not where its first result is no usual number. */
  exclusiveSamples?: boolean;
}

export type ScanFunction = OpFunction<(x: TensorLike, options?: ScanOptions) => Tensor, ScanAttributes>;

/** Running results along an axis: `[…]` → the same shape. Throws for an axis that is not there and a dtype that is not accepted. */
export function scan(definition: ScanDefinition): ScanFunction {
  const { name, loop, gradient, accepts = 'number' } = definition;
  const op: OpDef<ScanAttributes> = {
    name,
    tf: {
      names: definition.tfNames,
      signature: [
        { name: 'x' },
        { name: 'axis', default: 0 },
        { name: 'exclusive', default: false },
        { name: 'reverse', default: false },
      ],
    },
    doc: definition.doc,
    inputs: ['u'],
    formula: definition.formula,
    derivatives: [definition.derivative],
    elementwise: false,
    infer: ([{ shape, dtype }], { axis }) => {
      if (dtype === 'bool' || (accepts === 'float' && !isFloat(dtype))) {
        throw new DTypeError(`${name}: expected a ${accepts} dtype, got ${dtype} ${formatShape(shape)}`);
      }
      normalizeAxis(name, axis, shape.length);
      return [{ shape, dtype }];
    },
    cpu: ([x]: readonly CpuOperand[], [y]: readonly CpuOperand[], { axis, exclusive, reverse }: ScanAttributes) =>
      axisLines(x.shape, axis, (start, stride, n) =>
        reverse
          ? loop(x.storage, y.storage, start + (n - 1) * stride, -stride, n, exclusive)
          : loop(x.storage, y.storage, start, stride, n, exclusive),
      ),
    wgsl: ([x], _, { axis, exclusive, reverse }) =>
      scanWgsl(name, definition.wgsl(x.dtype), x, axis, exclusive, reverse),
    gradient: ([dy], { inputs: [x], outputs: [y], attributes }) => [gradient(dy!, x, y, attributes)],
    samples: () =>
      scanSamples().filter(({ attributes }) => definition.exclusiveSamples !== false || !attributes.exclusive),
  };
  return defineOp(
    op,
    (run) =>
      (x: TensorLike, { axis = 0, exclusive = false, reverse = false }: ScanOptions = {}) =>
        run([x], { axis, exclusive, reverse }),
  );
}

function scanSamples() {
  const of = (shape: number[], axis: number, exclusive: boolean, reverse: boolean) => ({
    inputs: [{ shape }],
    attributes: { axis, exclusive, reverse },
  });
  return [
    of([5], 0, false, false),
    of([5], 0, true, false),
    of([2, 4], 1, false, true),
    of([2, 4], -1, true, true),
    of([2, 3, 2], 1, false, false),
    of([3, 2], 0, true, false),
  ];
}

/**
 * What stands one place further along an axis, in the direction of the walk: y[k] = x[k + 1], the last
 * one 0; for a `reverse` walk y[k] = x[k − 1], the first one 0.
 */
export function following(x: Tensor, axis: number, reverse: boolean): Tensor {
  return x.size === 0 ? x : withZeroAt(reverse ? 'start' : 'end', without(reverse ? 'end' : 'start', x, axis), axis);
}

/** `[…, n, …]` → `[…, n − 1, …]`; n is not 0. */
export function without(end: 'start' | 'end', x: Tensor, axis: number): Tensor {
  const at = normalizeAxis('without', axis, x.rank);
  const begin = x.shape.map((_, one) => (one === at && end === 'start' ? 1 : 0));
  const size = x.shape.map((length, one) => (one === at ? length - 1 : length));
  return slice(x, begin, size);
}

/** `[…, n, …]` → `[…, n + 1, …]`. */
export function withZeroAt(end: 'start' | 'end', x: Tensor, axis: number): Tensor {
  const at = normalizeAxis('withZeroAt', axis, x.rank);
  return pad(
    x,
    x.shape.map((_, one) => (one !== at ? [0, 0] : end === 'start' ? [1, 0] : [0, 1])),
  );
}
