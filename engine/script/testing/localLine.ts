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
  private readonly values = new Map<number, TypedArray>();
  /** Whether items and numbers are kept; long runs need not. */
  keepItems = true;

  push(item: StreamItem): void {
    if (this.keepItems || item.t === 'printed') this.items.push(item);
    withBackend(cpuBackend, () => this.executor.execute(item));
    if (!this.keepItems) return;
    if (item.t === 'upload') this.keep(item.id);
    if (item.t === 'alias') this.keep(item.target);
    if (item.t === 'op') for (const id of item.outputs) this.keep(id);
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

  /** The numbers of a tensor of the script, kept even after the script let go of it. */
  valueOf(id: number): number[] {
    const value = this.values.get(id);
    if (value === undefined) throw new Error(`no tensor ${id} was made`);
    return Array.from(value);
  }

  /** What the script printed, line by line. */
  get printed(): string[] {
    return this.of('printed').map(({ text }) => text);
  }

  private keep(id: number): void {
    this.values.set(id, this.executor.tensor(id).dataSync());
  }
}
