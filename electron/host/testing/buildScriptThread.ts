import path from 'node:path';
import { build } from 'vite';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** Bundles the script worker for Node; the path of the file. */
export function buildScriptThread(): Promise<string> {
  return buildThread('electron/host/headless/scriptThread.ts');
}

/** Bundles a worker for Node into a folder of its own; the path of the file. */
export async function buildThread(entry: string): Promise<string> {
  const { name } = path.parse(entry);
  const outDir = path.join(ROOT, '.cache/test-threads', `${name}-${process.pid}`);
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: path.join(ROOT, entry),
      outDir,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { output: { entryFileNames: `${name}.mjs`, codeSplitting: false } },
    },
  });
  return path.join(outDir, `${name}.mjs`);
}
