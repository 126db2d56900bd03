import type { Attributes } from '../tensor/backend';
import type { Tensor } from '../tensor/tensor';

/** One executed op on a tape. */
export interface TapeRecord<A extends Attributes = Attributes> {
  readonly id: number;
  readonly op: Differentiable;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: A;
  /** Name scope, outermost first: `sequential/dense`; empty outside every scope. */
  readonly scope: string;
  /** 1-based line of the script, null outside a script. */
  readonly line: number | null;
}

/** What the tape needs to know of an op. */
export interface Differentiable {
  readonly name: string;
  /** Null: no gradient passes this op, by definition (`argmax`, comparisons, `stopGradient`). */
  readonly gradient: GradientFunction | null;
}

/**
 * The vector-Jacobian product: from the gradient of each output (null where nothing flows back to
 * it) to one of each input, with that input's shape and dtype; null for no path. Written with ops,
 * so that it can be differentiated again. `needs[i]` is false where nobody follows input i: its
 * gradient may then be left null, unpaid for.
 */
export type GradientFunction = (
  upstream: readonly (Tensor | null)[],
  record: TapeRecord<never>,
  needs: readonly boolean[],
) => (Tensor | null)[];
