import path from 'node:path';
import { build } from 'vite';

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
      ssr: path.join(ROOT, 'electron/host/headless/scriptThread.ts'),
      outDir: OUT,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'scriptThread.mjs', codeSplitting: false } },
    },
  });
  return path.join(OUT, 'scriptThread.mjs');
}
