// The engine as one module for Node, and its helper thread as another, made anew only when the engine has changed.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ROOT } from '../scripts/root.mjs';
import { makeIfStale } from '../scripts/stale.mjs';
import { buildWasm } from '../scripts/wasm.mjs';

const OUTPUT = '.cache/bench/engine.mjs';
const HELPER = '.cache/bench/helper.mjs';
const ENTRIES = [
  { entry: 'entry.ts', output: OUTPUT },
  { entry: 'helper.ts', output: HELPER },
];

/** The path of the bundle, which exports `tf` and, for WebGPU, what `build/bench/entry.ts` adds. */
export async function bundleEngine() {
  await buildWasm();
  await makeIfStale({
    name: 'bench-engine',
    inputs: [
      'engine',
      ...ENTRIES.map(({ entry }) => `build/bench/${entry}`),
      'build/bench/bundle.mjs',
      'package-lock.json',
    ],
    outputs: ENTRIES.map(({ output }) => output),
    ignore: /\.test\.ts$/,
    make: () => Promise.all(ENTRIES.map(make)),
  });
  return path.join(ROOT, OUTPUT);
}

async function make({ entry, output }) {
  const { build } = await import('vite');
  await build({
    configFile: false,
    logLevel: 'warn',
    root: ROOT,
    publicDir: false,
    build: {
      target: 'node20',
      outDir: path.join(ROOT, path.dirname(output)),
      emptyOutDir: false,
      minify: false,
      reportCompressedSize: false,
      lib: {
        entry: fileURLToPath(new URL(entry, import.meta.url)),
        formats: ['es'],
        fileName: () => path.basename(output),
      },
      rollupOptions: { external: /^node:/ },
    },
  });
}

/** Starts a thread of Node that helps this one; for `offerHelpers`. Made by `bundleEngine`. */
export function spawnHelper(start) {
  new Worker(path.join(ROOT, HELPER), { workerData: start }).unref();
}

/** Whether the benchmark's own packages (TensorFlow.js) are installed. */
export function hasPeers() {
  const folder = fileURLToPath(new URL('node_modules/@tensorflow', import.meta.url));
  return existsSync(folder) && readdirSync(folder).includes('tfjs');
}
