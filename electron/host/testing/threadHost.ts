import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import type { ScriptHost, ScriptLink } from '../../../engine/runner/scriptDriver';
import type { FromScript } from '../../../engine/stream/link';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const OUT = path.join(ROOT, '.cache/test-script-thread', String(process.pid));

/** Bundles the script worker for Node; the path of the file. */
export async function buildScriptThread(): Promise<string> {
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: path.join(ROOT, 'electron/host/testing/scriptThread.ts'),
      outDir: OUT,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'scriptThread.mjs', codeSplitting: false } },
    },
  });
  return path.join(OUT, 'scriptThread.mjs');
}

/** Runs the real script worker in a Node thread. */
export class ThreadHost implements ScriptHost {
  worker: Worker | null = null;
  started = 0;

  constructor(private readonly file: string) {}

  start(): ScriptLink {
    const worker = new Worker(this.file);
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
