// Python for the app, in dist/python: Pyodide's module with its ways out taken away, its WebAssembly and library,
// and the memory of an interpreter that has started, from which the app starts in a fraction of the time.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { ROOT } from './root.mjs';
import { makeIfStale } from './stale.mjs';

const FROM = path.join(ROOT, 'node_modules/pyodide');
const OUT = 'dist/python';
const MAKER = '.cache/python/snapshotMaker.mjs';
/** What is replaced below is private to it. */
const VERSION = '314.0.7';

/** What has a part in a snapshot. */
const STARTED_BY = ['interpreter.ts', 'pyodide.ts', 'packages.ts', 'closeOff.ts', 'memoryCap.ts', 'lib'].map(
  (name) => `engine/python/${name}`,
);

/** Makes what is stale; returns the names of what was made. */
export async function buildPython() {
  const made = [];
  const files = await makeIfStale({
    name: 'python-files',
    inputs: ['build/scripts/python.mjs', 'package-lock.json'],
    outputs: [`${OUT}/pyodide.js`, `${OUT}/pyodide.wasm`, `${OUT}/library.zip`],
    make: makeFiles,
  });
  if (files) made.push('python');
  const snapshot = await makeIfStale({
    name: 'python-snapshot',
    inputs: ['build/scripts/python.mjs', 'build/python', ...STARTED_BY, 'package-lock.json'],
    outputs: [`${OUT}/snapshot.bin`],
    make: makeSnapshot,
  });
  if (snapshot) made.push('python snapshot');
  return made;
}

function makeFiles() {
  const { version } = JSON.parse(readFileSync(path.join(FROM, 'package.json'), 'utf8'));
  if (version !== VERSION)
    throw new Error(`Pyodide is ${version}: what is known of ${VERSION} must be looked at again`);
  mkdirSync(path.join(ROOT, OUT), { recursive: true });
  const source = readFileSync(path.join(FROM, 'pyodide.asm.mjs'), 'utf8');
  writeFileSync(path.join(ROOT, OUT, 'pyodide.js'), closedModule(source));
  copyFileSync(path.join(FROM, 'pyodide.asm.wasm'), path.join(ROOT, OUT, 'pyodide.wasm'));
  copyFileSync(path.join(FROM, 'python_stdlib.zip'), path.join(ROOT, OUT, 'library.zip'));
}

/**
 * Emscripten's module without its ways out: it takes itself to be in a worker wherever it is, so that it never
 * reaches for Node; it imports and evaluates nothing; and once it is closed off, it gives Python no property that
 * leads from an object to the rest of JavaScript.
 * @param {string} source
 */
export function closedModule(source) {
  const changes = [
    ['var ENVIRONMENT_IS_WORKER=!!globalThis.WorkerGlobalScope;', 'var ENVIRONMENT_IS_WORKER=true;'],
    ['var ENVIRONMENT_IS_WEB=!!globalThis.window;', 'var ENVIRONMENT_IS_WEB=false;'],
    [
      'var ENVIRONMENT_IS_NODE=globalThis.process?.versions?.node&&globalThis.process?.type!="renderer";',
      'var ENVIRONMENT_IS_NODE=false;',
    ],
    [
      'const jskey=normalizeReservedWords(UTF8ToString(ptrkey));const result=jsobj[jskey];',
      'const jskey=normalizeReservedWords(UTF8ToString(ptrkey));if(Module.closedOff&&LEADS_OUT.has(jskey))return Module.error;const result=jsobj[jskey];',
    ],
    [
      'let jskey=normalizeReservedWords(UTF8ToString(ptrkey));jsobj[jskey]=jsval',
      'if(Module.closedOff)throw new TypeError(READ_ONLY);let jskey=normalizeReservedWords(UTF8ToString(ptrkey));jsobj[jskey]=jsval',
    ],
    [
      'let jskey=normalizeReservedWords(UTF8ToString(ptrkey));delete jsobj[jskey]',
      'if(Module.closedOff)throw new TypeError(READ_ONLY);let jskey=normalizeReservedWords(UTF8ToString(ptrkey));delete jsobj[jskey]',
    ],
    [
      'return Reflect.construct(func,args)',
      'if(Module.closedOff)throw new TypeError(READ_ONLY);return Reflect.construct(func,args)',
    ],
  ];
  const changed = changes.reduce(replaceOnce, source);
  return `${HEAD}${changed.replace(/(?<![\w.$])import\(/g, 'refuse(').replace(/(?<![\w.$])eval\(/g, 'refuse(')}`;
}

const LEADS_OUT = [
  ...['constructor', 'prototype', '__proto__', 'caller', 'callee', 'arguments', 'call', 'apply', 'bind'],
  ...['__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__'],
];

const HEAD = `const LEADS_OUT=new Set(${JSON.stringify(LEADS_OUT)});
const READ_ONLY='Python may only read and call what it is given of JavaScript';
const refuse=()=>{throw new TypeError(READ_ONLY)};
`;

function replaceOnce(source, [from, to]) {
  if (source.split(from).length !== 2) throw new Error(`Pyodide's module is not as expected around: ${from}`);
  return source.replace(from, () => to);
}

// In a process of its own: what Emscripten leaves behind would keep this one from ending.
async function makeSnapshot() {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: path.join(ROOT, 'build/python/snapshotMaker.ts'),
      target: 'node20',
      outDir: path.join(ROOT, path.dirname(MAKER)),
      minify: false,
      rolldownOptions: { output: { entryFileNames: path.basename(MAKER), codeSplitting: false } },
    },
  });
  await promisify(execFile)(process.execPath, [path.join(ROOT, MAKER), path.join(ROOT, OUT)]).catch((error) => {
    // Node shows the line that failed, and Pyodide's is a megabyte long.
    const lines = error.stderr.split('\n').filter((line) => line.length < 400);
    throw new Error(`the snapshot of Python: ${lines.join('\n')}`);
  });
}
