import { NoAdapterError } from './errors';

/** What the adapter says of itself; empty strings where it keeps quiet. */
export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** It computes on the CPU (SwiftShader, llvmpipe, WARP). */
  readonly software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|microsoft basic render|\bcpu\b/i;

/** Chromium answers null in the first moments of a process; later a null means that there is none. */
const RETRIES = 12;
const RETRY_MS = 50;

/**
 * The adapter to compute on and its facts. Throws `NoAdapterError` when there is none, and when there
 * is only a software one and `software` is false.
 */
export async function requestAdapter(
  gpu: GPU,
  software: boolean,
): Promise<{ adapter: GPUAdapter; facts: AdapterFacts }> {
  for (let attempt = 0; ; attempt++) {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter !== null) {
      const facts = await factsOf(adapter);
      if (!facts.software || software) return { adapter, facts };
      throw new NoAdapterError(
        `webgpu: the only adapter is a software one (${describeAdapter(facts)}), which is used only when asked for`,
      );
    }
    if (attempt === RETRIES) throw new NoAdapterError('webgpu: there is no adapter');
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** One line to show a person: `NVIDIA GeForce RTX 3060`, `apple metal-3`. */
export function describeAdapter({ vendor, architecture, device, description }: AdapterFacts): string {
  return description || [vendor, device || architecture].filter(Boolean).join(' ') || 'unnamed adapter';
}

/** What Chromium had before `adapter.info` (up to 126). */
interface OldAdapter {
  readonly info?: GPUAdapterInfo;
  readonly isFallbackAdapter?: boolean;
  requestAdapterInfo?(): Promise<GPUAdapterInfo>;
}

async function factsOf(adapter: GPUAdapter): Promise<AdapterFacts> {
  const old = adapter as OldAdapter;
  const info = old.info ?? (await old.requestAdapterInfo?.());
  const words = {
    vendor: info?.vendor ?? '',
    architecture: info?.architecture ?? '',
    device: info?.device ?? '',
    description: info?.description ?? '',
  };
  const fallback = info?.isFallbackAdapter ?? old.isFallbackAdapter ?? false;
  return { ...words, software: fallback || SOFTWARE.test(Object.values(words).join(' ')) };
}
