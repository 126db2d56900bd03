import { ARGUMENTS, claim, CLAIMS, DONE, type HelperStart } from './threads';
import { matmulOver } from './wasmKernels';
import { multiplyPart } from './matmulParts';

/** Polls before a helper goes to sleep, from which it takes longer to wake than a small product takes. */
const SPINS = 20_000;

/** The whole life of a helper thread: takes parts of jobs, and sleeps while there are none. */
export function serve({ memory, control, work }: HelperStart): never {
  const words = new Int32Array(control);
  const matmul = matmulOver(memory);
  for (let spins = 0; ; spins++) {
    const claims = Atomics.load(words, CLAIMS);
    const part = claim(words);
    if (part >= 0) {
      multiplyPart(matmul, work, words, ARGUMENTS, part);
      Atomics.add(words, DONE, 1);
      Atomics.notify(words, DONE);
      spins = 0;
    } else if (spins > SPINS) {
      Atomics.wait(words, CLAIMS, claims);
      spins = 0;
    }
  }
}
