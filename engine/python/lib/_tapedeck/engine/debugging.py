"""`tf.debugging`: assertions on tensors."""

import math

from . import convert
from .exceptions import InvalidArgumentError


def names():
    found = {name: one for name, one in globals().items() if name.startswith(("assert_", "check_", "enable_"))}
    for name, word, holds in (
        ("assert_equal", "==", lambda a, b: a == b),
        ("assert_none_equal", "!=", lambda a, b: a != b),
        ("assert_less", "<", lambda a, b: a < b),
        ("assert_less_equal", "<=", lambda a, b: a <= b),
        ("assert_greater", ">", lambda a, b: a > b),
        ("assert_greater_equal", ">=", lambda a, b: a >= b),
    ):
        found[name] = _pairwise(name, word, holds)
    for name, word, holds in (
        ("assert_positive", "> 0", lambda a: a > 0),
        ("assert_non_negative", ">= 0", lambda a: a >= 0),
        ("assert_negative", "< 0", lambda a: a < 0),
    ):
        found[name] = _single(name, word, holds)
    return found


def _numbers(value):
    array = convert.tensor_of(value).numpy()
    return array.ravel().tolist() if getattr(array, "shape", ()) != () else [array.item()]


def _pairwise(name, word, holds):
    def check(x, y, message=None, summarize=None, name=None):
        from .functions import top

        a, b = convert.tensor_of(x), convert.tensor_of(y)
        if a.dtype != b.dtype and not convert.is_tensor(y):
            b = convert.tensor_of(y, a.dtype)
        shape = top("add")(top("zeros")(list(a.shape)), top("zeros")(list(b.shape))).shape
        left = _numbers(top("broadcast_to")(a, list(shape)))
        right = _numbers(top("broadcast_to")(b, list(shape)))
        if not all(map(holds, left, right)):
            raise InvalidArgumentError(
                f"{message + ' ' if message else ''}Condition x {word} y did not hold.\nx = {a.numpy()}\ny = {b.numpy()}"
            )

    check.__name__ = name
    return check


def _single(name, word, holds):
    def check(x, message=None, summarize=None, name=None):
        if not all(map(holds, _numbers(x))):
            raise InvalidArgumentError(f"{message + ' ' if message else ''}Condition x {word} did not hold element-wise.")

    check.__name__ = name
    return check


def assert_near(x, y, rtol=None, atol=None, message=None, summarize=None, name=None):
    """Every pair differs by no more than atol + rtol · |y|; ten times float32's step unless told otherwise."""
    step = 10 * 2.0**-23
    rtol = step if rtol is None else float(rtol)
    atol = step if atol is None else float(atol)
    for a, b in zip(_numbers(x), _numbers(y), strict=True):
        if not abs(a - b) <= atol + rtol * abs(b):
            raise InvalidArgumentError(f"{message + ' ' if message else ''}x and y not equal to tolerance rtol = {rtol}, atol = {atol}\nx = {a}\ny = {b}")


def assert_shapes(shapes, data=None, summarize=None, message=None, name=None):
    """Letters of shapes stand for the same size everywhere."""
    pairs = shapes.items() if isinstance(shapes, dict) else shapes
    known = {}
    for value, wanted in pairs:
        shape = tuple(convert.tensor_of(value).shape)
        wanted = tuple(wanted) if not isinstance(wanted, str) else tuple(wanted)
        fits = len(shape) == len(wanted)
        for size, one in zip(shape, wanted):
            if one is None:
                continue
            fits = fits and (known.setdefault(one, size) if isinstance(one, str) else one) == size
        if not fits:
            raise ValueError(f"{message + ' ' if message else ''}Tensor of shape {shape} does not have the shape {wanted}")


def assert_rank(x, rank, message=None, name=None):
    found = len(convert.tensor_of(x).shape)
    if found != int(rank):
        raise ValueError(f"{message + ' ' if message else ''}Tensor must have rank {int(rank)}. Received rank {found}")


def assert_type(tensor, tf_type, message=None, name=None):
    from .types import as_dtype

    if tensor.dtype != as_dtype(tf_type):
        raise TypeError(f"{message + ' ' if message else ''}tensor must be of type {as_dtype(tf_type)!r}; got {tensor.dtype!r}")


def assert_all_finite(x, message="", name=None):
    return check_numerics(x, message)


def check_numerics(tensor, message, name=None):
    """The tensor, if every number of it is finite."""
    numbers = _numbers(tensor)
    if any(math.isnan(one) for one in numbers):
        raise InvalidArgumentError(f"{message} : Tensor had NaN values")
    if any(math.isinf(one) for one in numbers):
        raise InvalidArgumentError(f"{message} : Tensor had Inf values")
    return convert.tensor_of(tensor)
