/**
 * A run of a real script in this thread: the sandbox, the script's world and the engine's timeline
 * with nothing between them. Gates are passed at once, so the whole run is there when it returns.
 */
import { cpuBackend } from '../../backends/cpu/cpuBackend';
import { tf } from '../../index';
import { opByName } from '../../ops/catalogue';
import type { Cell, Frame } from '../../protocol';
import { Interrupted, Sandbox } from '../../script/sandbox';
import type { ScriptLine } from '../../script/line';
import { runScript } from '../../script/world';
import type { StreamItem } from '../../stream/items';
import type { TypedArray } from '../../tensor/dtype';
import type { Tensor } from '../../tensor/tensor';
import { Cells, FrameWriter, type Picture, takePicture } from '../frames';
import { Run } from '../run';
import { type Budget, ScriptMemory } from '../timeline';

export interface LocalOptions {
  readonly pins?: Readonly<Record<string, ArrayLike<number>>>;
  readonly memory?: ScriptMemory;
  readonly budget?: Budget;
  /** Called after each training step. */
  readonly onGate?: (run: Run) => void;
  /** Called after each item. */
  readonly onItem?: (run: Run, item: StreamItem) => void;
  /** Hears of what is refused, which the script does not, as a notebook's cells. */
  readonly onRefused?: (error: unknown) => void;
  /** Stops the script at its gate after so many steps. */
  readonly steps?: number;
}

let sandbox: Promise<Sandbox> | null = null;

export async function runLocally(source: string, options: LocalOptions = {}): Promise<Run> {
  const run = new Run(1, cpuBackend, opByName, options.memory ?? new ScriptMemory(), 1, options.budget);
  const line = new LocalLine(run, options);
  sandbox ??= Sandbox.load();
  const outcome = await runScript({ sandbox: await sandbox, tf, source, pins: options.pins ?? {}, seed: 42, line });
  if (outcome.type === 'failed') run.finish({ kind: 'failed', error: outcome.error });
  else run.finish({ kind: outcome.type === 'interrupted' ? 'stopped' : 'finished' });
  return run;
}

class LocalLine implements ScriptLine {
  private stop = false;

  constructor(
    private readonly run: Run,
    private readonly options: LocalOptions,
  ) {}

  push(item: StreamItem): void {
    this.run.take([item], this.options.onRefused);
    this.options.onItem?.(this.run, item);
  }

  read(tensor: Tensor): TypedArray {
    return this.run.executor.tensor(tensor.id).dataSync();
  }

  gate(step: number): void {
    this.run.timeline.completeStep();
    this.options.onGate?.(this.run);
    if (step !== this.options.steps) return;
    this.stop = true;
    throw new Interrupted();
  }

  stopped(): boolean {
    return this.stop;
  }

  flush(): void {}
}

/** A picture in a form that tests can read: cells by label, numbers as they are. */
export interface Reading {
  readonly picture: Picture;
  readonly frame: Frame;
  value(label: string): number[] | 'pending' | 'none';
  gradient(label: string): number[] | 'pending' | 'none';
}

export async function readAt(run: Run, step: number, passed: number, cells = new Cells()): Promise<Reading> {
  const view = run.timeline.look(step);
  if (view === null) throw new Error(`there is no step ${step}`);
  const picture = await takePicture(view, passed, cells);
  const frame = new FrameWriter().next({ structure: 1, ...view.graph.structure }, picture);
  const slot = (label: string) => {
    const node = view.graph.structure.nodes.find((one) => one.assignedTo === label || one.label === label);
    if (node === undefined) throw new Error(`no node is called ${label}`);
    return node.outputs[0].id;
  };
  return {
    picture,
    frame,
    value: (label) => numbers(picture.values.get(slot(label))!),
    gradient: (label) => numbers(picture.gradients.get(slot(label))!),
  };
}

export function numbers(cell: Cell): number[] | 'pending' | 'none' {
  return cell.state === 'tensor' ? [...cell.tensor.data!] : cell.state;
}
