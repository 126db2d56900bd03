import type { ScriptHost, ScriptLink } from '../../engine/runner/scriptDriver';
import type { FromScript } from '../../engine/stream/link';

/** Starts script workers beneath the engine worker, so that ending one leaves the engine as it is. */
export class NestedScriptHost implements ScriptHost {
  private worker: Worker | null = null;

  start(): ScriptLink {
    const worker = new Worker(new URL('./scriptWorker.ts', import.meta.url), { type: 'module', name: 'script' });
    this.worker = worker;
    const link: ScriptLink = {
      post: (message) => worker.postMessage(message),
      onMessage: null,
      onFailure: null,
    };
    worker.onmessage = ({ data }: MessageEvent<FromScript>) => link.onMessage?.(data);
    worker.onmessageerror = () => link.onFailure?.('a message of the script worker could not be read');
    worker.onerror = (event) => {
      event.preventDefault();
      link.onFailure?.(event.message || 'the script worker could not be loaded');
    };
    return link;
  }

  terminate(): void {
    this.worker?.terminate();
    this.worker = null;
  }
}
