import { bytesPerElement } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import type { Held } from '../stream/held';

/** What the script could reach when a step began, by the script's ids. */
export interface Checkpoint {
  readonly step: number;
  readonly tensors: ReadonlyMap<number, Held>;
  /** Bytes that this checkpoint alone keeps: what the one before it did not hold already. */
  readonly bytes: number;
}

/** Objects and bookkeeping of one tensor, in bytes: what tiny tensors cost beyond their numbers. */
const OVERHEAD = 400;
/** More than this would make no look at an old step noticeably quicker. */
const MOST = 256;

export function bytesOf(tensor: Tensor): number {
  return tensor.size * bytesPerElement(tensor.dtype) + OVERHEAD;
}

/**
 * Places in a run from which steps can be computed anew. They stand `interval` steps apart, and the
 * interval doubles whenever they become too many or too large, so memory stays flat however long
 * the run.
 */
export class Checkpoints {
  private list: Checkpoint[] = [];
  private interval = 1;
  private bytes = 0;

  constructor(private readonly budget: number) {}

  /**
   * To be called when step `step` begins. `used` are the ids that steps since the last checkpoint
   * took from before themselves: of what the script has let go meanwhile only those are kept there.
   * Says whether a checkpoint was made and stays.
   */
  offer(step: number, live: ReadonlyMap<number, Held>, used: ReadonlySet<number>): boolean {
    if ((step - 1) % this.interval !== 0) return false;
    const last = this.list.length - 1;
    if (last >= 0) this.prune(last, live, used);
    const before = this.list[last]?.tensors;
    const tensors = new Map<number, Held>();
    let bytes = 0;
    for (const [id, held] of live) {
      tensors.set(id, held.retain());
      if (before?.get(id) !== held) bytes += bytesOf(held.tensor);
    }
    this.list.push({ step, tensors, bytes });
    this.bytes += bytes;
    while (this.list.length > 2 && (this.list.length > MOST || this.bytes > this.budget)) this.thin();
    return this.list[this.list.length - 1].step === step;
  }

  has(step: number): boolean {
    return this.list.some((one) => one.step === step);
  }

  /** The last one at or before a step. */
  before(step: number): Checkpoint | null {
    let low = 0;
    let high = this.list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.list[middle].step <= step) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? null : this.list[low - 1];
  }

  get steps(): readonly number[] {
    return this.list.map((one) => one.step);
  }

  dispose(): void {
    for (const one of this.list) release(one);
    this.list = [];
    this.bytes = 0;
  }

  private prune(index: number, live: ReadonlyMap<number, Held>, used: ReadonlySet<number>): void {
    const { step, tensors, bytes } = this.list[index];
    const kept = new Map<number, Held>();
    let freed = 0;
    for (const [id, held] of tensors) {
      if (used.has(id) || live.has(id)) kept.set(id, held);
      else {
        freed += bytesOf(held.tensor);
        held.release();
      }
    }
    // What was let go may have been counted by an earlier checkpoint.
    const left = Math.max(0, bytes - freed);
    this.list[index] = { step, tensors: kept, bytes: left };
    this.bytes -= bytes - left;
  }

  private thin(): void {
    this.interval *= 2;
    const kept: Checkpoint[] = [];
    for (const one of this.list) {
      if ((one.step - 1) % this.interval === 0) kept.push(one);
      else release(one);
    }
    this.list = kept;
    this.bytes = kept.reduce((sum, one) => sum + one.bytes, 0);
  }
}

function release({ tensors }: Checkpoint): void {
  for (const held of tensors.values()) held.release();
}
