import type { KernelItem, Plan, PlanHost, Schedule, WgslProgram } from '../../tensor/backend';
import { sizeOf } from '../../tensor/shape';
import { Tensor, type TensorSpec } from '../../tensor/tensor';
import { type PooledBuffer, sizeClass } from './bufferPool';
import type { WebgpuBackend } from './webgpuBackend';

interface Value {
  readonly spec: TensorSpec;
  readonly size: number;
  /** The value whose buffer it shares under another shape; itself where it has its own. */
  root: Value;
  /** Of a root. */
  buffer: PooledBuffer | null;
  /** In the present run; `owner` is the tensor that took over the buffer of a root. */
  tensor: Tensor | null;
  owner: Tensor | null;
}

/** Buffers of plans that nobody can run any more. */
const forgotten = new FinalizationRegistry<() => void>((release) => release());

/**
 * A schedule whose programs are laid out once, in buffers that stay: so its bind groups are found
 * again at every run, and a run is a row of dispatches in one command buffer. What outlives a run gets a buffer
 * of its own each time.
 */
export class WebgpuPlan implements Plan, PlanHost {
  private readonly values: Value[];
  private readonly constants: readonly Tensor[];
  private readonly actions: (() => void)[];
  /** Bound or taken anew in each run. */
  private readonly passing: readonly Value[];
  private readonly taken: ReadonlySet<Value>;

  constructor(
    schedule: Schedule,
    private readonly backend: WebgpuBackend,
  ) {
    this.values = schedule.values.map((spec) => newValue(spec));
    this.constants = schedule.constants.map(({ tensor }) => tensor);
    for (const { value, tensor } of schedule.constants) this.bind(value, tensor);
    for (const item of schedule.items) {
      if (item.kind !== 'kernel' || !item.kernel.aliases) continue;
      this.values[item.outputs[0]].root = this.values[item.inputs[0]].root;
    }
    const hosts = schedule.items.flatMap((item) => (item.kind === 'host' ? [item] : []));
    this.taken = new Set(hosts.flatMap(({ takes }) => takes.map((one) => this.values[one].root)));
    const touched = hosts.flatMap(({ gives, takes }) => [...gives, ...takes]).map((one) => this.values[one]);
    const constant = new Set(schedule.constants.map(({ value }) => this.values[value]));
    this.passing = [...new Set(touched.flatMap((one) => [one, one.root]))].filter((one) => !constant.has(one));
    this.giveBuffers(schedule);
    this.actions = schedule.items.flatMap((item) => {
      if (item.kind === 'host') return [() => item.run(this)];
      return item.kernel.aliases ? [] : [this.dispatch(item)];
    });
  }

  run(): void {
    for (const one of this.constants) one.assertLive();
    try {
      this.backend.together(() => {
        for (const act of this.actions) act();
      });
    } finally {
      for (const value of this.passing) this.forget(value);
    }
  }

  bind(number: number, tensor: Tensor): void {
    tensor.assertLive();
    const value = this.values[number];
    value.tensor = tensor;
    value.owner = tensor;
    value.buffer = tensor.storage as PooledBuffer;
  }

  take(number: number): Tensor {
    const value = this.values[number];
    if (value.tensor !== null) return value.tensor;
    const { root } = value;
    const tensor = new Tensor(value.spec.shape, value.spec.dtype, this.backend);
    if (root.owner === null) {
      this.backend.adopt(tensor, root.buffer!);
      root.owner = tensor;
    } else this.backend.alias(root.owner, tensor);
    value.tensor = tensor;
    return tensor;
  }

  private dispatch({ kernel, inputs, outputs, attributes, renew }: KernelItem): () => void {
    const { backend, taken } = this;
    if (kernel.wgsl === null) throw new Error(`internal: ${kernel.name} has no WebGPU kernel`);
    const [from, to] = [inputs, outputs].map((list) => list.map((one) => this.values[one]));
    const specs = (list: readonly Value[]) => list.map(({ spec }) => spec);
    const layOut = (given: KernelItem['attributes']): WgslProgram =>
      kernel.wgsl!(specs(from), specs(to), given as never, backend.adapter);
    const laid = renew === null ? layOut(attributes) : null;
    const empty = to.every(({ size }) => size === 0);
    return () => {
      for (const value of to) if (taken.has(value)) value.buffer = backend.acquire(value.size);
      const program = laid ?? layOut(renew!());
      if (empty) return;
      backend.runProgram(
        program,
        from.map(({ root }) => root.buffer!),
        to.map(({ buffer }) => buffer!),
      );
    };
  }

  /** A value that only kernels see gets a buffer for good, which others use when it is needed no more. */
  private giveBuffers({ items }: Schedule): void {
    const lastUse = new Map<Value, number>();
    items.forEach((item, i) => {
      if (item.kind !== 'kernel') return;
      for (const one of [...item.inputs, ...item.outputs]) lastUse.set(this.values[one].root, i);
    });
    const endings = items.map((): Value[] => []);
    for (const [value, i] of lastUse) endings[i].push(value);
    const own: PooledBuffer[] = [];
    const free: PooledBuffer[] = [];
    const mine = new Set<Value>();
    items.forEach((item, i) => {
      if (item.kind === 'kernel' && !item.kernel.aliases) {
        for (const value of item.outputs.map((one) => this.values[one])) {
          if (this.taken.has(value)) continue;
          const at = free.findIndex(({ bytes }) => bytes === sizeClass(value.size * 4));
          value.buffer = at < 0 ? this.backend.acquire(value.size) : free.splice(at, 1)[0];
          if (at < 0) own.push(value.buffer);
          mine.add(value);
        }
      }
      for (const value of endings[i]) if (mine.has(value)) free.push(value.buffer!);
    });
    const { backend } = this;
    forgotten.register(this, () => own.forEach((one) => backend.release(one)));
  }

  /** A buffer of this run that no tensor took over (the run broke off) goes back. */
  private forget(value: Value): void {
    if (value.buffer !== null && value.owner === null && value.root === value) this.backend.release(value.buffer);
    value.tensor = null;
    value.owner = null;
    value.buffer = null;
  }
}

function newValue(spec: TensorSpec): Value {
  const value = { spec, size: sizeOf(spec.shape), buffer: null, tensor: null, owner: null };
  return Object.assign(value, { root: value as unknown as Value });
}
