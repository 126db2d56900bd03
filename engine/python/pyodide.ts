/**
 * Starts Pyodide from bytes that it is given. Pyodide's own loader fetches its files, asks which world it is in and
 * in Node reaches for `fs` and `child_process`; here it is told that it is in a worker, and finds nothing to reach
 * for. What this relies on is private to the pinned version: `build/scripts/python.mjs` checks it.
 */

/** Everything that an interpreter is made of. */
export interface PythonFiles {
  /** The default export of Pyodide's `pyodide.asm.mjs`, as `build/scripts/python.mjs` has made it. */
  readonly createModule: CreateModule;
  readonly wasm: WebAssembly.Module;
  /** `python_stdlib.zip`. */
  readonly library: Uint8Array;
  /** Memory of an interpreter that has started, or null: then it starts from nothing, which takes seconds. */
  readonly snapshot: Uint8Array | null;
}

/** Runs Emscripten's module with these settings. */
export type CreateModule = (settings: object) => Promise<EmscriptenModule>;

/** What is used of Emscripten's module. */
export interface EmscriptenModule {
  readonly FS: FileSystem;
  readonly ENV: Record<string, string>;
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  readonly memory: WebAssembly.Memory;
  readonly _Py_Version: number;
  readonly _PyImport_Inittab: number;
  readonly API: PyodideInternals;
  locateFile: (file: string) => never;
  /** From now on Python may only read and call what it is given (`build/scripts/python.mjs`). */
  closedOff?: boolean;
  /** Pyodide's table of the JavaScript objects that Python holds. */
  __hiwire_get(index: number): unknown;
  __hiwire_set(index: number, value: unknown): number;
}

export interface FileSystem {
  mkdirTree(path: string): void;
  chdir(path: string): void;
  writeFile(path: string, content: string | Uint8Array): void;
}

interface PyodideInternals {
  pyVersionTuple: readonly number[];
  sitePackages: string;
  readonly _pyodide: { set_excepthook(): void };
  restoreSnapshot(bytes: Uint8Array): unknown;
  finalizeBootstrap(restored: unknown): Pyodide;
  initializeStreams(stdin: () => null, stdout: (text: string) => void, stderr: (text: string) => void): void;
}

/** What is used of Pyodide. */
export interface Pyodide {
  pyimport(name: string): unknown;
  setStdout(to: { write(bytes: Uint8Array): number; isatty: boolean }): void;
  setStderr(to: { write(bytes: Uint8Array): number; isatty: boolean }): void;
  setInterruptBuffer(buffer: { 0: number }): void;
  makeMemorySnapshot(): Uint8Array;
}

export interface Started {
  readonly module: EmscriptenModule;
  readonly pyodide: Pyodide;
}

/** Of 314.0.7. A snapshot says which build it is of, and is refused by another. */
export const BUILD_ID = '990c3b51a9722d62434de2bbc9643732658d488c1b6d467f22c1b6beba80d497';
export const HOME = '/home/tapedeck';

const WORKER = {
  IN_BUN: false,
  IN_DENO: false,
  IN_NODE: false,
  IN_NODE_COMMONJS: false,
  IN_NODE_ESM: false,
  IN_SAFARI: false,
  IN_SHELL: false,
  IN_WORKERD: false,
  IN_BROWSER: true,
  IN_BROWSER_MAIN_THREAD: false,
  IN_BROWSER_WEB_WORKER: true,
};

/** The program's own environment. The seed of hashes is fixed, so that a run is the same every time. */
const ENVIRONMENT = { HOME, USER: 'tapedeck', LOGNAME: 'tapedeck', PYTHONHASHSEED: '0', PYTHONINSPECT: '1' };

export async function startPyodide(files: PythonFiles, willSnapshot = false): Promise<Started> {
  const { snapshot } = files;
  const settings = settingsOf(files, willSnapshot);
  const module = await files.createModule(settings);
  if (settings.exitCode !== undefined) throw new Error(`Python ended with ${settings.exitCode} before it had begun`);
  const { API } = module;
  module.locateFile = (file) => {
    throw new Error(`there is no file ${file}`);
  };
  const pyodide = API.finalizeBootstrap(snapshot === null ? undefined : API.restoreSnapshot(snapshot));
  if (snapshot === null) API._pyodide.set_excepthook();
  API.initializeStreams(
    () => null,
    () => {},
    () => {},
  );
  return { module, pyodide };
}

function settingsOf(files: PythonFiles, willSnapshot: boolean) {
  const { snapshot } = files;
  const API = {
    config: {
      // What `import js` finds.
      jsglobals: willSnapshot ? {} : Object.freeze(Object.create(null)),
      args: [],
      packages: [],
      env: ENVIRONMENT,
      indexURL: '/',
      packageBaseUrl: '/',
      packageCacheDir: '/',
      cdnUrl: '/',
      enableRunUntilComplete: false,
      BUILD_ID,
      _makeSnapshot: willSnapshot,
    },
    runtimeEnv: WORKER,
    // The index of packages that could be downloaded never comes.
    lockFilePromise: new Promise(() => {}),
  };
  return {
    API,
    noImageDecoding: true,
    noAudioDecoding: true,
    noWasmDecoding: false,
    arguments: [],
    print: () => {},
    printErr: () => {},
    exitCode: undefined as number | undefined,
    onExit(code: number) {
      this.exitCode = code;
    },
    locateFile: (file: string) => file,
    preRun: [(module: EmscriptenModule) => furnish(module, API as unknown as PyodideInternals, files)],
    instantiateWasm: instantiate(files.wasm),
    // Restored memory must fit.
    ...(snapshot !== null && { noInitialRun: true, INITIAL_MEMORY: snapshot.length }),
  };
}

/** Python's files, in memory. */
function furnish({ FS, ENV, HEAPU32, _Py_Version }: EmscriptenModule, api: PyodideInternals, files: PythonFiles): void {
  const version = HEAPU32[_Py_Version >>> 2];
  const [major, minor] = [version >>> 24, (version >>> 16) & 255];
  api.pyVersionTuple = [major, minor, (version >>> 8) & 255];
  api.sitePackages = `/lib/python${major}.${minor}/site-packages`;
  FS.mkdirTree(api.sitePackages);
  FS.mkdirTree(`/lib/python${major}.${minor}/lib-dynload`);
  FS.writeFile(`/lib/python${major}${minor}.zip`, files.library);
  FS.mkdirTree(HOME);
  FS.chdir(HOME);
  Object.assign(ENV, ENVIRONMENT);
}

/** Emscripten's hook for a module that somebody else has compiled. */
function instantiate(wasm: WebAssembly.Module) {
  return (imports: { env: Record<string, unknown> }, receive: (instance: unknown, module: unknown) => void) => {
    // Pyodide marks an error on JavaScript's side by a value that nothing else can be.
    const marker = Symbol('error');
    imports.env.Jsv_GetError_import = () => marker;
    imports.env.JsvError_Check = (value: unknown) => value === marker;
    receive(new WebAssembly.Instance(wasm, imports as unknown as WebAssembly.Imports), wasm);
    return {};
  };
}
