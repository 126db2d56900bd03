import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * Runs Python with these files beside it, named on its command line in their order; what it printed.
 * The readers that prove our files are Debian's packages for its own Python, so that one runs; PYTHON
 * names another. A machine without one fails the tests rather than skipping them.
 */
export async function runPython(
  code: string,
  files: Readonly<Record<string, Uint8Array | string>> = {},
): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tapedeck-python-'));
  try {
    const names = Object.keys(files).map((name) => path.join(folder, name));
    await Promise.all(Object.values(files).map((content, i) => writeFile(names[i], content)));
    const python = process.env.PYTHON ?? '/usr/bin/python3';
    const { stdout } = await promisify(execFile)(python, ['-c', code, ...names], { cwd: folder, maxBuffer: 2 ** 28 });
    return stdout.trim();
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? '';
    throw new Error(`Python did not answer; \`npm test\` installs what it needs. ${said}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true });
  }
}
