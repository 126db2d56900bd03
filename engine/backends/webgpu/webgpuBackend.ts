import type { Attributes, Backend, BufferRef, Kernel, Plan, Schedule, WgslProgram } from '../../tensor/backend';
import type { TypedArray } from '../../tensor/dtype';
import { ValueError } from '../../tensor/errors';
import { formatShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { type AdapterFacts, describeAdapter, requestAdapter } from './adapter';
import { BufferPool, type PooledBuffer } from './bufferPool';
import { CommandQueue } from './commandQueue';
import { DeviceLostError, WebgpuError } from './errors';
import { PipelineCache } from './pipelines';
import { ProgramCache } from './programCache';
import { Readback, type ReadRange } from './readback';
import { WebgpuPlan } from './webgpuPlan';
import { fromWords, refuseFloat64, toWords } from './words';

export interface WebgpuOptions {
  /** Whether an adapter that computes on the CPU will do. */
  readonly software: boolean;
  /** Called once when the device is gone, whatever the cause. */
  readonly onLost?: (reason: string) => void;
}

/**
 * A backend on the best adapter that `gpu` has: Chromium's `navigator.gpu`, or Dawn's in Node.
 * Throws `NoAdapterError` when there is none, or only a software one that was not asked for.
 */
export async function createWebgpuBackend(gpu: GPU, { software, onLost }: WebgpuOptions): Promise<WebgpuBackend> {
  const { adapter, facts } = await requestAdapter(gpu, software);
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    label: 'tensors',
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      minUniformBufferOffsetAlignment: limits.minUniformBufferOffsetAlignment,
    },
  });
  return new WebgpuBackend(gpu, device, facts, onLost ?? (() => {}));
}

/**
 * Tensors in GPU buffers. Nothing waits until someone reads: ops append dispatches to the open batch,
 * and batches go to the GPU when they are full or when numbers are asked for.
 */
export class WebgpuBackend implements Backend {
  readonly name = 'webgpu';
  /** One line that names the adapter. */
  readonly label: string;
  readonly mostBuffers: number;
  private readonly pool: BufferPool;
  private readonly queue: CommandQueue;
  private readonly pipelines: PipelineCache;
  private readonly programs: ProgramCache;
  private readonly readback: Readback;
  private failure: DeviceLostError | WebgpuError | null = null;
  /** Tensors that nobody disposed give their buffers back when the garbage collector finds them. */
  private readonly forgotten = new FinalizationRegistry<PooledBuffer>((buffer) => this.pool.release(buffer));

  constructor(
    /** Held because Node's Dawn ends with its `GPU` object. */
    readonly gpu: GPU,
    private readonly device: GPUDevice,
    readonly adapter: AdapterFacts,
    private readonly onLost: (reason: string) => void,
  ) {
    this.label = describeAdapter(adapter);
    this.mostBuffers = device.limits.maxStorageBuffersPerShaderStage;
    this.programs = new ProgramCache(adapter);
    this.pool = new BufferPool(device, () => this.pipelines.forgetBindGroups());
    this.queue = new CommandQueue(device, device.limits.minUniformBufferOffsetAlignment, () => this.pool.trim());
    this.pipelines = new PipelineCache(device, this.queue.uniforms, (message) =>
      this.fail(`internal: webgpu: ${message}`, true),
    );
    this.readback = new Readback(device);
    device.addEventListener('uncapturederror', (event) => {
      event.preventDefault();
      this.fail(describeFault(event.error), false);
    });
    void device.lost.then(({ reason, message }) => this.lose(reason ?? 'unknown', message));
  }

  upload(tensor: Tensor, data: TypedArray): void {
    this.assertUsable();
    const words = toWords(data, tensor.dtype);
    this.assertFits(tensor);
    const pooled = this.pool.acquireForUpload(words.byteLength, this.queue.batch);
    if (words.length > 0) this.device.queue.writeBuffer(pooled.buffer, 0, words);
    this.adopt(tensor, pooled);
  }

  run(kernel: Kernel, inputs: readonly Tensor[], outputs: readonly Tensor[], attributes: Attributes): void {
    this.assertUsable();
    if (kernel.aliases) {
      this.alias(inputs[0], outputs[0]);
      return;
    }
    if (kernel.wgsl === null) throw new ValueError(`${kernel.name}: has no WebGPU kernel; use the cpu backend`);
    for (const output of outputs) this.assertFits(output);
    const program = this.programs.programFor(kernel, inputs, outputs, attributes);
    const held = outputs.map((output) => this.pool.acquire(output.size * 4, this.queue.batch));
    if (outputs.some((output) => output.size > 0)) {
      this.runProgram(
        program,
        inputs.map((input) => input.storage as PooledBuffer),
        held,
      );
    }
    for (let i = 0; i < outputs.length; i++) this.adopt(outputs[i], held[i]);
  }

  alias(source: Tensor, target: Tensor): void {
    this.assertUsable();
    const pooled = source.storage as PooledBuffer;
    pooled.references++;
    this.adopt(target, pooled);
  }

  async read(tensor: Tensor): Promise<TypedArray> {
    return (await this.readMany([tensor]))[0];
  }

  /** The numbers of all these tensors, through one staging buffer and one wait. */
  async readMany(tensors: readonly Tensor[]): Promise<TypedArray[]> {
    const ranges = tensors.map((tensor) => {
      tensor.assertLive();
      return { buffer: this.touch(tensor.storage as PooledBuffer).buffer, offset: 0, bytes: tensor.size * 4 };
    });
    const answers = await this.readRanges(ranges);
    return answers.map((buffer, i) => fromWords(buffer, tensors[i].dtype));
  }

  readSync(tensor: Tensor): TypedArray {
    throw new ValueError(
      `dataSync: tensor ${tensor.name ?? tensor.id} lives on webgpu, which only answers later; use \`await tensor.data()\``,
    );
  }

  plan(schedule: Schedule): Plan {
    return new WebgpuPlan(schedule, this);
  }

  free(tensor: Tensor): void {
    this.forgotten.unregister(tensor);
    this.pool.release(tensor.storage as PooledBuffer);
  }

  /** Hands everything recorded so far to the GPU without waiting for it. */
  flush(): void {
    if (this.failure === null) this.queue.submit();
  }

  /** Resolves when the GPU has done everything asked of it so far. */
  async finish(): Promise<void> {
    this.assertUsable();
    this.queue.submit();
    await this.device.queue.onSubmittedWorkDone();
    this.assertUsable();
  }

  /** Gives the device back; tensors of this backend are gone. */
  destroy(): void {
    this.lose('destroyed', '');
    this.device.destroy();
  }

  /** What it holds: for memory figures and tests. */
  stats(): { buffers: number; bytes: number; freeBytes: number; pipelines: number; submits: number } {
    const { buffers, totalBytes: bytes, freeBytes } = this.pool;
    return { buffers, bytes, freeBytes, pipelines: this.pipelines.compiled, submits: this.queue.submits };
  }

  /* For kernels that are no ops, such as the summaries of a whole list of tensors. */

  /** A buffer of `words` elements with unknown content; `release` it. */
  acquire(words: number): PooledBuffer {
    this.assertUsable();
    return this.pool.acquire(words * 4, this.queue.batch);
  }

  /** A buffer that holds `words`; `release` it. */
  acquireFilled(words: Uint32Array<ArrayBuffer>): PooledBuffer {
    this.assertUsable();
    const pooled = this.pool.acquireForUpload(words.byteLength, this.queue.batch);
    this.device.queue.writeBuffer(pooled.buffer, 0, words);
    return pooled;
  }

  release(pooled: PooledBuffer): void {
    this.pool.release(pooled);
  }

  /** Copies the elements of `tensor` into `target` from word `at` on. */
  copyInto(tensor: Tensor, target: PooledBuffer, at: number): void {
    const source = this.touch(tensor.storage as PooledBuffer);
    this.queue.copy(source.buffer, 0, this.touch(target).buffer, at * 4, tensor.size * 4);
  }

  /** Programs that `run` runs go to the GPU in one command buffer. */
  together(run: () => void): void {
    this.queue.together(run);
  }

  runProgram(program: WgslProgram, inputs: readonly PooledBuffer[], outputs: readonly PooledBuffer[]): void {
    const { passes } = program;
    let words = 0;
    for (const pass of passes) words += pass.params.length + 3;
    this.queue.reserve(passes.length, words);
    const scratch = (program.scratch ?? []).map((size) => this.pool.acquire(size * 4, this.queue.batch));
    for (const pass of passes) {
      const buffers: PooledBuffer[] = [];
      for (const ref of pass.reads) buffers.push(this.touch(resolve(ref, inputs, outputs, scratch)));
      for (const ref of pass.writes) buffers.push(this.touch(resolve(ref, inputs, outputs, scratch)));
      const pipeline = this.pipelines.pipelineFor(pass);
      const bindGroup = this.pipelines.bindGroupFor(pipeline, buffers);
      this.queue.dispatch(pipeline.pipeline, bindGroup, pass.params, pass.workgroups);
    }
    for (const one of scratch) this.pool.release(one);
  }

  /** Submits, waits, and answers the words of each range. */
  async readRanges(ranges: readonly ReadRange[]): Promise<ArrayBuffer[]> {
    this.assertUsable();
    try {
      const answers = await this.readback.read(
        ranges,
        (...copy) => this.queue.copy(...copy),
        () => this.queue.submit(),
      );
      await this.pipelines.checked();
      this.assertUsable();
      return answers;
    } catch (error) {
      // A map that fails says less than the device does, a moment later.
      await this.pipelines.checked();
      await Promise.race([this.device.lost, new Promise((resolve) => setTimeout(resolve, 0))]);
      this.assertUsable();
      throw error;
    }
  }

  /** Gives the tensor a buffer, with the reference that comes with it. */
  adopt(tensor: Tensor, pooled: PooledBuffer): void {
    tensor.storage = pooled;
    this.forgotten.register(tensor, pooled, tensor);
  }

  private touch(pooled: PooledBuffer): PooledBuffer {
    pooled.lastBatch = this.queue.batch;
    return pooled;
  }

  private assertFits(tensor: Tensor): void {
    refuseFloat64(tensor.dtype);
    const limit = this.device.limits.maxStorageBufferBindingSize;
    if (tensor.size * 4 > limit) {
      throw new ValueError(
        `webgpu: a tensor of shape ${formatShape(tensor.shape)} needs ${tensor.size * 4} bytes, this adapter takes ${limit}`,
      );
    }
  }

  private assertUsable(): void {
    if (this.failure !== null) throw this.failure;
  }

  /** `cause`: it is known to be the first fault; the device also tells what followed from it, sometimes earlier. */
  private fail(message: string, cause: boolean): void {
    if (this.failure === null || (cause && this.failure instanceof WebgpuError)) {
      this.failure = new WebgpuError(message);
    }
  }

  private lose(reason: string, message: string): void {
    if (this.failure instanceof DeviceLostError) return;
    const why = message === '' ? reason : `${reason}: ${message}`;
    this.failure = new DeviceLostError(why);
    this.onLost(why);
  }
}

/** Running out of memory is nobody's bug; anything else that the device complains of is ours. */
function describeFault(error: GPUError): string {
  const outOfMemory = error.constructor.name === 'GPUOutOfMemoryError';
  return outOfMemory ? `webgpu: the GPU has no memory left: ${error.message}` : `internal: webgpu: ${error.message}`;
}

function resolve(
  ref: BufferRef,
  inputs: readonly PooledBuffer[],
  outputs: readonly PooledBuffer[],
  scratch: readonly PooledBuffer[],
): PooledBuffer {
  if ('input' in ref) return inputs[ref.input];
  if ('output' in ref) return outputs[ref.output];
  return scratch[ref.scratch];
}
