import { convert, type TensorLike } from '../tensor/convert';
import { ValueError } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { context } from './context';
import { offer } from './offer';
import type { GradientFunction } from './record';

/** What `f` of `customGradient` returns: the value, and the function from upstream to input gradients. */
export type WithGradient = [Tensor, (upstream: Tensor) => Tensor | null | readonly (Tensor | null)[]];

/**
 * A function whose gradient you write yourself, as `tf.custom_gradient`. `f(...x)` returns
 * `[y, grad]`; `grad(dy)` returns one gradient, or an array with one per input (null for none). The
 * result is a new tensor whose only record is the custom one, so the gradient takes that way alone.
 * The ops inside `f` are recorded beside it, as those inside `grad` are by outer tapes: what `grad`
 * uses of `f` still depends on the inputs, and can be differentiated again.
 */
export function customGradient<Inputs extends Tensor[]>(
  f: (...inputs: Inputs) => WithGradient,
): (...inputs: { [I in keyof Inputs]: TensorLike }) => Tensor {
  return (...values) => {
    const inputs = values.map((one) => convert(one, undefined, 'customGradient')) as Inputs;
    const result = f(...inputs);
    if (!Array.isArray(result) || result.length !== 2 || typeof result[1] !== 'function') {
      throw new ValueError('customGradient: expected the function to return [value, gradientFunction]');
    }
    const [value, grad] = result;
    // A new identity: `f` may return its own input, and an op must not be its own operand.
    const output = new Tensor(value.shape, value.dtype, value.backend);
    value.backend.alias(value, output);
    const gradient: GradientFunction = ([upstream]) => {
      const given = grad(upstream as Tensor);
      const list = Array.isArray(given) ? (given as (Tensor | null)[]) : [given as Tensor | null];
      if (list.length !== inputs.length) {
        throw new ValueError(`customGradient: expected ${inputs.length} gradients, one per input, got ${list.length}`);
      }
      return list;
    };
    context.trace?.custom(inputs, value, output, gradient);
    if (context.tapes.length > 0) recordCustom(inputs, output, gradient);
    return output;
  };
}

function recordCustom(inputs: readonly Tensor[], output: Tensor, gradient: GradientFunction): void {
  offer({
    id: context.nextRecord++,
    op: { name: 'customGradient', gradient },
    inputs,
    outputs: [output],
    attributes: {},
    scope: context.scope,
    line: context.line,
  });
}
