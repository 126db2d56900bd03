import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadPyodide } from 'pyodide';

export type Interpreter = Awaited<ReturnType<typeof loadPyodide>>;

const ROOT = path.join(import.meta.dirname, '../..');

/** Our Python, started in Node with the modules of these folders of the repository on its path. */
export async function startPython(...folders: string[]): Promise<Interpreter> {
  const python = await loadPyodide({ indexURL: path.join(ROOT, 'node_modules/pyodide') });
  for (const folder of folders) {
    const target = `/modules/${folder}`;
    for (const name of readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.py')) continue;
      const file = path.posix.join(target, name.replaceAll(path.sep, '/'));
      python.FS.mkdirTree(path.posix.dirname(file));
      python.FS.writeFile(file, readFileSync(path.join(ROOT, folder, name)));
    }
    python.runPython(`import sys; sys.path.append(${JSON.stringify(target)})`);
  }
  return python;
}
