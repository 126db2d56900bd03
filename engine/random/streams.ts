/**
 * Which stream a call draws from. A stream is a key and a number, both plain data: an op that gets
 * them as attributes gives the same numbers wherever and whenever it runs.
 */

/** The words of Philox that do not count elements. */
export type Stream = {
  /** Two words of the seed, least significant first. */
  readonly key: readonly [number, number];
  readonly stream: number;
};

/** Gives the stream of a call. A replay of a traced function asks again, and gets the next one. */
export type StreamSource = () => Stream;

/** Nothing (the global seed), an op's own seed, or a generator of seeds that somebody holds. */
export type Seed = number | SeedGenerator | null | undefined;

let globalSeed = 0;
let streams = 0;
/** How often each op drew with each seed of its own. */
const drawn = new Map<string, number>();

/**
 * `tf.random.set_seed`: everything random after it is the same in every run. Without it the seed is
 * 0. The numbers are Philox's, not the ones that TensorFlow draws for the same seed.
 */
export function setSeed(seed: number): void {
  globalSeed = seed;
  streams = 0;
  drawn.clear();
}

/** A stream that no call had since the global seed was set. */
export function nextStream(): Stream {
  return { key: keyOf(globalSeed), stream: ++streams };
}

/**
 * The next stream of `op`. As in TensorFlow, a seed of the op's own does not repeat itself: it starts
 * a sequence, which depends on the global seed too and starts over when that is set.
 */
export function streamFor(op: string, seed: Seed): Stream {
  if (seed === null || seed === undefined) return nextStream();
  if (typeof seed !== 'number') return seed.next();
  const name = `${op}:${seed}`;
  const stream = drawn.get(name) ?? 0;
  drawn.set(name, stream + 1);
  const [low, high] = keyOf(seed);
  return { key: [low, (high ^ globalSeed) >>> 0], stream };
}

/** The first stream of a seed, whatever was drawn before. */
export function fixedStream(seed: number): Stream {
  return { key: keyOf(seed), stream: 0 };
}

/** Keras' seed generator: one stream after another of its own seed, whatever else is drawn. Without a seed it takes one from the global seed. */
export class SeedGenerator {
  private readonly key: readonly [number, number];
  private drawn = 0;

  constructor({ seed }: { seed?: number | null } = {}) {
    if (seed !== null && seed !== undefined) {
      this.key = keyOf(seed);
      return;
    }
    const { key, stream } = nextStream();
    // The other end of the second word, so that its streams are not those of the global seed.
    this.key = [key[0], (key[1] ^ (0x80000000 + stream)) >>> 0];
  }

  next(): Stream {
    return { key: this.key, stream: this.drawn++ };
  }
}

function keyOf(seed: number): [number, number] {
  return [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
}
