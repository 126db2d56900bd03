/** The Python worker in a Node thread, with its files from `dist/python`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parentPort, type TransferListItem, workerData } from 'node:worker_threads';
import type { CreateModule, PythonFiles } from '../../../engine/python/pyodide';
import type { ToScript } from '../../../engine/stream/link';
import { lockDown } from '../lockDown';
import { bindEngine } from '../pythonBinding';
import { servePython } from '../pythonService';

const port = parentPort!;
/** This is bundled into `.cache/headless`. */
const FOLDER =
  (workerData as { python?: string } | null)?.python ?? fileURLToPath(new URL('../../dist/python', import.meta.url));

servePython(
  {
    post: (message, transfer) => port.postMessage(message, transfer as unknown as TransferListItem[]),
    listen: (hear) => port.on('message', (message: ToScript) => hear(message)),
    fail: (error) => {
      throw error;
    },
  },
  readPython(),
  bindEngine,
  () => lockDown(globalThis),
);

async function readPython(): Promise<PythonFiles> {
  const file = (name: string) => new Uint8Array(readFileSync(path.join(FOLDER, name)));
  const module = (await import(pathToFileURL(path.join(FOLDER, 'pyodide.js')).href)) as { default: CreateModule };
  return {
    createModule: module.default,
    wasm: await WebAssembly.compile(file('pyodide.wasm')),
    library: file('library.zip'),
    snapshot: file('snapshot.bin'),
  };
}
