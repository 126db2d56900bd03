// Compiles every AssemblyScript file of the CPU backend into a module with the bytes inside, so that
// workers, pages and Node load it alike: matmul.as.ts → generated/matmulWasm.ts, export matmulWasm.
// All import the backend's shared memory. A file `matmul.as.json` beside the source names the modules to make of it, each
// with further options of the compiler: `{ "matmul": [], "matmulFma": ["--enable", "relaxed-simd"] }`.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './root.mjs';
import { makeIfStale } from './stale.mjs';

const FOLDER = 'engine/backends/cpu/wasm';
const COMPILER = 'node_modules/assemblyscript/bin/asc.js';
const MEMORY = [
  '--importMemory',
  '--enable',
  'threads',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
];
const OPTIONS = ['--runtime', 'stub', '--enable', 'simd', '--optimizeLevel', '3', '--noAssert', ...MEMORY];

/** Makes what is stale; returns the names of the modules made. */
export async function buildWasm() {
  const folder = path.join(ROOT, FOLDER);
  if (!existsSync(folder)) return [];
  const made = [];
  for (const file of readdirSync(folder).filter((one) => one.endsWith('.as.ts'))) {
    const options = `${file.slice(0, -'.ts'.length)}.json`;
    for (const [name, more] of Object.entries(modulesOf(file, path.join(folder, options)))) {
      const ran = await makeIfStale({
        name: `wasm-${name}`,
        inputs: [`${FOLDER}/${file}`, `${FOLDER}/${options}`, 'build/scripts/wasm.mjs', 'package-lock.json'],
        outputs: [`${FOLDER}/generated/${name}Wasm.ts`],
        make: () => compile(folder, file, name, more),
      });
      if (ran) made.push(name);
    }
  }
  return made;
}

function modulesOf(file, options) {
  return existsSync(options) ? JSON.parse(readFileSync(options, 'utf8')) : { [file.slice(0, -'.as.ts'.length)]: [] };
}

async function compile(folder, file, name, options) {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'tapedeck-wasm-'));
  try {
    const wasm = path.join(temporary, 'out.wasm');
    const args = [COMPILER, `${FOLDER}/${file}`, '--outFile', wasm, ...OPTIONS, ...options];
    await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    mkdirSync(path.join(folder, 'generated'), { recursive: true });
    writeFileSync(path.join(folder, 'generated', `${name}Wasm.ts`), moduleOf(file, name, readFileSync(wasm)));
  } catch (error) {
    throw new Error(`AssemblyScript, ${file}:\n${error.stdout ?? ''}${error.stderr ?? error.message}`, {
      cause: error,
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function moduleOf(file, name, bytes) {
  return `// Made from ../${file} by build/scripts/wasm.mjs.
const base64 =
  '${bytes.toString('base64')}';

/** The WebAssembly module, ${bytes.length} bytes. */
export const ${name}Wasm: Uint8Array<ArrayBuffer> = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
`;
}
