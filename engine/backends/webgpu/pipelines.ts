import type { WgslPass } from '../../tensor/backend';
import type { PooledBuffer } from './bufferPool';
import { COMPUTE_STAGE } from './flags';

/** A compiled pass: what is set before a dispatch. */
export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly signature: Signature;
}

/** Passes with the same numbers of bindings share one layout, and so their bind groups. */
interface Signature {
  readonly name: string;
  readonly layout: GPUBindGroupLayout;
  readonly pipelineLayout: GPUPipelineLayout;
  readonly uniformBytes: number;
}

/** Beyond this many cached bind groups all are dropped: shapes changed too often for the cache to pay. */
const MAX_BIND_GROUPS = 8192;

/** Compiles each kernel once, and makes each bind group once while its buffers live. */
export class PipelineCache {
  private readonly pipelines = new Map<string, Pipeline>();
  private readonly signatures = new Map<string, Signature>();
  private readonly bindGroups = new Map<string, GPUBindGroup>();
  private readonly checks = new Set<Promise<void>>();

  constructor(
    private readonly device: GPUDevice,
    /** The uniform buffer that all parameters lie in. */
    private readonly uniforms: GPUBuffer,
    private readonly onError: (message: string) => void,
  ) {}

  get compiled(): number {
    return this.pipelines.size;
  }

  /** Resolves when all that was compiled so far is known to be good, or `onError` has been told. */
  async checked(): Promise<void> {
    if (this.checks.size > 0) await Promise.all(this.checks);
  }

  pipelineFor(pass: WgslPass): Pipeline {
    let found = this.pipelines.get(pass.key);
    if (found === undefined) {
      found = this.compile(pass);
      this.pipelines.set(pass.key, found);
    }
    return found;
  }

  bindGroupFor({ signature }: Pipeline, buffers: readonly PooledBuffer[]): GPUBindGroup {
    let key = signature.name;
    for (let i = 0; i < buffers.length; i++) key += `,${buffers[i].id}`;
    let group = this.bindGroups.get(key);
    if (group === undefined) {
      if (this.bindGroups.size >= MAX_BIND_GROUPS) this.bindGroups.clear();
      group = this.bind(key, signature, buffers);
      this.bindGroups.set(key, group);
    }
    return group;
  }

  /** Buffers were destroyed: no bind group may name them any more. */
  forgetBindGroups(): void {
    this.bindGroups.clear();
  }

  private bind(label: string, signature: Signature, buffers: readonly PooledBuffer[]): GPUBindGroup {
    const entries: GPUBindGroupEntry[] = buffers.map(({ buffer }, binding) => ({ binding, resource: { buffer } }));
    if (signature.uniformBytes > 0) {
      const resource = { buffer: this.uniforms, offset: 0, size: signature.uniformBytes };
      entries.push({ binding: buffers.length, resource });
    }
    return this.device.createBindGroup({ label, layout: signature.layout, entries });
  }

  private compile(pass: WgslPass): Pipeline {
    const { device } = this;
    const signature = this.signatureFor(pass);
    device.pushErrorScope('validation');
    const code = pass.source();
    const module = device.createShaderModule({ label: pass.key, code });
    const pipeline = device.createComputePipeline({
      label: pass.key,
      layout: signature.pipelineLayout,
      compute: { module, entryPoint: 'main' },
    });
    const check = device
      .popErrorScope()
      .then(
        (error) => error && this.onError(`kernel ${pass.key} does not compile: ${error.message}\n${code}`),
        // The device was lost meanwhile, which is told elsewhere.
        () => {},
      )
      .then(() => void this.checks.delete(check));
    this.checks.add(check);
    return { pipeline, signature };
  }

  private signatureFor({ reads, writes, params }: WgslPass): Signature {
    const uniformBytes = Math.ceil(params.length / 4) * 16;
    const name = `r${reads.length}w${writes.length}u${uniformBytes}`;
    let signature = this.signatures.get(name);
    if (signature === undefined) {
      const entries: GPUBindGroupLayoutEntry[] = [];
      for (let i = 0; i < reads.length + writes.length; i++) {
        const type = i < reads.length ? 'read-only-storage' : 'storage';
        entries.push({ binding: i, visibility: COMPUTE_STAGE, buffer: { type } });
      }
      if (uniformBytes > 0) {
        const buffer = { type: 'uniform', hasDynamicOffset: true, minBindingSize: uniformBytes } as const;
        entries.push({ binding: entries.length, visibility: COMPUTE_STAGE, buffer });
      }
      const layout = this.device.createBindGroupLayout({ label: name, entries });
      const pipelineLayout = this.device.createPipelineLayout({ label: name, bindGroupLayouts: [layout] });
      signature = { name, layout, pipelineLayout, uniformBytes };
      this.signatures.set(name, signature);
    }
    return signature;
  }
}
