"""Classes for the engine's objects. Where Python needs more than the engine's methods, a class written by hand stands
for one of the engine's (`BY_HAND`); those below it in the engine are made on top of it."""

from . import bridge, functions
from .names import camel, snake

_made = {}
_reserved = {"call": "__call__"}


def clear():
    _made.clear()


def by_hand():
    """Classes written in Python, by the engine's names."""
    from . import keras, tape, tensor

    return {
        "Tensor": tensor.Tensor,
        "Variable": tensor.KerasVariable,
        "GradientTape": tape.GradientTape,
        "ForwardAccumulator": tape.ForwardAccumulator,
        **keras.by_hand(),
    }


def class_of(index, section=""):
    """The class of this number; `section` is the part of Keras that it is in, where its own place does not tell."""
    known = _made.get(index)
    if known is None:
        known = _made[index] = _class(index, bridge.request(bridge.CLASS, index, None), section)
    return known


def object_of(number, index):
    """The wrapper of an object that has just crossed."""
    known = bridge.wrapper_of(number)
    if known is not None:
        return known
    cls = class_of(index)
    made = cls.__new__(cls)
    made._hold(number)
    adopted = getattr(made, "_adopted", None)
    if adopted is not None:
        adopted()
    return made


def _class(index, described, section):
    from . import modules

    name = described["name"]
    own = by_hand().get(name)
    if own is not None:
        own._engine_class = index
        own._from_config = dict(described["statics"]).get("fromConfig")
        return own
    parent = described["parent"]
    section = modules.section_of(index) or section
    base = _root(section) if parent is None else class_of(parent, section)
    attributes = {"_engine_class": index, "_engine_reference": f"c{index}", "__module__": _module_of(base)}
    text = described["parameters"]
    if text is not None:
        # Layers of Keras' take more by name (`input_shape`), and say themselves what is none of theirs.
        open_ended = issubclass(base, by_hand()["Layer"]) and "**" not in text
        attributes["__init__"] = _constructor(index, name, f"{text}, **kwargs" if open_ended else text)
    for method, target in described["statics"]:
        if method == "fromConfig":
            attributes["from_config"] = classmethod(_from_config(target))
    for method in described["methods"]:
        python = _reserved.get(method, snake(method))
        if not hasattr(base, python) and python not in attributes:
            attributes[python] = _method(python, method)
    return type(name, (base,), attributes)


def _root(section):
    """The class above all those of a part of Keras that has none in the engine."""
    from . import keras

    return keras.ROOTS.get(section, Plain)


def _module_of(base):
    return getattr(base, "_home", "tensorflow")


def _constructor(index, name, text):
    spec = functions.Spec()
    spec.index, spec.name, spec.tensors = index, name, None
    made = functions.compiled("__init__", text, 0, spec, _construct, own="self")
    made.__qualname__ = f"{name}.__init__"
    return made


def _construct(spec, subject, positional, options, rest=()):
    given = {}
    for name, default, value in zip(spec.options, spec.defaults, options):
        if value is not default and not (type(value) is type(default) and value == default):
            given[name] = value
    given.update({camel(name): value for name, value in dict(rest).items()})
    subject._construct(spec.index, positional, given)


def _from_config(index):
    def from_config(cls, config):
        return bridge.request(bridge.CALL, index, None, config)

    return from_config


def _method(python, method):
    def call(self, *args, **kwargs):
        return functions.call_loosely(bridge.METHOD, self._id, method, args, kwargs)

    call.__name__ = call.__qualname__ = python
    return call


class Plain(bridge.Handle):
    """An object of the engine's with its methods and fields."""

    _home = "tensorflow"

    def _construct(self, index, positional, options):
        values = [*positional, options] if options else positional
        self._hold(bridge.construct(index, *values))

    def __getattr__(self, name):
        if name.startswith("_") or not self._id:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
        found = bridge.send(bridge.GET, self._id, camel(name))
        if found is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
        return self._shown(name, found[0])

    def _shown(self, name, value):
        return value

    def get_config(self):
        return bridge.send(bridge.METHOD, self._id, "getConfig")
