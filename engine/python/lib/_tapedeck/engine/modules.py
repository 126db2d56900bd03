"""Makes `tensorflow` and `keras` of what the engine says of its `tf`: modules whose names are made when asked for."""

import dis
import sys
from types import ModuleType

from . import bridge, classes, functions, operators, optimizers, tensor
from .names import snake

_IMPORT_FROM = dis.opmap["IMPORT_FROM"]
_spaces = {}
_classes = {}
_own = {}
_installed = []


class Space(ModuleType):
    """A module whose functions and classes are made when they are first asked for."""

    def __init__(self, name, shown, entries, own):
        super().__init__(name)
        self.__path__ = []
        self.__dict__.update(own)
        self.__dict__["_entries"] = entries
        self.__dict__["_shown"] = shown

    def __getattr__(self, name):
        entry = self._entries.get(name)
        if entry is None:
            raise _missing(self, name)
        found = self.__dict__[name] = _value(self._shown, name, *entry)
        return found

    def __dir__(self):
        return sorted({*self._entries, *(one for one in self.__dict__ if not one.startswith("_"))})

    def __repr__(self):
        return f"<module {self.__name__!r} (Tapedeck)>"


def _missing(space, name):
    shown = f"{space._shown}.{name}"
    if name.startswith("__"):
        return AttributeError(f"module {space.__name__!r} has no attribute {name!r}")
    note = f"(Tapedeck has no {shown} yet)"
    frame = sys._getframe(2)
    if frame.f_code.co_code[frame.f_lasti] == _IMPORT_FROM:
        return ImportError(f"cannot import name {name!r} from {space.__name__!r} {note}", name=name)
    return AttributeError(f"module {space.__name__!r} has no attribute {name!r} {note}", name=name, obj=space)


def install(surface):
    """Fills `sys.modules` with the modules of a new world."""
    _spaces.clear()
    _classes.clear()
    _walk(surface["spaces"], 0, "tf")
    for one in surface["classes"]:
        _classes.setdefault(one["name"], one["index"])
    functions.clear()
    classes.clear()
    optimizers._named.clear()
    bridge.tensor_of = tensor.tensor_of
    bridge.object_of = classes.object_of
    bridge.class_of = classes.class_of
    bridge.function_of = functions.function_of
    operators.install()
    from . import overlay

    _own.clear()
    _own.update(overlay.names())
    _spaces["tf.keras.activations"] = {name: _spaces["tf.nn"][name] for name in overlay.ACTIVATIONS}
    _build("tf", "tensorflow")
    _link_keras()
    import _tapedeck

    _tapedeck.label = bridge.label


def remove():
    for name in _installed:
        sys.modules.pop(name, None)
    _installed.clear()


def _walk(spaces, number, path):
    """Notes the entries of a space and of those below it, by their paths; a space with two names has two."""
    entries = _spaces[path] = {}
    for name, kind, value in spaces[number]:
        if kind == "space":
            _walk(spaces, value, f"{path}.{snake(name)}")
        else:
            entries[snake(name)] = (kind, value)


def _build(path, name):
    """The module of a path, with those below it."""
    below = {
        one.removeprefix(f"{path}.").split(".")[0]
        for one in (*_spaces, *_own)
        if one.startswith(f"{path}.")
    }
    module = Space(name, path, _spaces.get(path, {}), _own.get(path, {}))
    sys.modules[name] = module
    _installed.append(name)
    for part in sorted(below):
        module.__dict__[part] = _build(f"{path}.{part}", f"{name}.{part}")
    return module


def _link_keras():
    """`keras` is `tensorflow.keras`, under both names."""
    for name in list(_installed):
        if name == "tensorflow.keras" or name.startswith("tensorflow.keras."):
            short = name.removeprefix("tensorflow.")
            sys.modules[short] = sys.modules[name]
            _installed.append(short)


def _value(path, name, kind, value):
    if kind == "function":
        return functions.function_of(value, name)
    if kind == "class":
        return classes.class_of(value)
    return value


def member(path, name):
    """What stands at a place of the engine's own namespace, whatever the module has there."""
    return _value(path, name, *_spaces[path][name])


def function_index(path, name):
    return _spaces[path][snake(name)][1]


def section_of(index):
    """The path of the module that has the class of this number first under `tf.keras`; empty for none."""
    for path, entries in _spaces.items():
        if path.startswith("tf.keras.") and any(one == ("class", index) for one in entries.values()):
            return path
    return ""


def class_index(name):
    """The number of the engine's class of this name."""
    return _classes[name]
