import type { ScriptHost, ScriptLink } from '../../engine/runner/scriptDriver';
import type { FromScript } from '../../engine/stream/link';

/** What interprets a script of TypeScript. */
export const startScriptWorker = (): Worker =>
  new Worker(new URL('./scriptWorker.ts', import.meta.url), { type: 'module', name: 'script' });

/** What interprets the cells of a notebook. */
export const startPythonWorker = (): Worker =>
  new Worker(new URL('./pythonWorker.ts', import.meta.url), { type: 'module', name: 'python' });

/** Starts workers of one kind beneath the engine worker, so that ending one leaves the engine as it is. */
export class NestedScriptHost implements ScriptHost {
  private worker: Worker | null = null;

  /** `measured` names each start on this world's timeline, for who looks at it from outside. */
  constructor(
    private readonly startWorker: () => Worker,
    private readonly measured: string,
  ) {}

  start(): ScriptLink {
    const begun = performance.now();
    const worker = this.startWorker();
    this.worker = worker;
    const link: ScriptLink = {
      post: (message) => worker.postMessage(message),
      onMessage: null,
      onFailure: null,
    };
    worker.onmessage = ({ data }: MessageEvent<FromScript>) => {
      if (data.type === 'ready') performance.measure(this.measured, { start: begun, end: performance.now() });
      link.onMessage?.(data);
    };
    worker.onmessageerror = () => link.onFailure?.('a message of the worker could not be read');
    worker.onerror = (event) => {
      event.preventDefault();
      link.onFailure?.(event.message?.replace(/^Uncaught (\w+: )?/, '') || 'the worker could not be loaded');
    };
    return link;
  }

  terminate(): void {
    this.worker?.terminate();
    this.worker = null;
  }
}
