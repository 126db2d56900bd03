import { philox } from './philox';

/** Width of the mantissa step: 24 random bits make every float32 in [0, 1) of that grid equally likely. */
const STEP = 2 ** -24;

/**
 * A stream of random numbers that depends on its seed and stream number alone. Numbers are made on
 * the CPU and uploaded, so that both backends see the same ones.
 */
export class Generator {
  private readonly key: readonly [number, number];
  private readonly block = new Uint32Array(4);
  private counter = 0;
  private left = 0;

  constructor(
    readonly seed: number,
    private readonly stream = 0,
  ) {
    this.key = [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
  }

  /** 32 random bits. */
  nextWord(): number {
    if (this.left === 0) {
      const { counter, stream } = this;
      philox([counter >>> 0, Math.floor(counter / 2 ** 32) >>> 0, stream >>> 0, 0], this.key, this.block);
      this.counter++;
      this.left = 4;
    }
    return this.block[4 - this.left--];
  }

  /** Uniform in [0, 1). */
  nextUniform(): number {
    return (this.nextWord() >>> 8) * STEP;
  }

  /** Standard normal, by Box and Muller; takes two words. */
  nextNormal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.nextUniform()));
    return radius * Math.cos(2 * Math.PI * this.nextUniform());
  }

  /** Standard normal, drawn again while it lies more than two deviations out. */
  nextTruncatedNormal(): number {
    for (;;) {
      const value = this.nextNormal();
      if (Math.abs(value) <= 2) return value;
    }
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

let global = new Generator(0);
let streams = 0;

/**
 * `tf.random.set_seed`: everything random after it is the same in every run. Without it the seed is
 * 0. The numbers are Philox's, not the ones that TensorFlow draws for the same seed.
 */
export function setSeed(seed: number): void {
  global = new Generator(seed);
  streams = 0;
}

/** A generator with its own seed, or the next stream of the global one. */
export function generatorFor(seed: number | null | undefined): Generator {
  return seed === null || seed === undefined ? new Generator(global.seed, ++streams) : new Generator(seed);
}
