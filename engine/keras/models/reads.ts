/**
 * Work that reads numbers on its way, written once for both ways of reading: it yields the tensors it wants read
 * and goes on with their numbers. Where they are on a GPU that is asynchronous; a script's own world reads at once.
 */
import type { TypedArray } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';

export type Reads<R> = Generator<readonly Tensor[], R, TypedArray[]>;

/** Runs it to its end, waiting for the numbers. */
export async function readAsync<R>(work: Reads<R>): Promise<R> {
  for (let step = work.next(); ;) {
    if (step.done === true) return step.value;
    let numbers: TypedArray[];
    try {
      numbers = await Promise.all(step.value.map((one) => one.data()));
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(numbers);
  }
}

/** Runs it to its end, reading at once. */
export function readSync<R>(work: Reads<R>): R {
  for (let step = work.next(); ;) {
    if (step.done === true) return step.value;
    let numbers: TypedArray[];
    try {
      numbers = step.value.map((one) => one.dataSync());
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next(numbers);
  }
}
