/** Python with the binding, on a backend directly: what tests of it run in. One interpreter for each test file. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPyodide } from 'pyodide';
import { tf } from '../../index';
import { clearSession } from '../../keras/names';
import { setSeed } from '../../random';
import { CountedBackend, Garbage } from '../../script/garbage';
import { context } from '../../tape/context';
import { activeBackend, useBackend } from '../../tensor/activeBackend';
import type { Variable } from '../../tape/variable';
import { PythonBinding } from '../binding';

const LIBRARY = fileURLToPath(new URL('../lib', import.meta.url));
const HOME = '/tapedeck';

export interface PythonWorld {
  readonly binding: PythonBinding;
  readonly backend: CountedBackend;
  readonly garbage: Garbage;
  readonly labels: [name: string, object: object][];
  /** Runs a cell and gives what it printed, with the `repr` of its last expression as Jupyter shows it. */
  run(source: string): string;
  /** As `run`, for a cell that must raise: the last line of its traceback. */
  fails(source: string): string;
  reset(): void;
}

export async function openPython(): Promise<PythonWorld> {
  const pyodide = await loadPyodide({ indexURL: dirname(fileURLToPath(import.meta.resolve('pyodide'))) });
  for (const file of filesBelow(LIBRARY)) {
    const path = `${HOME}/${relative(LIBRARY, file)}`;
    pyodide.FS.mkdirTree(dirname(path));
    pyodide.FS.writeFile(path, readFileSync(file));
  }
  pyodide.runPython(`import sys; sys.path.insert(0, ${JSON.stringify(HOME)})`);
  const backend = new CountedBackend(activeBackend());
  useBackend(backend);
  const garbage = new Garbage(backend, new Set<Variable>());
  const labels: [string, object][] = [];
  const binding = new PythonBinding(tf, pyodide, {
    calling: () => garbage.collectWhenDue(binding),
    labelled: (object, name) => labels.push([name, object]),
  });
  begin(binding, 'install');
  const cell = pyodide.runPython(RUN_CELL) as (source: string) => string;
  return {
    binding,
    backend,
    garbage,
    labels,
    run: (source) => {
      const answer = cell(source);
      if (answer.startsWith('\u0000')) throw new Error(answer.slice(1));
      return answer;
    },
    fails: (source) => {
      const answer = cell(source);
      if (!answer.startsWith('\u0000')) throw new Error(`nothing was raised; it gave ${answer}`);
      return answer.trimEnd().split('\n').pop()!;
    },
    reset: () => {
      pyodide.runPython('_cells.clear()');
      begin(binding, 'reset');
    },
  };
}

function begin(binding: PythonBinding, how: 'install' | 'reset'): void {
  context.tapes = [];
  context.scope = '';
  context.line = null;
  context.nextRecord = 1;
  clearSession();
  setSeed(0);
  binding[how]();
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : path.endsWith('.py') ? [path] : [];
  });
}

const RUN_CELL = `
import ast, contextlib, io, traceback
_cells = {}
_count = 0

def _run_cell(source):
    global _count
    from _tapedeck.cells import FIRST_LINES
    _count += 1
    name = f"<cell {_count}>"
    FIRST_LINES[name] = 1000 * _count
    _cells.setdefault("__name__", "__main__")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            tree = ast.parse(source)
            last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, name, "exec"), _cells)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), name, "eval"), _cells)
                if value is not None:
                    print(repr(value))
        except BaseException:
            return chr(0) + traceback.format_exc()
    return out.getvalue().removesuffix("\\n")

_run_cell
`;
