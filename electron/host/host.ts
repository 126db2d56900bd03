/**
 * The engine-host page: starts the engine worker, passes on the ports of workbenches, and reports
 * its end to main. It holds no state of its own.
 */
import type { HostBridge } from './hostPreload';

declare global {
  interface Window {
    readonly engineHost: HostBridge;
  }
}

/** What the page tells the engine worker. */
export type HostMessage =
  /** First of all: which backend to start on (`auto`, `cpu`, `webgpu`), and whether a software adapter will do. */
  | { type: 'start'; backend: string; software: boolean }
  /** A workbench's port, transferred with the message. */
  | { type: 'attachPort' };

/** What the engine worker tells the page. */
export type WorkerMessage =
  /** It cannot go on. */
  { type: 'fatal'; reason: string };

const query = new URLSearchParams(window.location.search);
const worker = new Worker(new URL('./engineWorker.ts', import.meta.url), { type: 'module', name: 'engine' });

worker.addEventListener('error', (event) => {
  const where = event.filename ? ` (${event.filename.replace(/^.*\//, '')}:${event.lineno})` : '';
  window.engineHost.failed(`the engine worker failed: ${event.message ?? 'it could not be loaded'}${where}`);
});
worker.addEventListener('message', (event: MessageEvent<WorkerMessage>) => {
  if (event.data.type === 'fatal') window.engineHost.failed(event.data.reason);
});

tell({ type: 'start', backend: query.get('backend') ?? 'auto', software: query.get('software') === '1' });

window.addEventListener('message', (event) => {
  if (event.source === window && event.data?.type === 'attachPort') tell({ type: 'attachPort' }, [...event.ports]);
});
window.engineHost.ready();

function tell(message: HostMessage, transfer: Transferable[] = []): void {
  worker.postMessage(message, transfer);
}
