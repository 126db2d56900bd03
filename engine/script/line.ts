/** How a running script reaches the world where tensors live: items go out, reads and gates wait. */
import type { StreamItem, StreamSink } from '../stream/items';
import type { Tensor } from '../tensor/tensor';
import type { TypedArray } from '../tensor/dtype';

export interface ScriptLine extends StreamSink {
  push(item: StreamItem): void;
  /** Row-major numbers; waits for them. Throws `Interrupted`, or what the other side says is wrong. */
  read(tensor: Tensor): TypedArray;
  /** Training step `step` is complete: waits until it may go on. Throws `Interrupted`. */
  gate(step: number): void;
  /** Whether the script should end now. Cheap: it is asked often. */
  stopped(): boolean;
  /** Sends what was held back. */
  flush(): void;
}
