// The engine as one module for Node, made anew only when the engine has changed.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../scripts/root.mjs';
import { makeIfStale } from '../scripts/stale.mjs';
import { buildWasm } from '../scripts/wasm.mjs';

const OUTPUT = '.cache/bench/engine.mjs';

/** The path of the bundle, which exports `tf` and, for WebGPU, what `build/bench/entry.ts` adds. */
export async function bundleEngine() {
  await buildWasm();
  await makeIfStale({
    name: 'bench-engine',
    inputs: ['engine', 'build/bench/entry.ts', 'build/bench/bundle.mjs', 'package-lock.json'],
    outputs: [OUTPUT],
    ignore: /\.test\.ts$/,
    make,
  });
  return path.join(ROOT, OUTPUT);
}

async function make() {
  const { build } = await import('vite');
  await build({
    configFile: false,
    logLevel: 'warn',
    root: ROOT,
    publicDir: false,
    build: {
      target: 'node20',
      outDir: path.join(ROOT, path.dirname(OUTPUT)),
      emptyOutDir: false,
      minify: false,
      reportCompressedSize: false,
      lib: {
        entry: fileURLToPath(new URL('entry.ts', import.meta.url)),
        formats: ['es'],
        fileName: () => path.basename(OUTPUT),
      },
    },
  });
}

/** Whether the benchmark's own packages (TensorFlow.js) are installed. */
export function hasPeers() {
  const folder = fileURLToPath(new URL('node_modules/@tensorflow', import.meta.url));
  return existsSync(folder) && readdirSync(folder).includes('tfjs');
}
