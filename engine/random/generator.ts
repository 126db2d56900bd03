import { STEP } from './draw';
import { philox } from './philox';
import { fixedStream, nextStream, type Stream } from './streams';

/** Draws from a stream one number after another, where the host needs them: an order of examples. */
export class Generator {
  private readonly block = new Uint32Array(4);
  private counter = 0;
  private left = 0;

  constructor(private readonly source: Stream) {}

  /** 32 random bits. */
  nextWord(): number {
    if (this.left === 0) {
      const { counter, source } = this;
      philox([counter >>> 0, Math.floor(counter / 2 ** 32) >>> 0, source.stream >>> 0, 0], source.key, this.block);
      this.counter++;
      this.left = 4;
    }
    return this.block[4 - this.left--];
  }

  /** Uniform in [0, 1). */
  nextUniform(): number {
    return (this.nextWord() >>> 8) * STEP;
  }

  /** An order of 0 … n − 1, each equally likely (Fisher and Yates). */
  permutation(n: number): Int32Array<ArrayBuffer> {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(this.nextUniform() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  }
}

/** A generator with its own seed, or the next stream of the global one. */
export function generatorFor(seed: number | null | undefined): Generator {
  return new Generator(seed === null || seed === undefined ? nextStream() : fixedStream(seed));
}
