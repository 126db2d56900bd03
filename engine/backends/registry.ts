import { activeBackend, useBackend } from '../tensor/activeBackend';
import type { Backend } from '../tensor/backend';
import { ValueError } from '../tensor/errors';
import { cpuBackend } from './cpu/cpuBackend';

export type BackendName = 'cpu' | 'webgpu';

const makers = new Map<BackendName, () => Backend | Promise<Backend>>([['cpu', () => cpuBackend]]);

/** Tells how to make a backend: the WebGPU one needs a `GPU` object from outside, so whoever has one says so. */
export function provideBackend(name: BackendName, make: () => Backend | Promise<Backend>): void {
  makers.set(name, make);
}

/** Makes new tensors live on that backend. Throws `ValueError` where it is not available. */
export async function setBackend(name: BackendName): Promise<void> {
  const make = makers.get(name);
  if (make === undefined) {
    throw new ValueError(
      `setBackend: ${String(name)} is not available here; there is ${[...makers.keys()].join(', ')}`,
    );
  }
  useBackend(await make());
}

/** The name of the backend in use. */
export function getBackend(): Backend['name'] {
  return activeBackend().name;
}
