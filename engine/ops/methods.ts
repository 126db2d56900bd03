import { convert, type TensorLike } from '../tensor/convert';
import type { DType } from '../tensor/dtype';
import type { Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { withoutTapes } from '../tape/context';
import { Variable } from '../tape/variable';
import { abs } from './abs';
import { add } from './add';
import { cast } from './cast';
import { divide } from './divide';
import { equal } from './equal';
import { exp } from './exp';
import { expandDims } from './expandDims';
import type { ReduceOptions } from './families/reduce';
import { floordiv } from './floordiv';
import { floormod } from './floormod';
import { greater } from './greater';
import { greaterEqual } from './greaterEqual';
import { less } from './less';
import { lessEqual } from './lessEqual';
import { log } from './log';
import { type MatmulOptions, matmul } from './matmul';
import { multiply } from './multiply';
import { negative } from './negative';
import { notEqual } from './notEqual';
import { pow } from './pow';
import { reduceMax } from './reduceMax';
import { reduceMean } from './reduceMean';
import { reduceMin } from './reduceMin';
import { reduceSum } from './reduceSum';
import { relu } from './relu';
import { reshape } from './reshape';
import { sigmoid } from './sigmoid';
import { softmax } from './softmax';
import { sqrt } from './sqrt';
import { square } from './square';
import { squeeze } from './squeeze';
import { subtract } from './subtract';
import { tanh } from './tanh';
import { transpose } from './transpose';

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
