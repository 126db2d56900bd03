"""Arithmetic, comparisons and rounding of whole arrays, broadcast against each other as NumPy does."""

import math
import warnings

from .construct import asarray
from .dtypes import BOOL, FLOAT64, as_dtype, promote, promote_python
from .errors import UFuncTypeError
from .operations import (
    DIVIDE,
    MAXIMUM,
    MINIMUM,
    MULTIPLY,
    POWER,
    SHORT_POWERS,
    SYMBOLS,
    caller_level,
    no_loop,
    unsupported,
)
from .scalars import cast_number, generic
from .storage import Storage, filled, packed_result, result


def binary(operation, a, b):
    """The operation on two operands of which one is an array; NotImplemented where the other is to answer.

    Shapes broadcast; throws ValueError where they cannot. The result is an array, or a scalar of shape ().
    """
    left, right = operand(a), operand(b)
    if left is NotImplemented or right is NotImplemented:
        return NotImplemented
    if left is None or right is None:
        return _with_text(operation, a, b)
    loop_type = operation.types(_together(left, right))
    shape = broadcast_shape(*(one.shape for one in (left, right) if isinstance(one, Storage)))
    xs, ys = (_operand_values(one, shape, loop_type, operation.compares) for one in (left, right))
    if operation is POWER and loop_type.kind == "f":
        operation = _short_power(right)
    return packed_result(operation.run(xs, ys, loop_type), shape, operation.result_type(loop_type))


def operand(given):
    """An array, a plain Python number, None for text, or NotImplemented for what knows better itself."""
    if isinstance(given, Storage):
        return given
    if isinstance(given, generic):
        return given.__array__()
    if isinstance(given, (bool, int, float)):
        return given
    if isinstance(given, (list, tuple, range)):
        return asarray(given)
    if isinstance(given, str) or given is None:
        return None
    if getattr(given, "__array_priority__", 0) > 0 or not hasattr(given, "__array__"):
        return NotImplemented
    return given.__array__()


def _with_text(operation, a, b):
    """Arrays equal no text and not None; with anything else text has no meaning."""
    if operation.name in ("equal", "not_equal"):
        array = a if isinstance(a, Storage) else b
        return result([operation.name == "not_equal"] * array.size, array.shape, BOOL)
    if a is None or b is None:
        kinds = ["NoneType" if one is None else _python_kind(one) for one in (a, b)]
        symbol = SYMBOLS[operation.name]
        if operation.compares:
            raise TypeError(f"'{symbol}' not supported between instances of '{kinds[0]}' and '{kinds[1]}'")
        raise TypeError(f"unsupported operand type(s) for {symbol}: '{kinds[0]}' and '{kinds[1]}'")
    raise no_loop(operation, *(one.dtype if isinstance(one, Storage) else one for one in (a, b)))


def _python_kind(one):
    return {"f": "float", "i": "int", "b": "bool"}[one.dtype.kind] if isinstance(one, Storage) else type(one).__name__


def _together(left, right):
    if isinstance(left, Storage):
        return promote(left.dtype, right.dtype) if isinstance(right, Storage) else promote_python(left.dtype, right)
    return promote_python(right.dtype, left)


def _operand_values(one, shape, loop_type, compares):
    """A list of numbers of the loop's type."""
    if not isinstance(one, Storage):
        return [one if compares and loop_type.kind == "i" else cast_number(one, loop_type)] * math.prod(shape)
    values = one._broadcast_values(shape)
    if loop_type.kind == "f" and one.dtype.kind != "f":
        return list(map(float, values))
    return values


def _short_power(exponent):
    if isinstance(exponent, Storage):
        return POWER if exponent.shape else SHORT_POWERS.get(exponent.item(), POWER)
    return SHORT_POWERS.get(exponent, POWER)


def broadcast_shape(*shapes, said=None):
    """The shape that all broadcast to; throws ValueError, with NumPy's text, where there is none."""
    rank = max(map(len, shapes), default=0)
    out = []
    for sizes in zip(*((1,) * (rank - len(shape)) + shape for shape in shapes)):
        others = {n for n in sizes if n != 1}
        if len(others) > 1:
            said = said or f"shapes {' '.join(map(shape_text, shapes))} "
            raise ValueError(f"operands could not be broadcast together with {said}")
        out.append(others.pop() if others else 1)
    return tuple(out)


def in_place(operation, a, b):
    """`a += b`: the result written into `a`, whose dtype and shape it must fit."""
    other = operand(b)
    if isinstance(other, (Storage, bool, int, float)):
        _check_fits(operation, a, other)
    out = binary(operation, a, b)
    if out is not NotImplemented:
        a._write(converted(asarray(out), a.dtype)._packed())
        return a
    return out


def _check_fits(operation, a, other):
    dtype = operation.types(_together(a, other))
    if not can_cast(dtype, a.dtype):
        raise UFuncTypeError(_cannot_cast(operation.name, dtype, a.dtype))
    if not isinstance(other, Storage):
        return
    said = " ".join(map(shape_text, (a.shape, other.shape, a.shape)))
    shape = broadcast_shape(a.shape, other.shape, said=f"shapes {said} ")
    if shape != a.shape:
        raise ValueError(
            f"non-broadcastable output operand with shape {shape_text(a.shape)} doesn't match the broadcast shape "
            f"{shape_text(shape)}"
        )


def _cannot_cast(name, source, target):
    return f"Cannot cast ufunc '{name}' output from {source!r} to {target!r} with casting rule 'same_kind'"


def shape_text(shape):
    """`(2,3)`, `(4,)`: as shapes stand in NumPy's errors."""
    return f"({','.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def can_cast(source, target):
    order = "bif"
    return order.index(source.kind) <= order.index(target.kind)


def unary(a, of, dtype=None):
    return result(list(map(of, a._values())), a.shape, dtype or a.dtype)


def negative(a):
    if a.dtype.kind == "b":
        raise TypeError(
            "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not "
            "function instead."
        )
    return unary(a, lambda x: -x)


def absolute(a):
    return unary(a, abs)


def invert(a):
    if a.dtype.kind == "f":
        raise unsupported("invert")
    return unary(a, (lambda x: not x) if a.dtype.kind == "b" else (lambda x: ~x))


def converted(a, dtype):
    """The array's numbers in another dtype, in a new array. Floats lose what follows the point in integers."""
    dtype = as_dtype(dtype)
    values = a._values()
    if a.dtype.kind == "f" and dtype.kind == "i":
        values = _truncated(values, dtype)
    return filled(values, a.shape, dtype)


def _truncated(values, dtype):
    half = 1 << (8 * dtype.itemsize - 1)
    try:
        whole = list(map(int, values))
    except (OverflowError, ValueError):
        whole = [int(value) if math.isfinite(value) else half for value in values]
    if any(not -half <= value < half for value in whole):
        warnings.warn("invalid value encountered in cast", RuntimeWarning, stacklevel=caller_level())
        whole = [value if -half <= value < half else -half for value in whole]
    return whole


def rounded(a, decimals=0):
    """To the even neighbour, at `decimals` places, by scaling in the array's own dtype as NumPy does."""
    if a.dtype.kind == "b":
        if decimals == 0:
            raise TypeError("a bool array cannot be rounded")
        name = "multiply" if decimals > 0 else "divide"
        raise UFuncTypeError(_cannot_cast(name, FLOAT64, BOOL))
    if a.dtype.kind == "i":
        return a[()] if decimals >= 0 else _rounded_integers(a, decimals)
    if decimals == 0:
        return unary(a, _rint)
    scale = 10.0 ** abs(decimals)
    up, down = (MULTIPLY, DIVIDE) if decimals > 0 else (DIVIDE, MULTIPLY)
    return binary(down, unary(asarray(binary(up, a, scale)), _rint), scale)


def _rounded_integers(a, decimals):
    scale = 10 ** -decimals
    return unary(a, lambda x: int(_rint(x / scale)) * scale)


def _rint(x):
    return math.copysign(float(round(x)), x) if abs(x) < 2.0**52 else x


def clipped(a, low=None, high=None):
    """No less than `low` and no more than `high`; either may be None, both broadcast."""
    out = a
    if low is not None:
        out = binary(MAXIMUM, out, low)
    if high is not None:
        out = binary(MINIMUM, out, high)
    return out if out is not a else a.copy()


def same(a, b):
    """Whether two arrays have one shape and equal elements."""
    a, b = asarray(a), asarray(b)
    return a.shape == b.shape and a._values() == b._values()


def close(a, b, rtol=1e-5, atol=1e-8):
    """Whether all elements are within `atol + rtol * |b|` of each other."""
    a, b = converted(asarray(a), FLOAT64), converted(asarray(b), FLOAT64)
    shape = broadcast_shape(a.shape, b.shape)
    pairs = zip(a._broadcast_values(shape), b._broadcast_values(shape))
    return all(x == y or abs(x - y) <= atol + rtol * abs(y) < math.inf for x, y in pairs)
