import type { Tensor } from '../tensor/tensor';

/**
 * A tensor with several owners: the script, the training steps that show it, checkpoints. Whoever
 * made it owns it once; it is disposed when the last owner releases it.
 */
export class Held {
  private owners = 1;

  constructor(readonly tensor: Tensor) {}

  retain(): this {
    if (this.owners === 0) throw new Error('internal: a tensor was retained after its last owner released it');
    this.owners++;
    return this;
  }

  release(): void {
    if (this.owners === 0) throw new Error('internal: a tensor was released more often than it was retained');
    if (--this.owners === 0) this.tensor.dispose();
  }
}
