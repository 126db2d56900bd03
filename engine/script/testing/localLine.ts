/** A line whose other end is here: items run at once on the CPU, and everything that passed is kept to look at. */
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import { opByName } from '../../ops/catalogue';
import { Executor } from '../../stream/executor';
import type { StreamItem } from '../../stream/items';
import { withBackend } from '../../tensor/activeBackend';
import type { TypedArray } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import type { ScriptLine } from '../line';
import { Interrupted } from '../sandbox';

export class LocalLine implements ScriptLine {
  readonly items: StreamItem[] = [];
  readonly executor = new Executor(cpuBackend, opByName);
  readonly gates: number[] = [];
  readonly liveAtGates: number[] = [];
  reads = 0;
  /** Says when to stop. */
  stop: () => boolean = () => false;
  /** Whether items are kept; long runs need not. */
  keepItems = true;

  push(item: StreamItem): void {
    if (this.keepItems || item.t === 'printed') this.items.push(item);
    withBackend(cpuBackend, () => this.executor.execute(item));
  }

  read(tensor: Tensor): TypedArray {
    this.reads++;
    return this.executor.tensor(tensor.id).dataSync();
  }

  gate(step: number): void {
    this.gates.push(step);
    this.liveAtGates.push(this.executor.live.size);
    if (this.stop()) throw new Interrupted();
  }

  stopped(): boolean {
    return this.stop();
  }

  flush(): void {}

  of<T extends StreamItem['t']>(type: T): Extract<StreamItem, { t: T }>[] {
    return this.items.filter((item) => item.t === type) as Extract<StreamItem, { t: T }>[];
  }

  /** What the script printed, line by line. */
  get printed(): string[] {
    return this.of('printed').map(({ text }) => text);
  }
}
