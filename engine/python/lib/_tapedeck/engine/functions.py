"""Functions of `tf` from the signatures that the engine declares: Python binds their arguments itself."""

from inspect import signature as signature_of

from . import bridge
from .names import camel
from .tensor import Tensor, Variable
from .types import as_dtype

_made = {}
# What the engine gives as a list and TensorFlow as a tuple.
_TUPLES = ("moments", "eigh", "clip_by_global_norm", "normalize")


# Keras' own words.
_SYMBOL = """A KerasTensor cannot be used as input to a TensorFlow function. A KerasTensor is a symbolic placeholder for a shape and dtype, used when constructing Keras Functional models or Keras Functions. You can only use it as input to a Keras layer or a Keras operation (from the namespaces `keras.layers` and `keras.ops`). You are likely doing something like:

```
x = Input(...)
...
tf_fn(x)  # Invalid.
```

What you should do instead is wrap `tf_fn` in a layer:

```
class MyLayer(Layer):
    def call(self, x):
        return tf_fn(x)

x = MyLayer()(x)
```
"""


class Spec:
    """How the arguments of one function go over."""

    __slots__ = ("index", "name", "tensors", "listed", "spread", "options", "defaults", "tuple")


def function_of(index, name=None):
    """The function of this number, made when it is first asked for."""
    known = _made.get(index)
    if known is None:
        known = _made[index] = _function(index, bridge.request(bridge.FUNCTION, index, None), name or f"function_{index}")
    return known


def top(name):
    """A function by its name at the top of `tf`."""
    from . import modules

    return modules.member("tf", name)


def clear():
    _made.clear()


def _function(index, described, name):
    text = described["parameters"]
    if text is None:

        def made(*args, **kwargs):
            return call_loosely(bridge.CALL, index, None, args, kwargs)

        made.__name__ = made.__qualname__ = name
        made._engine_reference = f"f{index}"
        return made
    spec = Spec()
    spec.index, spec.name, spec.tensors, spec.listed = index, name, described["tensors"], described["listed"]
    made = compiled(name, text, described["positions"], spec, _run)
    made.__doc__ = described["doc"]
    made._engine_reference = f"f{index}"
    return made


def compiled(name, text, positions, spec, run, own=""):
    """A function with this parameter list whose call is `run(spec, positional, options)`; `own` is `self` in a method."""
    parts = [one for one in (own, text) if one]
    scope = {"_spec": spec, "_run": run}
    _define(f"def probe({text}): pass", scope)
    declared = list(signature_of(scope["probe"]).parameters.values())
    keyword = [one for one in declared if one.kind is one.VAR_KEYWORD]
    spread = [one for one in declared if one.kind is one.VAR_POSITIONAL]
    plain = [one for one in declared if one.kind is one.POSITIONAL_OR_KEYWORD]
    required = sum(1 for one in plain if one.default is one.empty)
    first = max(required, min(positions or 0, len(plain)))
    named = [*plain[first:], *(one for one in declared if one.kind is one.KEYWORD_ONLY)]
    # TensorFlow's ops take a name that says nothing here; Keras' layers and inputs are known by theirs.
    named_here = own or getattr(spec, "tensors", None) is None
    by_position, by_name = plain[:first], [one for one in named if one.name != "name" or named_here]
    if not own and "name" not in [one.name for one in declared] and not keyword:
        parts.append("name=None")
    spec.options = [camel(one.name) for one in by_name]
    spec.defaults = [one.default for one in by_name]
    spec.listed = bool(spread) or getattr(spec, "listed", False)
    spec.spread = bool(spread)
    spec.tuple = spec.name in _TUPLES
    values = "".join(f"{one.name}, " for one in by_position)
    values += "".join(f"*{one.name}, " for one in spread)
    options = "".join(f"{one.name}, " for one in by_name)
    extra = f", {keyword[0].name}" if keyword else ""
    subject = f"{own}, " if own else ""
    _define(
        f"def {_identifier(name)}({', '.join(parts)}):\n return _run(_spec, {subject}({values}), ({options}){extra})",
        scope,
    )
    made = scope[_identifier(name)]
    made.__module__ = "tensorflow"
    made.__name__ = made.__qualname__ = name
    return made


def _define(code, scope):
    """Under this file's name: a traceback shows its frames where it shows ours, and nowhere else."""
    exec(compile(code, __file__, "exec"), scope)


def _identifier(name):
    return name if name.isidentifier() else "made"


def _run(spec, positional, options):
    """Runs a function of the engine's: values first, then what differs from the defaults as its options."""
    kept = []
    wide = False
    if spec.tensors is None:
        values = [bridge.encode(one, kept) for one in positional]
    else:
        values, wide = _encoded_tensors(spec, positional, kept)
    given = {}
    for name, default, value in zip(spec.options, spec.defaults, options):
        if value is default or (value == default if type(value) is type(default) and value is not None else False):
            continue
        if name in ("dtype", "outType", "outputType") and value is not None:
            value = as_dtype(value)
            wide = value.name == "int64"
            if name == "outputType" or name == "outType":
                value = as_dtype("int32") if wide else value
        elif spec.tensors is not None:
            value = _plain(value)
        given[name] = value
    if given:
        values.append(bridge.encode(given, kept))
    result = bridge.send(bridge.CALL, spec.index, None, *values)
    return _finished(spec, result, wide)


def _finished(spec, result, wide):
    if type(result) is Tensor:
        if spec.name in ("argmax", "argmin") or wide:
            if result._known()[0].name == "int32":
                result._wide = spec.name in ("argmax", "argmin") or wide
    elif spec.tuple and type(result) is list:
        return tuple(result)
    elif type(result) is dict and spec.tensors is not None:
        return _named(spec.name, result)
    return result


def _named(name, result):
    from collections import namedtuple

    from .names import snake

    title = {"top_k": "TopKV2"}.get(name, name.title().replace("_", ""))
    return namedtuple(title, [snake(key) for key in result])(**{snake(key): one for key, one in result.items()})


def _encoded_tensors(spec, positional, kept):
    """Tensors as they are, the rest as the engine takes it; Python's ints become int32 where no tensor says otherwise."""
    from . import convert

    n = spec.tensors
    values = []
    tensor_seen = False
    wide = False
    for value in positional[:n] if not spec.listed else positional:
        for one in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(one, (Tensor, Variable)) or hasattr(one, "__array__"):
                tensor_seen = True
                wide = wide or getattr(one, "_wide", False)
    for place, value in enumerate(positional):
        if spec.name == "cast" and place == 1:
            value = as_dtype(value)
            wide = value.name == "int64"
        elif place < n or spec.listed:
            value = _tensor_argument(spec, value, tensor_seen, kept, convert)
        else:
            value = _plain(value)
        values.append(bridge.encode(value, kept))
    return values, wide


def _tensor_argument(spec, value, tensor_seen, kept, convert):
    if isinstance(value, (Tensor, Variable)) or value is None:
        return value
    if type(value).__name__ == "KerasTensor":
        raise ValueError(_SYMBOL)
    if spec.listed and not spec.spread:
        if isinstance(value, (list, tuple)) and not tensor_seen and value and isinstance(value[0], (int, float, list, tuple)):
            return [_tensor_argument_alone(one, tensor_seen, kept, convert) for one in value]
        return value
    return _tensor_argument_alone(value, tensor_seen, kept, convert)


def _tensor_argument_alone(value, tensor_seen, kept, convert):
    if isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        if tensor_seen:
            return value
    elif isinstance(value, (list, tuple, range)):
        leaves, shape, tensors = convert.flat(value)
        if not tensors and (tensor_seen or convert.dtype_of(leaves) != "int32") and len(leaves) < 64 and shape[-1:] != (0,):
            return value
    elif not hasattr(value, "__array__"):
        return value
    made = convert.tensor_of(value)
    kept.append(made)
    return made


def _plain(value):
    """An option of an op: numbers, lists and names; a tensor there is read."""
    if isinstance(value, (Tensor, Variable)):
        static = getattr(value, "_static", None)
        if static is not None:
            return static
        value = value.numpy()
        return value.tolist() if hasattr(value, "tolist") else value.item()
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if hasattr(value, "tolist"):
        return value.tolist()
    return value


def call_loosely(operation, a, b, args, kwargs):
    """Positions as they come, keywords as the engine's options."""
    kept = []
    values = [bridge.encode(one, kept) for one in args]
    kwargs = {camel(name): one for name, one in kwargs.items()}
    if kwargs:
        values.append(bridge.encode(kwargs, kept))
    return bridge.send(operation, a, b, *values)
