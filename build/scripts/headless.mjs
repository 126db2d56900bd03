// The engine for Node, without a window: what `npm run export` runs. Bundled when stale.
import path from 'node:path';
import { ROOT } from './root.mjs';
import { buildPython } from './python.mjs';
import { makeIfStale } from './stale.mjs';
import { buildWasm } from './wasm.mjs';

const OUT = '.cache/headless';
const PROGRAMS = ['exportScript', 'scriptThread', 'pythonThread'];

/** Bundles it if need be; the path of the program. */
export async function buildHeadless() {
  await buildWasm();
  await buildPython();
  await makeIfStale({
    name: 'headless',
    inputs: ['electron', 'engine', 'build/scripts/headless.mjs', 'package-lock.json'],
    outputs: PROGRAMS.map((name) => `${OUT}/${name}.mjs`),
    ignore: /\.test\.ts$/,
    make: bundle,
  });
  return path.join(ROOT, OUT, 'exportScript.mjs');
}

async function bundle() {
  const { build } = await import('vite');
  // Each stands alone: a thread is started from a file.
  for (const name of PROGRAMS) {
    await build({
      configFile: false,
      root: ROOT,
      logLevel: 'warn',
      publicDir: false,
      build: {
        ssr: path.join(ROOT, `electron/host/headless/${name}.ts`),
        target: 'node20',
        outDir: path.join(ROOT, OUT),
        emptyOutDir: false,
        minify: false,
        rolldownOptions: { output: { entryFileNames: `${name}.mjs`, codeSplitting: false } },
      },
    });
  }
}
