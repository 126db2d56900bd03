import { ValueError } from './errors';
import type { Backend } from './backend';

/**
 * The backend that new tensors live on. One at a time, as in TensorFlow's eager mode; whoever owns
 * the world (a test, the engine worker, the script worker) sets it before the first op.
 */
let active: Backend | null = null;

export function useBackend(backend: Backend): void {
  active = backend;
}

export function activeBackend(): Backend {
  if (active === null) throw new ValueError('no backend is set: call `await tf.setBackend("cpu")` first');
  return active;
}

/** Runs `fn` with another backend in place, and puts the present one back whatever happens. */
export function withBackend<T>(backend: Backend, fn: () => T): T {
  const before = active;
  active = backend;
  try {
    return fn();
  } finally {
    active = before;
  }
}

export function hasBackend(): boolean {
  return active !== null;
}
