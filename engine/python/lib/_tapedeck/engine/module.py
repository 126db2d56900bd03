"""`tf.Module`, and name scopes."""

from . import bridge
from .names import snake
from .tensor import Variable


class name_scope:
    """A block whose ops and variables carry a name before theirs."""

    def __init__(self, name):
        self._name = name
        self._outer = []

    @property
    def name(self):
        return self._name

    def __enter__(self):
        self._outer.append(bridge.host("enterScope", self._name.rstrip("/")))
        return f"{self._name}/"

    def __exit__(self, kind, value, trace):
        bridge.host("leaveScope", self._outer.pop())


class device:
    """A block that names a device. There is one, the engine's backend: the workbench chooses it."""

    def __init__(self, device_name):
        self._name = device_name

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        pass


class Module:
    """Something with variables: those of its attributes, and of modules among them."""

    __module__ = "tensorflow.python.module.module"

    def __init__(self, name=None):
        if name is not None and not name.replace("/", "_").isidentifier():
            raise ValueError(f"{name!r} is not a valid module name. Module names must be valid Python identifiers (e.g. a valid class name).")
        self._name = name or snake_of(type(self).__name__)

    @property
    def name(self):
        return self._name

    @property
    def name_scope(self):
        return name_scope(self._name)

    @property
    def variables(self):
        return tuple(_found(self, lambda one: True))

    @property
    def trainable_variables(self):
        return tuple(_found(self, lambda one: one.trainable))

    @property
    def non_trainable_variables(self):
        return tuple(_found(self, lambda one: not one.trainable))

    @property
    def submodules(self):
        found = []
        _submodules(self, found)
        return tuple(found)

    @classmethod
    def with_name_scope(cls, method):
        from functools import wraps

        @wraps(method)
        def scoped(self, *args, **kwargs):
            with self.name_scope:
                return method(self, *args, **kwargs)

        return scoped


def snake_of(name):
    """`MyDense` → `my_dense`."""
    return snake(name[:1].lower() + name[1:]).lower()


def _attributes(module):
    return [value for name, value in sorted(vars(module).items()) if name != "_name"]


def _leaves(value):
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in _leaves(value[key])]
    if isinstance(value, (list, tuple)):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value]


def _found(module, wanted):
    """Own variables in the order of the attributes' names, then those of the modules inside."""
    from .layers import Layer

    seen, found, open_modules = set(), [], [module]
    visited = {id(module)}
    while open_modules:
        current = open_modules.pop(0)
        inside = []
        for leaf in (leaf for value in _attributes(current) for leaf in _leaves(value)):
            own = [leaf] if isinstance(leaf, Variable) else leaf.weights if isinstance(leaf, Layer) else []
            for one in own:
                if id(one) not in seen and wanted(one):
                    seen.add(id(one))
                    found.append(one)
            if isinstance(leaf, Module) and id(leaf) not in visited:
                visited.add(id(leaf))
                inside.append(leaf)
        open_modules = inside + open_modules
    return found


def _submodules(module, found):
    for leaf in (leaf for value in _attributes(module) for leaf in _leaves(value)):
        if isinstance(leaf, Module) and all(leaf is not one for one in found):
            found.append(leaf)
            _submodules(leaf, found)
