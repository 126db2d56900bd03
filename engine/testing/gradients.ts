import { GradientTape } from '../tape/gradientTape';
import { convert } from '../tensor/convert';
import type { Tensor } from '../tensor/tensor';

export function numbers(x: Tensor): number[] {
  return Array.from(x.dataSync());
}

/** The gradient of the sum of `f` by its input, in float32 on the backend in use. */
export function gradient(f: (x: Tensor) => Tensor, value: number | readonly number[]): number[] {
  const x = convert(value);
  const tape = new GradientTape();
  const y = tape.record(() => {
    tape.watch(x);
    return f(x);
  });
  return numbers(tape.gradient(y, x) as Tensor);
}
