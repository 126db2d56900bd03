/**
 * Takes everything of JavaScript away from an interpreter that has started. Python can be searched through from
 * any corner (`gc`, `sys.modules`, frames), so hiding a name closes nothing: what the names stood for is replaced
 * by empty objects, in Pyodide's own table.
 */
import type { EmscriptenModule, Pyodide } from './pyodide';

/** C modules of Python's that reach beneath Python: memory by address, Pyodide's insides, CPython's own tests. */
const CLOSED_MODULES = /^(_ctypes|_pyodide_core|_posixsubprocess|_socket|_remote_debugging|_test\w*|_xx\w*|xx\w*)$/;

/** The table is small: globals, the public and the inner interface, a scheduler. */
const MOST_REFERENCES = 4096;

export function closeOff(module: EmscriptenModule, pyodide: Pyodide): void {
  (pyodide.pyimport('_tapedeck.sealed') as { seal(): void }).seal();
  replaceReferences(module);
  closeModules(module);
  module.closedOff = true;
}

function replaceReferences(module: EmscriptenModule): void {
  const nothing = Object.freeze(Object.create(null) as object);
  const noFunction = Object.freeze(Object.setPrototypeOf(() => undefined, null) as object);
  // The first is null. Past the last, asking throws.
  for (let index = 1; index < MOST_REFERENCES; index++) {
    let value: unknown;
    try {
      value = module.__hiwire_get(index);
    } catch {
      return;
    }
    if (typeof value !== 'object' && typeof value !== 'function') continue;
    if (module.__hiwire_set(index, typeof value === 'function' ? noFunction : nothing) < 0) {
      throw new Error('internal: a reference of Python could not be replaced');
    }
  }
}

/** CPython's table of built-in modules: pairs of a name and a function, up to a pair without a name. */
function closeModules({ HEAPU8, HEAPU32, _PyImport_Inittab }: EmscriptenModule): void {
  const closed = new Uint8Array([0]);
  for (let entry = HEAPU32[_PyImport_Inittab >>> 2]; HEAPU32[entry >>> 2] !== 0; entry += 8) {
    const name = HEAPU32[entry >>> 2];
    const end = HEAPU8.indexOf(0, name);
    if (CLOSED_MODULES.test(new TextDecoder().decode(HEAPU8.slice(name, end)))) HEAPU8.set(closed, name);
  }
}
