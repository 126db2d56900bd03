import type { Tensor } from '../tensor/tensor';

/**
 * The tensors that a tape follows, numbered in the order in which they came, so that a backward pass keeps its sums in a
 * plain array. The set that is first to follow a tensor writes the number on the tensor itself: a look-up in a hash table
 * costs as much as a small op. Other sets keep theirs in a table by tensor id, until the first one has ended.
 */
export class Followed {
  /** How many they are. */
  size = 0;
  private ended = false;
  private table: Map<number, number> | null = null;

  has(tensor: Tensor): boolean {
    return this.placeOf(tensor) >= 0;
  }

  /** The tensor's number, −1 where it is not followed. */
  placeOf(tensor: Tensor): number {
    if (tensor.follower === this) return tensor.place;
    return this.table?.get(tensor.id) ?? -1;
  }

  add(tensor: Tensor): void {
    if (this.has(tensor)) return;
    const first = tensor.follower as Followed | null;
    if (first === null || first.ended) {
      tensor.follower = this;
      tensor.place = this.size++;
    } else (this.table ??= new Map()).set(tensor.id, this.size++);
  }

  /** Nobody asks any more: what it wrote on tensors counts no longer. */
  end(): void {
    this.ended = true;
    this.table = null;
  }
}
