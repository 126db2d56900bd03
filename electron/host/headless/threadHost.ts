import { Worker } from 'node:worker_threads';
import type { ScriptHost, ScriptLink } from '../../../engine/runner/scriptDriver';
import type { FromScript } from '../../../engine/stream/link';

/** Runs the real script or Python worker, bundled to a file, in a Node thread. */
export class ThreadHost implements ScriptHost {
  worker: Worker | null = null;
  started = 0;

  constructor(
    private readonly file: string | URL,
    private readonly workerData?: unknown,
  ) {}

  start(): ScriptLink {
    const worker = new Worker(this.file, { workerData: this.workerData });
    this.worker = worker;
    this.started++;
    const link: ScriptLink = { post: (message) => worker.postMessage(message), onMessage: null, onFailure: null };
    worker.on('message', (message: FromScript) => link.onMessage?.(message));
    worker.on('error', (error) => link.onFailure?.(error.message));
    worker.on('exit', () => link.onFailure?.('the thread ended'));
    return link;
  }

  terminate(): void {
    void this.worker?.terminate();
    this.worker = null;
  }
}
