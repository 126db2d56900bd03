import { BUFFER_USAGE } from './flags';

/** Dispatches that go to the GPU together: enough to pay for a submit, few enough to let it start early. */
const MAX_DISPATCHES = 128;
/** Room for the parameters of a replay of some thousand dispatches. */
const UNIFORM_BYTES = 1 << 20;

/**
 * Records commands into one encoder, and dispatches that follow each other into one compute pass
 * (WebGPU orders the dispatches of a pass by itself where one reads what another wrote). Parameters
 * of all dispatches lie in one uniform buffer, each at its own offset, and are written in one go
 * just before the batch is submitted; the queue keeps that write behind the batch before.
 */
export class CommandQueue {
  readonly uniforms: GPUBuffer;
  /** Number of the batch being recorded. */
  batch = 1;
  /** How many batches went to the GPU, for tests and figures. */
  submits = 0;
  private readonly words = new Uint32Array(UNIFORM_BYTES / 4);
  private usedBytes = 0;
  private encoder: GPUCommandEncoder | null = null;
  private pass: GPUComputePassEncoder | null = null;
  private dispatches = 0;
  private lastPipeline: GPUComputePipeline | null = null;
  /** How many `together` are open. */
  private undivided = 0;

  constructor(
    private readonly device: GPUDevice,
    private readonly alignment: number,
    private readonly onSubmitted: () => void,
  ) {
    this.uniforms = device.createBuffer({
      label: 'kernel parameters',
      size: UNIFORM_BYTES,
      usage: BUFFER_USAGE.UNIFORM | BUFFER_USAGE.COPY_DST,
    });
  }

  /** Ends the batch first when `count` more dispatches with these parameters may not fit. */
  reserve(count: number, paramWords: number): void {
    const bytes = paramWords * 4 + count * this.alignment;
    if (bytes > UNIFORM_BYTES) throw new Error(`internal: webgpu: one kernel with ${paramWords} parameter words`);
    const isFull = this.undivided === 0 && this.dispatches + count > MAX_DISPATCHES;
    if (isFull || this.usedBytes + bytes > UNIFORM_BYTES) this.submit();
  }

  /** All that `run` dispatches goes into one command buffer, unless it reads back or has more parameters than there is room for. */
  together(run: () => void): void {
    // What is there goes first where the two may not fit.
    if (this.usedBytes > UNIFORM_BYTES / 2) this.submit();
    this.undivided++;
    try {
      run();
    } finally {
      this.undivided--;
    }
    if (this.undivided === 0 && this.dispatches >= MAX_DISPATCHES) this.submit();
  }

  dispatch(
    pipeline: GPUComputePipeline,
    bindGroup: GPUBindGroup,
    params: readonly number[],
    workgroups: readonly [number, number, number],
  ): void {
    const pass = (this.pass ??= this.openEncoder().beginComputePass({ label: `batch ${this.batch}` }));
    if (pipeline !== this.lastPipeline) {
      pass.setPipeline(pipeline);
      this.lastPipeline = pipeline;
    }
    if (params.length > 0) pass.setBindGroup(0, bindGroup, [this.writeParams(params)]);
    else pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(workgroups[0], workgroups[1], workgroups[2]);
    this.dispatches++;
  }

  copy(source: GPUBuffer, sourceOffset: number, target: GPUBuffer, targetOffset: number, bytes: number): void {
    this.endPass();
    this.openEncoder().copyBufferToBuffer(source, sourceOffset, target, targetOffset, bytes);
  }

  /** Hands everything recorded so far to the GPU. */
  submit(): void {
    if (this.encoder === null) return;
    this.endPass();
    const { queue } = this.device;
    if (this.usedBytes > 0) queue.writeBuffer(this.uniforms, 0, this.words, 0, this.usedBytes / 4);
    queue.submit([this.encoder.finish({ label: `batch ${this.batch}` })]);
    this.encoder = null;
    this.usedBytes = 0;
    this.dispatches = 0;
    this.batch++;
    this.submits++;
    this.onSubmitted();
  }

  private openEncoder(): GPUCommandEncoder {
    return (this.encoder ??= this.device.createCommandEncoder({ label: `batch ${this.batch}` }));
  }

  private endPass(): void {
    this.pass?.end();
    this.pass = null;
    this.lastPipeline = null;
  }

  private writeParams(params: readonly number[]): number {
    const offset = this.usedBytes;
    const at = offset / 4;
    // Storing into 32 bits wraps negative integers to their two's complement.
    for (let i = 0; i < params.length; i++) this.words[at + i] = params[i];
    const end = offset + Math.ceil(params.length / 4) * 16;
    this.usedBytes = Math.ceil(end / this.alignment) * this.alignment;
    return offset;
  }
}
