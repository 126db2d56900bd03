import { cpuBackend } from '../backends/cpu/cpuBackend';
import { requestAdapter } from '../backends/webgpu/adapter';
import { createWebgpuBackend, type WebgpuBackend } from '../backends/webgpu/webgpuBackend';
import type { BackendInfo, BackendName } from '../protocol';
import type { Backend } from '../tensor/backend';

export interface OpenBackend {
  readonly backend: Backend;
  readonly info: BackendInfo;
}

export interface BackendSource {
  /** Opens a backend, or the CPU with a notice that says why. `auto`: WebGPU on a hardware adapter where there is one. */
  open(choice: BackendName | 'auto', onLost: (reason: string) => void): Promise<OpenBackend>;
}

/** The backends of this world: the CPU always, WebGPU where `gpu` has an adapter; a software one only when `software` allows it. */
export class BackendChoice implements BackendSource {
  /** One device serves however often a person switches; a lost one is forgotten. */
  private webgpu: { backend: WebgpuBackend; onLost: (reason: string) => void } | null = null;

  constructor(
    private readonly gpu: GPU | undefined,
    private readonly software: boolean,
  ) {}

  async open(choice: BackendName | 'auto', onLost: (reason: string) => void): Promise<OpenBackend> {
    if (choice === 'cpu') return this.cpu(await this.adapterWords(), null);
    if (this.gpu === undefined) return this.cpu(NO_GPU, choice === 'auto' ? null : NO_GPU.reason);
    try {
      const backend = await this.openWebgpu(this.gpu, choice === 'webgpu' && this.software, onLost);
      const { label } = backend;
      const available = ['cpu', 'webgpu'] as const;
      return { backend, info: { name: 'webgpu', label: `WebGPU · ${label}`, adapter: label, available, notice: null } };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const words = choice === 'auto' && this.software ? await this.adapterWords() : { usable: false, reason };
      return this.cpu(words, choice === 'auto' ? null : `WebGPU is not available, so the CPU computes: ${reason}`);
    }
  }

  private async openWebgpu(gpu: GPU, software: boolean, onLost: (reason: string) => void): Promise<WebgpuBackend> {
    if (this.webgpu !== null) {
      this.webgpu.onLost = onLost;
      return this.webgpu.backend;
    }
    const lost = (reason: string) => {
      const listener = this.webgpu?.onLost;
      this.webgpu = null;
      listener?.(reason);
    };
    const backend = await createWebgpuBackend(gpu, { software, onLost: lost });
    this.webgpu = { backend, onLost };
    return backend;
  }

  private cpu(adapter: { usable: boolean; reason: string }, notice: string | null): OpenBackend {
    const available: BackendName[] = adapter.usable ? ['cpu', 'webgpu'] : ['cpu'];
    return {
      backend: cpuBackend,
      info: { name: 'cpu', label: 'CPU · WASM SIMD', adapter: adapter.reason, available, notice },
    };
  }

  /** What WebGPU would run on, or why it would not. */
  private async adapterWords(): Promise<{ usable: boolean; reason: string }> {
    if (this.gpu === undefined) return NO_GPU;
    try {
      const { facts } = await requestAdapter(this.gpu, this.software);
      return { usable: true, reason: facts.description || facts.device || facts.vendor };
    } catch (error) {
      return { usable: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }
}

const NO_GPU = { usable: false, reason: 'this browser engine offers no WebGPU' };
