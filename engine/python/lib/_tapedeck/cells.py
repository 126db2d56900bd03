"""Compiles and runs the cells of a notebook, one after another, in the namespace of one `__main__`.

The engine around Python is `engine/python/world.ts`; it is told of everything through one function (`connect`).
"""

import ast
import builtins
import gc
import inspect
import json
import linecache
import os
import random
import shutil
import sys
import types
from contextlib import suppress

from _tapedeck import source, tracebacks
from _tapedeck.pretty import pretty

# By the name of a cell's file (`Cell In[3]`): the number of its first line among all lines of the run.
FIRST_LINES = {}

HOME = os.getcwd()


def host(kind, text):
    """Set by `connect`."""


_main = types.ModuleType("__main__")
_count = 0
_shows = True
_pristine = None


class StdinNotImplementedError(NotImplementedError):
    """Jupyter's name for it."""


def connect(world):
    """The world hears of: `user`, `rest` (the notebook's own code runs, has ended), `result`, `display`, `note`, `sleep`."""
    global host
    host = world
    _install_builtins()


def open(seed):
    """A fresh world: nothing that cells did before is there."""
    global _main, _count, _pristine
    if _pristine is None:
        _pristine = {**vars(builtins)}, {*sys.modules}, [*sys.path], [*sys.meta_path], sys.getrecursionlimit()
    known_builtins, modules, path, finders, recursion = _pristine
    names = vars(builtins)
    names.update(known_builtins)
    for name in names.keys() - known_builtins.keys():
        del names[name]
    for name in [*sys.modules]:
        # The binding looks after its own modules, and the library need not be read again.
        package = name.partition(".")[0]
        if name not in modules and package not in {"_tapedeck", "tensorflow", "keras", *sys.stdlib_module_names}:
            del sys.modules[name]
    sys.path[:], sys.meta_path[:] = path, finders
    sys.setrecursionlimit(recursion)
    sys.settrace(None)
    sys.setprofile(None)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    sys.displayhook, sys.excepthook = sys.__displayhook__, sys.__excepthook__
    _empty(HOME)
    os.chdir(HOME)
    FIRST_LINES.clear()
    linecache.clearcache()
    _loop().install()
    random.seed(seed)
    vars(_main).clear()
    _main = types.ModuleType("__main__")
    sys.modules["__main__"] = _main
    vars(_main).update(__builtins__=builtins, In=[""], Out={}, _="", __="", ___="", display=display)
    _count = 0
    gc.collect()


def run(text, execution, first_line):
    """Runs a cell. Gives JSON: `end` is `finished`, `interrupted` or `failed`, with the error and its traceback."""
    global _count
    _count = execution
    name = f"Cell In[{execution}]"
    FIRST_LINES[name] = first_line
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    if isinstance(vars(_main).get("In"), list):
        vars(_main)["In"].append(text)
    error = None
    try:
        try:
            code = _compile(text, name)
            host("user", "")
            try:
                _execute(code)
            finally:
                host("rest", "")
        finally:
            _flush()
    except BaseException as raised:
        error = raised
    if error is None:
        return json.dumps({"end": "finished"})
    told = tracebacks.tell(error, FIRST_LINES)
    tracebacks.let_go(error)
    return json.dumps(told)


def display(*values):
    """Shows values as the last one of a cell is shown."""
    _flush()
    for value in values:
        host("display", pretty(value))


def _compile(text, name):
    tree, notes = source.parse(text, name)
    for note in notes:
        host("note", note + "\n")
    tree = source.instrument(tree, silent=source.ends_silently(text))
    return compile(tree, name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)


def _loop():
    from _tapedeck import loop

    return loop


def _execute(code):
    namespace = vars(_main)
    if code.co_flags & inspect.CO_COROUTINE:
        _loop().run(eval(code, namespace))
    else:
        exec(code, namespace)


def _show(value):
    """The value of a cell's last expression."""
    if value is None:
        return
    namespace = vars(_main)
    text = pretty(value)
    _flush()
    host("result", text)
    out = namespace.get("Out")
    if value is out:
        return
    namespace.update(___=namespace.get("__"), __=namespace.get("_"), _=value)
    namespace[f"_{_count}"] = value
    if isinstance(out, dict):
        out[_count] = value


def _label(name, value):
    """An assignment gave `value` a name: the engine shows it by it."""
    label = getattr(sys.modules["_tapedeck"], "label", None)
    if label is not None:
        label(name, value)


def _no_input(*_arguments):
    raise StdinNotImplementedError("a notebook in Tapedeck cannot ask for input: write the value into the cell")


def _no_debugger(*_arguments, **_options):
    raise NotImplementedError("Tapedeck has no pdb: step over the line, or print what you want to see")


def _install_builtins():
    builtins.input = _no_input
    sys.breakpointhook = _no_debugger
    setattr(builtins, source.SHOW, _show)
    setattr(builtins, source.LABEL, _label)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")


def _flush():
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()


def _empty(folder):
    for entry in os.scandir(folder):
        shutil.rmtree(entry.path) if entry.is_dir(follow_symlinks=False) else os.unlink(entry.path)
