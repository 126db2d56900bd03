/**
 * The GPU is gone: the driver restarted, the machine slept, or `destroy` was called. Its tensors are
 * gone with it; make a new backend, or go on with the cpu one.
 */
export class DeviceLostError extends Error {
  override readonly name: string = 'DeviceLostError';

  constructor(readonly reason: string) {
    super(`webgpu: the device was lost (${reason}); its tensors are gone`);
  }
}

/**
 * The GPU refused or failed to do what it was told: out of memory, or a kernel that does not
 * compile. The tensors that depended on it hold no true numbers, so every later call throws it again.
 */
export class WebgpuError extends Error {
  override readonly name: string = 'WebgpuError';
}

/** There is no adapter that may be used. The message says which there was, if any. */
export class NoAdapterError extends Error {
  override readonly name: string = 'NoAdapterError';
}
