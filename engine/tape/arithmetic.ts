import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';

/**
 * The few ops that the tape itself needs. Ops import the tape, so they are handed in from above
 * (`ops/tapeArithmetic.ts`) rather than imported.
 */
export interface Arithmetic {
  add(a: Tensor, b: Tensor): Tensor;
  onesLike(x: Tensor): Tensor;
  zerosLike(x: Tensor): Tensor;
  /** Sum of the list, null when it is empty. */
  addAll(list: readonly Tensor[]): Tensor | null;
  /** Ones where `at` says so by flat index, zeros elsewhere. */
  oneHotLike(x: Tensor, at: (flat: number) => boolean): Tensor;
  /** Rows of one shape stacked and given `shape`. */
  stackRows(rows: readonly Tensor[], shape: Shape): Tensor;
  /** `rows[t]` is `[b, …s]`; the result is `[b, …target, …s]`. */
  stackBatchRows(rows: readonly Tensor[], batch: number, target: Shape, source: Shape): Tensor;
}

export const arithmetic: Arithmetic = {} as Arithmetic;

export function provideArithmetic(given: Arithmetic): void {
  Object.assign(arithmetic, given);
}
