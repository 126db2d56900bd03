import { offerHelpers } from '../../engine/backends/cpu/threads';

/** One thread is the engine's own; beyond a few, products are too small to be divided further. */
const MOST = 8;

/** Offers the CPU backend a worker beneath the engine worker for every further core. */
export function offerWorkers(cores: number): void {
  offerHelpers(Math.min(cores, MOST) - 1, (start) => {
    const worker = new Worker(new URL('./kernelWorker.ts', import.meta.url), { type: 'module', name: 'kernel' });
    worker.postMessage(start);
  });
}
