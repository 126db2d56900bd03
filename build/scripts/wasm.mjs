// Compiles every AssemblyScript file of the CPU backend into a module with the bytes inside, so that
// workers, pages and Node load it alike: matmul.as.ts → generated/matmulWasm.ts, export matmulWasm.
// A file `matmul.as.json` beside it, `["--importMemory", …]`, adds options of the compiler.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './root.mjs';
import { makeIfStale } from './stale.mjs';

const FOLDER = 'engine/backends/cpu/wasm';
const COMPILER = 'node_modules/assemblyscript/bin/asc.js';
const OPTIONS = ['--runtime', 'stub', '--enable', 'simd', '--optimizeLevel', '3', '--noAssert'];

/** Makes what is stale; returns the names of the modules made. */
export async function buildWasm() {
  const folder = path.join(ROOT, FOLDER);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.as.ts'))
    .map((file) => file.slice(0, -'.as.ts'.length));
  const made = [];
  for (const name of names) {
    const ran = await makeIfStale({
      name: `wasm-${name}`,
      inputs: [`${FOLDER}/${name}.as.ts`, `${FOLDER}/${name}.as.json`, 'build/scripts/wasm.mjs', 'package-lock.json'],
      outputs: [`${FOLDER}/generated/${name}Wasm.ts`],
      make: () => compile(folder, name),
    });
    if (ran) made.push(name);
  }
  return made;
}

async function compile(folder, name) {
  const extra = path.join(folder, `${name}.as.json`);
  const options = existsSync(extra) ? JSON.parse(readFileSync(extra, 'utf8')) : [];
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-wasm-'));
  try {
    const wasm = path.join(temporary, 'out.wasm');
    const args = [COMPILER, `${FOLDER}/${name}.as.ts`, '--outFile', wasm, ...OPTIONS, ...options];
    await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    mkdirSync(path.join(folder, 'generated'), { recursive: true });
    writeFileSync(path.join(folder, 'generated', `${name}Wasm.ts`), moduleOf(name, readFileSync(wasm)));
  } catch (error) {
    throw new Error(`AssemblyScript, ${name}.as.ts:\n${error.stdout ?? ''}${error.stderr ?? error.message}`, {
      cause: error,
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function moduleOf(name, bytes) {
  return `// Made from ../${name}.as.ts by build/scripts/wasm.mjs.
const base64 =
  '${bytes.toString('base64')}';

/** The WebAssembly module, ${bytes.length} bytes. */
export const ${name}Wasm: Uint8Array<ArrayBuffer> = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
`;
}
