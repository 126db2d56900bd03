import type { Attributes } from '../tensor/backend';
import type { TensorLike } from '../tensor/convert';
import type { Tensor } from '../tensor/tensor';
import { convertAll, type Parameter, type Sample } from './op';

type Result = Tensor | readonly Tensor[];

/**
 * A function of TensorFlow's that is made of other ops, with no kernel and no gradient of its own:
 * the tape shows what it is made of. It stands in the list of ops and is checked from there as ops
 * are.
 */
export interface CompositeDef<A extends Attributes = Attributes, R extends Result = Result> {
  /** The name in this API: `batchNormalization`. */
  readonly name: string;
  /** TensorFlow's names of it, the main one first, and its Python signature. */
  readonly tf: { readonly names: readonly string[]; readonly signature: readonly Parameter[] };
  /** One sentence. */
  readonly doc: string;
  /** KaTeX of the value. */
  readonly formula: string;
  /** Whether gradients pass through it; false where it gives whole numbers, or asks its inputs nothing (`eye`). */
  readonly differentiable: boolean;
  readonly evaluate: (inputs: readonly Tensor[], attributes: A) => R;
  /** Inputs that tests run it on: away from kinks, and of more than one shape. */
  readonly samples: () => readonly Sample<NoInfer<A>>[];
}

/** A public function that carries its definition. */
export type CompositeFunction<F extends (...args: never[]) => unknown, A extends Attributes = Attributes> = F & {
  readonly composite: CompositeDef<A>;
};

/** Joins a definition with its public function; `run` converts raw numbers as an op does and evaluates. */
export function defineComposite<A extends Attributes, R extends Result, F extends (...args: never[]) => unknown>(
  definition: CompositeDef<A, R>,
  build: (run: (inputs: readonly TensorLike[], attributes: A) => R) => F,
): CompositeFunction<F, A> {
  const run = (inputs: readonly TensorLike[], attributes: A) =>
    definition.evaluate(convertAll(definition.name, inputs), attributes);
  return Object.assign(build(run), { composite: definition });
}
