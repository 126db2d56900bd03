/** What every reader of files has to withstand: ten thousand damaged ones, the same in every run. */
import { expect } from 'vitest';
import { mutate, seeded } from '../../testing/mutations';
import { type NamedTensor, WeightsFileError } from '../weightsFile';

const FILES = 10_000;
const MEGABYTE = 2 ** 20;

export interface Fuzz {
  readonly seed: number;
  /** Whole files that are damaged in turn. */
  readonly originals: readonly Uint8Array[];
  /** Reads what became of `originals[which]`. */
  readonly read: (file: Uint8Array, which: number) => readonly NamedTensor[] | Promise<readonly NamedTensor[]>;
  /** What every refusal begins with. */
  readonly format: RegExp;
  /** How much more memory the process may have in the end, in MB. */
  readonly megabytes?: number;
}

/**
 * Damages the files and reads them. What is read is whole, what is not read is refused in one sentence, no file
 * takes seconds, and memory stays bounded.
 */
export async function fuzz({ seed, originals, read, format, megabytes = 300 }: Fuzz): Promise<void> {
  const random = seeded(seed);
  const before = process.memoryUsage().rss;
  let refused = 0;
  let slowest = 0;
  for (let i = 0; i < FILES; i++) {
    const which = i % originals.length;
    const file = mutate(originals[which], random);
    const start = performance.now();
    try {
      for (const { shape, data } of await read(file, which)) {
        expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
      }
    } catch (error) {
      if (!(error instanceof WeightsFileError)) throw error;
      expect(error.message).toMatch(format);
      expect(error.message.length).toBeGreaterThan(16);
      expect(error.message.length).toBeLessThan(420);
      refused++;
    }
    slowest = Math.max(slowest, performance.now() - start);
  }
  // Some damage is to a number of a weight, which no reader can know.
  expect(refused).toBeGreaterThan(FILES * 0.4);
  expect(slowest).toBeLessThan(5_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(megabytes * MEGABYTE);
}
