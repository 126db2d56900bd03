import { afterAll, afterEach, beforeEach } from 'vitest';
import { create } from 'webgpu';
import { createWebgpuBackend, type WebgpuBackend, type WebgpuOptions } from '../backends/webgpu/webgpuBackend';

/**
 * A WebGPU backend in Node, on whatever Vulkan, Metal or D3D12 driver there is; software drivers do.
 * A machine without one fails the tests rather than skipping them.
 */
export async function testWebgpuBackend(options: Partial<WebgpuOptions> = {}): Promise<WebgpuBackend> {
  try {
    return await createWebgpuBackend(create([]), { software: true, ...options });
  } catch (error) {
    const driver = process.env.VK_ICD_FILENAMES ?? 'not set';
    throw new Error(
      `WebGPU tests need a GPU driver, and there is none (${(error as Error).message}; VK_ICD_FILENAMES is ${driver}). ` +
        'On Linux the SwiftShader of the Electron in use serves: run `npm test`, which prepares one.',
      { cause: error },
    );
  }
}

/** The same backend with the kernels that it would choose on a real GPU. */
export async function testWebgpuBackendAsHardware(): Promise<WebgpuBackend> {
  const backend = await testWebgpuBackend();
  Object.assign(backend.adapter, { software: false });
  return backend;
}

/**
 * One backend for the tests of a file, and a new one after a test that failed: a backend that has met
 * a fault answers with it from then on, and one broken op must not fail the others.
 */
export function sharedWebgpuBackend(make = () => testWebgpuBackend()): () => WebgpuBackend {
  let backend: WebgpuBackend | null = null;
  const close = () => {
    backend?.destroy();
    backend = null;
  };
  beforeEach(async () => {
    backend ??= await make();
  });
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') close();
  });
  afterAll(close);
  return () => backend!;
}
