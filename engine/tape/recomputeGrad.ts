import type { TensorLike } from '../tensor/convert';
import type { Tensor } from '../tensor/tensor';
import { withoutTapes } from './context';
import { customGradient } from './customGradient';
import { GradientTape } from './gradientTape';

/**
 * `tf.recompute_grad`: the same function, of which tapes keep the inputs only. The backward pass runs
 * it once more, so memory is traded for time.
 */
export function recomputeGrad<Inputs extends Tensor[]>(
  f: (...inputs: Inputs) => Tensor,
): (...inputs: { [I in keyof Inputs]: TensorLike }) => Tensor {
  return customGradient<Inputs>((...inputs) => {
    const value = withoutTapes(() => f(...inputs));
    const grad = (upstream: Tensor) => {
      const tape = new GradientTape({ watchAccessedVariables: false });
      const again = tape.record(() => {
        tape.watch(inputs);
        return f(...inputs);
      });
      return tape.gradient(again, inputs as Tensor[], { outputGradients: upstream }) as (Tensor | null)[];
    };
    return [value, grad];
  });
}
