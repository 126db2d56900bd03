/**
 * The Python interpreter, closed off: what it sees of JavaScript is what it is given, its memory has a cap, and
 * it can be told to stop between any two instructions. It stays warm from world to world.
 */
import { closeOff } from './closeOff';
import { MemoryCap } from './memoryCap';
import { PACKAGES, PACKAGES_FOLDER } from './packages';
import { type FileSystem, type Pyodide, type PythonFiles, startPyodide } from './pyodide';

/** Bytes that Python may take; tensors are not in it. What is beyond is for telling of it, and for the cells after. */
export const MEMORY_LIMIT = 1 << 30;

export interface Output {
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
}

/** The functions of `lib/_tapedeck/cells.py`, as JavaScript calls them. */
export interface Cells {
  connect(host: (kind: unknown, text: unknown) => void): void;
  open(seed: number): void;
  /** Gives JSON: how the cell has ended. */
  run(source: string, execution: number, firstLine: number): string;
}

export class Interpreter {
  readonly cells: Cells;
  private listener: Output | null = null;

  private constructor(
    readonly pyodide: Pyodide,
    readonly memory: MemoryCap,
  ) {
    pyodide.setStdout(this.stream('stdout'));
    pyodide.setStderr(this.stream('stderr'));
    this.cells = pyodide.pyimport('_tapedeck.cells') as Cells;
  }

  /**
   * Starts one: from its snapshot if there is one and it can be used, else from nothing. Throws when it does not
   * start either way.
   */
  static async load(files: PythonFiles, limit = MEMORY_LIMIT): Promise<Interpreter> {
    const { module, pyodide } = await startPyodide(files).catch((error: unknown) => {
      if (files.snapshot === null) throw error;
      return startPyodide({ ...files, snapshot: null });
    });
    layOut(module.FS, pyodide);
    closeOff(module, pyodide);
    return new Interpreter(pyodide, new MemoryCap(module.memory, limit));
  }

  /** The memory of an interpreter that has started and knows our modules. */
  static async snapshot(files: PythonFiles): Promise<Uint8Array> {
    const { module, pyodide } = await startPyodide({ ...files, snapshot: null }, true);
    layOut(module.FS, pyodide);
    (pyodide.pyimport('_tapedeck.sealed') as { preload(): void }).preload();
    return pyodide.makeMemorySnapshot();
  }

  /** Who hears what Python prints. */
  set output(output: Output | null) {
    this.listener = output;
  }

  /** Asked between instructions: true ends what runs with `KeyboardInterrupt`. */
  set interrupted(asked: () => boolean) {
    this.pyodide.setInterruptBuffer({
      get 0() {
        return asked() ? SIGINT : 0;
      },
      // Python sets 0 when it has taken note; who asks knows better whether that was enough.
      set 0(_value: number) {},
    });
  }

  private stream(name: 'stdout' | 'stderr') {
    return {
      isatty: false,
      write: (bytes: Uint8Array) => {
        this.listener?.[name](bytes);
        return bytes.length;
      },
    };
  }
}

const SIGINT = 2;

/** Our packages, where `import` finds them. A snapshot knows the place already. */
function layOut({ mkdirTree, writeFile }: FileSystem, pyodide: Pyodide): void {
  for (const [name, text] of Object.entries(PACKAGES)) {
    const file = `${PACKAGES_FOLDER}/${name}`;
    mkdirTree(file.slice(0, file.lastIndexOf('/')));
    writeFile(file, text);
  }
  const { path } = pyodide.pyimport('sys') as {
    path: { includes(folder: string): boolean; append(folder: string): void };
  };
  if (!path.includes(PACKAGES_FOLDER)) path.append(PACKAGES_FOLDER);
}
