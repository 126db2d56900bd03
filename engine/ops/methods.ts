import { convert, type TensorLike } from '../tensor/convert';
import type { DType } from '../tensor/dtype';
import type { Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { withoutTapes } from '../tape/context';
import { Variable } from '../tape/variable';
import { abs } from './elementwise/abs';
import { add } from './elementwise/add';
import { cast } from './elementwise/cast';
import { divide } from './elementwise/divide';
import { equal } from './elementwise/equal';
import { exp } from './elementwise/exp';
import { expandDims } from './shapes/expandDims';
import type { ReduceOptions } from './families/reduce';
import { floordiv } from './elementwise/floordiv';
import { floormod } from './elementwise/floormod';
import { greater } from './elementwise/greater';
import { greaterEqual } from './elementwise/greaterEqual';
import { less } from './elementwise/less';
import { lessEqual } from './elementwise/lessEqual';
import { log } from './elementwise/log';
import { type MatmulOptions, matmul } from './linalg/matmul';
import { multiply } from './elementwise/multiply';
import { negative } from './elementwise/negative';
import { notEqual } from './elementwise/notEqual';
import { pow } from './elementwise/pow';
import { reduceMax } from './reductions/reduceMax';
import { reduceMean } from './reductions/reduceMean';
import { reduceMin } from './reductions/reduceMin';
import { reduceSum } from './reductions/reduceSum';
import { relu } from './nn/relu';
import { reshape } from './shapes/reshape';
import { sigmoid } from './elementwise/sigmoid';
import { softmax } from './nn/softmax';
import { sqrt } from './elementwise/sqrt';
import { square } from './elementwise/square';
import { squeeze } from './shapes/squeeze';
import { subtract } from './elementwise/subtract';
import { tanh } from './elementwise/tanh';
import { transpose } from './shapes/transpose';

/** What Python writes as operators, and the few methods that read better than calls. Tensors and variables carry them. */
export interface TensorMethods {
  add(other: TensorLike): Tensor;
  sub(other: TensorLike): Tensor;
  mul(other: TensorLike): Tensor;
  div(other: TensorLike): Tensor;
  pow(exponent: TensorLike): Tensor;
  matmul(other: TensorLike, options?: MatmulOptions): Tensor;
  neg(): Tensor;
  square(): Tensor;
  sum(options?: ReduceOptions): Tensor;
  mean(options?: ReduceOptions): Tensor;
  max(options?: ReduceOptions): Tensor;
  reshape(shape: Shape): Tensor;
  transpose(options?: { perm?: readonly number[] | null }): Tensor;
  cast(dtype: DType): Tensor;
  abs(): Tensor;
  mod(other: TensorLike): Tensor;
  floordiv(other: TensorLike): Tensor;
  min(options?: ReduceOptions): Tensor;
  exp(): Tensor;
  log(): Tensor;
  sqrt(): Tensor;
  tanh(): Tensor;
  sigmoid(): Tensor;
  relu(): Tensor;
  softmax(options?: { axis?: number }): Tensor;
  equal(other: TensorLike): Tensor;
  notEqual(other: TensorLike): Tensor;
  less(other: TensorLike): Tensor;
  lessEqual(other: TensorLike): Tensor;
  greater(other: TensorLike): Tensor;
  greaterEqual(other: TensorLike): Tensor;
  expandDims(axis: number): Tensor;
  squeeze(options?: { axis?: number | readonly number[] | null }): Tensor;
}

declare module '../tensor/tensor' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface Tensor extends TensorMethods {}
}

declare module '../tape/variable' {
  interface Variable extends TensorMethods {
    /** Adds `delta` in place of shape and dtype; no gradient flows through it. */
    assignAdd(delta: TensorLike): this;
    /** Subtracts `delta`, as `assignAdd`. */
    assignSub(delta: TensorLike): this;
  }
}

const methods: { [Name in keyof TensorMethods]: (self: TensorLike, ...args: never[]) => Tensor } = {
  add,
  sub: subtract,
  mul: multiply,
  div: divide,
  pow,
  matmul,
  neg: negative,
  square,
  sum: reduceSum,
  mean: reduceMean,
  max: reduceMax,
  reshape,
  transpose,
  cast,
  abs,
  mod: floormod,
  floordiv,
  min: reduceMin,
  exp,
  log,
  sqrt,
  tanh,
  sigmoid,
  relu,
  softmax,
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
  expandDims,
  squeeze,
};

for (const [name, call] of Object.entries(methods)) {
  const method = function (this: Tensor | Variable, ...args: never[]) {
    return call(this, ...args);
  };
  for (const { prototype } of [Tensor, Variable]) {
    Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
  }
}

Object.assign(Variable.prototype, {
  assignAdd(this: Variable, delta: TensorLike) {
    return this.assign(withoutTapes(() => add(this.value, convert(delta, this.dtype, 'assignAdd'))));
  },
  assignSub(this: Variable, delta: TensorLike) {
    return this.assign(withoutTapes(() => subtract(this.value, convert(delta, this.dtype, 'assignSub'))));
  },
});
