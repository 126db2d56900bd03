"""Python's operators on tensors and variables, each by the op of its name."""

import operator

from . import bridge
from .tensor import Tensor, Variable, _Numbers

_BINARY = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "floordiv": "math.floordiv",
    "mod": "math.floormod",
    "pow": "pow",
    "matmul": "matmul",
    "and": "logical_and",
    "or": "logical_or",
    "xor": "math.logical_xor",
}
_COMPARISONS = {"lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal", "eq": "equal", "ne": "not_equal"}
_UNARY = {"neg": "negative", "abs": "abs", "invert": "logical_not"}

_indices = {}


def index_of(name):
    """The engine's number of an op."""
    from . import modules

    found = _indices.get(name)
    if found is None:
        path, _, last = name.rpartition(".")
        found = _indices[name] = modules.function_index("tf" if not path else f"tf.{path}", last)
    return found


def _operand(value, other):
    """The value as an operand beside a tensor: numbers take its dtype. None where it is nothing that computes."""
    from . import convert

    if isinstance(value, (Tensor, Variable)):
        return value
    kind = type(value)
    if kind is float or kind is int or kind is bool:
        return _fitting(value, other)
    if isinstance(value, (int, float)):
        return _fitting(value.item() if hasattr(value, "item") else value, other)
    if hasattr(value, "__array__") or hasattr(value, "item"):
        return convert.tensor_of(value, other.dtype)
    if isinstance(value, (list, tuple, range)):
        return convert.tensor_of(value, None if convert.flat(value)[2] else other.dtype)
    return None


def _fitting(value, other):
    dtype = other.dtype
    if dtype.is_integer and isinstance(value, float):
        raise TypeError(f"Cannot convert {value!r} to EagerTensor of dtype {dtype.name}")
    if dtype.is_bool and not isinstance(value, bool):
        raise TypeError(f"Cannot convert {value!r} to EagerTensor of dtype bool")
    if not dtype.is_bool and isinstance(value, bool):
        raise TypeError(f"Cannot convert {value!r} to EagerTensor of dtype {dtype.name}")
    return value


def _binary(name, op):
    def forward(self, other):
        operand = _operand(other, self)
        if operand is None:
            return NotImplemented
        return _result(op, self, operand)

    def backward(self, other):
        operand = _operand(other, self)
        if operand is None:
            return NotImplemented
        return _result(op, operand, self)

    forward.__name__, backward.__name__ = f"__{name}__", f"__r{name}__"
    return forward, backward


def divide(x, y, name=None):
    """The quotient; of whole numbers it is float64, as TensorFlow has it."""
    from . import convert

    if not convert.is_tensor(x):
        x = convert.tensor_of(x, y.dtype if convert.is_tensor(y) else None)
    operand = _operand(y, x)
    # What is no operand is said by the op itself.
    return _result("divide", x, y if operand is None else operand)


def _whole(value):
    return type(value) is int or isinstance(value, _Numbers) and value.dtype.is_integer


def _in_float64(value):
    from . import functions

    return float(value) if type(value) is int else functions.top("cast")(value, "float64")


def _result(op, a, b):
    kept = []
    if op == "divide" and type(b) is not float and _whole(a) and _whole(b):
        a, b = _in_float64(a), _in_float64(b)
    result = bridge.send(bridge.CALL, index_of(op), None, bridge.encode(a, kept), bridge.encode(b, kept))
    whole = _WHOLE.get(op)
    if whole is not None and type(result) is Tensor:
        left, right = _static_of(a), _static_of(b)
        if left is not None and right is not None and (right or op != "math.floordiv"):
            result._static = whole(left, right)
    if getattr(a, "_wide", False) or getattr(b, "_wide", False):
        result._wide = result._known()[0].name == "int32"
    return result


# How sizes are computed with, so that they stay known.
_WHOLE = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "math.floordiv": operator.floordiv,
    "math.floormod": operator.mod,
}


def _static_of(value):
    """The number, where it is a size of a shape or Python's own; None otherwise."""
    if type(value) is int:
        return value
    static = getattr(value, "_static", None)
    return static if type(static) is int else None


def _comparison(name, op):
    equality = name in ("eq", "ne")

    def compare(self, other):
        if other is None and equality:
            return name == "ne"
        operand = _operand(other, self)
        if operand is None:
            return name == "ne" if equality else NotImplemented
        if equality and not _broadcastable(self, operand):
            return name == "ne"
        return _result(op, self, operand)

    compare.__name__ = f"__{name}__"
    return compare


def _broadcastable(a, b):
    """TensorFlow answers `==` of shapes that do not fit with False."""
    left, right = tuple(a.shape), tuple(getattr(b, "shape", ()))
    return all(m == n or m == 1 or n == 1 for m, n in zip(reversed(left), reversed(right)))


def _unary(name, op):
    def operate(self):
        result = bridge.send(bridge.CALL, index_of(op), None, f"h{self._id}")
        result._wide = getattr(self, "_wide", False)
        return result

    operate.__name__ = f"__{name}__"
    return operate


def install():
    _indices.clear()
    for name, op in _BINARY.items():
        forward, backward = _binary(name, op)
        setattr(_Numbers, f"__{name}__", forward)
        setattr(_Numbers, f"__r{name}__", backward)
    for name, op in _COMPARISONS.items():
        setattr(_Numbers, f"__{name}__", _comparison(name, op))
    for name, op in _UNARY.items():
        setattr(_Numbers, f"__{name}__", _unary(name, op))
