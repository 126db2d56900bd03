/** Writes the memory of an interpreter that has started beside the files that it has started from. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Interpreter } from '../../engine/python/interpreter';
import type { CreateModule } from '../../engine/python/pyodide';

const folder = process.argv[2];
const file = (name: string) => readFileSync(path.join(folder, name));
const module = (await import(pathToFileURL(path.join(folder, 'pyodide.js')).href)) as { default: CreateModule };
const snapshot = await Interpreter.snapshot({
  createModule: module.default,
  wasm: await WebAssembly.compile(file('pyodide.wasm')),
  library: new Uint8Array(file('library.zip')),
  snapshot: null,
});
writeFileSync(path.join(folder, 'snapshot.bin'), snapshot);
process.exit(0);
