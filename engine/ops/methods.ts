import { convert, type TensorLike } from '../tensor/convert';
import type { DType } from '../tensor/dtype';
import { type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { withoutTapes } from '../tape/context';
import { Variable } from '../tape/variable';
import { add } from './add';
import { cast } from './cast';
import { divide } from './divide';
import { type MatmulOptions, matmul } from './matmul';
import { multiply } from './multiply';
import { negative } from './negative';
import { pow } from './pow';
import { type ReduceOptions } from './families/reduce';
import { reduceMax } from './reduceMax';
import { reduceMean } from './reduceMean';
import { reduceSum } from './reduceSum';
import { reshape } from './reshape';
import { square } from './square';
import { subtract } from './subtract';
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
