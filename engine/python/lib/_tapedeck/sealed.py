"""What is done to Python before a notebook's code comes near it: ways out are taken away, ways in are explained.

Here are the doors that have names. What stood behind them is replaced from outside (`closeOff.ts`), since Python can
be searched without any name.
"""

import importlib
import importlib.abc
import os
import pkgutil
import sys

import _tapedeck

# Imported before the snapshot of a started interpreter is taken: in it they cost nothing.
PRELOADED = (
    "abc ast asyncio bisect builtins calendar collections contextlib copy csv dataclasses datetime decimal enum fractions "
    "functools gc glob hashlib heapq inspect io itertools json linecache logging math numbers operator os pathlib pickle "
    "pprint random re shutil statistics string tempfile textwrap time timeit traceback types typing unittest urllib.parse "
    "uuid warnings weakref zipfile"
)

CLOSED = "Tapedeck's Python is closed off: there is no way to JavaScript, to the machine's memory, its files or the network"
_HIDDEN = ("js", "pyodide_js", "_pyodide_core", "pyodide", "_pyodide", "micropip", "ctypes", "_ctypes")
_ARRAYS = "tensors give arrays by .numpy() without it"
_INSTEAD = {
    "numpy": _ARRAYS,
    "jax": _ARRAYS,
    "torch": _ARRAYS,
    "matplotlib": "Tapedeck draws the tape, the losses and the numbers itself",
    "seaborn": "Tapedeck draws the tape, the losses and the numbers itself",
    "tensorflow_datasets": "data can be written into a cell or made with tf.random",
}


def preload():
    for name in PRELOADED.split():
        __import__(name)
    for module in pkgutil.walk_packages(_tapedeck.__path__, "_tapedeck."):
        importlib.import_module(module.name)


def seal():
    core = sys.modules["_pyodide_core"]
    for finder in [*sys.meta_path]:
        if getattr(type(finder), "__module__", "").startswith("_pyodide") or getattr(
            finder, "__module__", ""
        ).startswith("_pyodide"):
            sys.meta_path.remove(finder)
    for name in [*sys.modules]:
        if name.partition(".")[0] in _HIDDEN:
            del sys.modules[name]
    vars(core).clear()
    # An absent package is explained last, a hidden one before anybody can find it.
    sys.meta_path.insert(0, _Hidden())
    sys.meta_path.append(_Absent())
    os.environ.pop("LD_LIBRARY_PATH", None)
    os.environ.pop("PYTHONINSPECT", None)


class _Hidden(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in _HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r} ({CLOSED})", name=name)
        return None


class _Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if "." in name or name.startswith("_") or name in sys.stdlib_module_names:
            return None
        instead = f"; {_INSTEAD[name]}" if name in _INSTEAD else ""
        raise ModuleNotFoundError(
            f"No module named {name!r} (Tapedeck's Python has no such package: "
            f"there is its standard library and tensorflow{instead})",
            name=name,
        )
