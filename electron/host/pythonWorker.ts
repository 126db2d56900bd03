/** The Python worker: fetches the interpreter, gives up everything a worker can do, and runs cells. */
import type { CreateModule, PythonFiles } from '../../engine/python/pyodide';
import type { ToScript } from '../../engine/stream/link';
import { lockDown } from './lockDown';
import { bindEngine } from './pythonBinding';
import { servePython } from './pythonService';

const FOLDER = new URL('/python/', self.location.href);

const post = self.postMessage.bind(self);
const report = self.reportError.bind(self);

servePython(
  {
    post: (message, transfer) => post(message, { transfer }),
    listen: (hear) => self.addEventListener('message', ({ data }: MessageEvent<ToScript>) => hear(data)),
    fail: (error) => report(error),
  },
  fetchPython(),
  bindEngine,
  () => lockDown(globalThis),
);

async function fetchPython(): Promise<PythonFiles> {
  const module = import(/* @vite-ignore */ address('pyodide.js')) as Promise<{ default: CreateModule }>;
  const [{ default: createModule }, wasm, library, snapshot] = await Promise.all([
    module,
    WebAssembly.compileStreaming(fetch(address('pyodide.wasm'))),
    fetchBytes('library.zip'),
    // Without it Python starts all the same, only later.
    fetchBytes('snapshot.bin').catch(() => null),
  ]);
  return { createModule, wasm, library, snapshot };
}

async function fetchBytes(name: string): Promise<Uint8Array> {
  const response = await fetch(address(name));
  if (!response.ok) throw new Error(`${name} of Python is not there (${response.status})`);
  return new Uint8Array(await response.arrayBuffer());
}

function address(name: string): string {
  return new URL(name, FOLDER).href;
}
