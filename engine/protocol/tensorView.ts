/**
 * How a tensor crosses the port: small ones whole, large ones as a summary.
 * Four states are never confused: not yet computed (`pending`), no path (`none`), a number (zero
 * included), and NaN or Inf (counted in the summary, bit-tested where they were computed).
 */
export type DType = 'float32' | 'float64' | 'int32' | 'bool';

/** Facts of one tensor, computed by the backend in one pass. NaN and Inf do not enter min, max, mean or norm. */
export interface Summary {
  /** Over the finite elements; NaN when there is none. */
  min: number;
  max: number;
  mean: number;
  /** Euclidean norm of the finite elements. */
  norm: number;
  /** Share of elements that are exactly zero, 0 to 1. */
  zeros: number;
  nanCount: number;
  infCount: number;
}

export interface TensorView {
  shape: readonly number[];
  dtype: DType;
  summary: Summary;
  /** The numbers, row-major, when there are at most `SMALL_TENSOR` of them; otherwise null and fetched with `readTensor`. Booleans are 0 and 1. */
  data: readonly number[] | null;
}

/** The largest number of elements that travel with every frame. */
export const SMALL_TENSOR = 64;

/** What stands in a node's value or gradient row. */
export type Cell =
  /** Not yet computed: the play head has not reached it. Drawn blank. */
  | { state: 'pending' }
  /** No path from the target, or a dtype that carries no gradient: None. Drawn as a grey hatch. */
  | { state: 'none' }
  | { state: 'tensor'; tensor: TensorView };
