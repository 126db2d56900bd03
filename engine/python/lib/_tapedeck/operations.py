"""Operators on numbers, with NumPy's answers where Python throws: division by zero, overflow, powers.

Each has a `loop`, which is fast and may throw, and an `exact` function of two numbers for the elements when it
does. Both run in the dtype that `Operation.types` gives; arrays and scalars share them.
"""

import math
import operator
import sys
import warnings

from .dtypes import BOOL, FLOAT64, INT64
from .errors import UFuncTypeError


class Operation:
    """One operator.

    `exact` takes two numbers and a Report; `types` gives the dtype in which the loop runs for the dtype of both
    operands together, or throws where there is none; `on_bools` is the loop over bool, where it is another one.
    """

    __slots__ = ("name", "loop", "exact", "types", "on_bools", "compares")

    def __init__(self, name, loop, exact, types, on_bools=None, compares=False):
        self.name, self.loop, self.exact = name, loop, exact
        self.types, self.on_bools, self.compares = types, on_bools, compares

    def result_type(self, loop_type):
        return BOOL if self.compares else loop_type

    def run(self, xs, ys, loop_type, to=None, scalar=False):
        """The results for two lists of numbers of `loop_type`, as a flat memoryview of `to` or of the result's type."""
        to = to or self.result_type(loop_type)
        report = Report(self.name, scalar)
        packed = to.pack(self._results(xs, ys, loop_type, report))
        if to.kind == "f" and not math.isfinite(sum(packed)):
            self._review(xs, ys, packed, report)
        report.warn()
        return packed

    def _results(self, xs, ys, loop_type, report):
        if self is POWER and loop_type.kind == "i":
            return _integer_powers(xs, ys, loop_type)
        loop = self.on_bools if loop_type.kind == "b" and self.on_bools else self.loop
        try:
            return list(map(loop, xs, ys))
        except (ZeroDivisionError, OverflowError, ValueError):
            return [self.exact(x, y, report) for x, y in zip(xs, ys)]

    def _review(self, xs, ys, values, report):
        """NaN that does not come from NaN, such as inf - inf, is warned of, and so is infinity from finite numbers."""
        for x, y, value in zip(xs, ys, values):
            if value != value:
                if x == x and y == y:
                    report.add("invalid value")
            elif math.isinf(value) and math.isfinite(x) and math.isfinite(y) and not self._is_pole(x, y):
                report.add("overflow")

    def _is_pole(self, x, y):
        return (x if self.name in ("power", "reciprocal") else y) == 0


class Report:
    """What went wrong in a loop, said once as a RuntimeWarning, as NumPy does."""

    def __init__(self, name, scalar=False):
        self.where = f"{'scalar ' if scalar else ''}{name}"
        self.seen = []

    def add(self, what):
        if what not in self.seen:
            self.seen.append(what)

    def warn(self):
        for what in self.seen:
            warnings.warn(f"{what} encountered in {self.where}", RuntimeWarning, stacklevel=caller_level())


def caller_level():
    """The `stacklevel` of the first frame outside these modules: the line of the person's own code."""
    level, frame = 1, sys._getframe(1)
    while frame is not None and frame.f_globals.get("__package__") == __package__:
        level, frame = level + 1, frame.f_back
    return level


def _exact(function):
    """`exact` of an operation that throws nothing."""
    return lambda x, y, _report: function(x, y)


def _quotient(x, y, report):
    if y != 0:
        return x / y
    if x != x:
        return math.nan
    if x == 0:
        report.add("invalid value")
        return math.nan
    if math.isfinite(x):
        report.add("divide by zero")
    return math.copysign(math.inf, x) * math.copysign(1.0, y)


def _floor_quotient(x, y, report):
    if y != 0:
        return x // y
    if isinstance(x, int):
        report.add("divide by zero")
        return 0
    return _quotient(x, y, report)


def _remainder(x, y, report):
    if y != 0:
        return x % y
    if isinstance(x, int):
        report.add("divide by zero")
        return 0
    if x == x:
        report.add("invalid value")
    return math.nan


def _float_power(x, y, report):
    try:
        return math.pow(x, y)
    except OverflowError:
        return math.copysign(math.inf, x) if y % 2 == 1 else math.inf
    except ValueError:
        if x != 0:
            return math.nan
        report.add("divide by zero")
        return math.copysign(math.inf, x) if y % 2 == 1 else math.inf


def _root(x, report):
    if x < 0:
        report.add("invalid value")
        return math.nan
    return math.sqrt(x)


def _integer_powers(xs, ys, loop_type):
    if any(y < 0 for y in ys):
        raise ValueError("Integers to negative integer powers are not allowed.")
    modulus = 1 << (8 * loop_type.itemsize)
    return [pow(x, y, modulus) for x, y in zip(xs, ys)]


def _shift_left(x, y):
    return 0 if y < 0 or y > 63 else x << y


def _shift_right(x, y):
    return x >> (min(y, 63) if y >= 0 else 63)


def _any(together):
    return together


def _float(together):
    return together if together.kind == "f" else FLOAT64


def _number(together):
    return INT64 if together.kind == "b" else together


def _not_bool(together):
    if together.kind == "b":
        raise TypeError(
            "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, "
            "or the logical_xor function instead."
        )
    return together


def _whole(name):
    def types(together):
        if together.kind == "f":
            raise unsupported(name)
        return together

    return types


def _shifted(name):
    def types(together):
        return _number(_whole(name)(together))

    return types


def unsupported(name):
    return TypeError(
        f"ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any "
        "supported types according to the casting rule ''safe''"
    )


def no_loop(operation, left, right):
    """The error for an operand that is text."""
    kind = "str" if operation.compares else "dtype"
    names = [_class_name(one) if kind == "str" else _dtype_name(one) for one in (left, right)]
    return UFuncTypeError(
        f"ufunc '{operation.name}' did not contain a loop with signature matching types "
        f"({names[0]}, {names[1]}) -> None"
    )


def _class_name(given):
    return "<class 'numpy.dtypes.StrDType'>" if isinstance(given, str) else str(type(given))


def _dtype_name(given):
    return f"dtype('<U{max(len(given), 1)}')" if isinstance(given, str) else repr(given)


def _maximum(x, y):
    return x if x >= y or x != x else y


def _minimum(x, y):
    return x if x <= y or x != x else y


def _compare(name, loop):
    return Operation(name, loop, _exact(loop), _any, compares=True)


ADD = Operation("add", operator.add, _exact(operator.add), _any, on_bools=operator.or_)
SUBTRACT = Operation("subtract", operator.sub, _exact(operator.sub), _not_bool)
MULTIPLY = Operation("multiply", operator.mul, _exact(operator.mul), _any, on_bools=operator.and_)
DIVIDE = Operation("divide", operator.truediv, _quotient, _float)
FLOOR_DIVIDE = Operation("floor_divide", operator.floordiv, _floor_quotient, _number)
REMAINDER = Operation("remainder", operator.mod, _remainder, _number)
POWER = Operation("power", math.pow, _float_power, _number)
MAXIMUM = Operation("maximum", _maximum, _exact(_maximum), _any)
MINIMUM = Operation("minimum", _minimum, _exact(_minimum), _any)
AND = Operation("bitwise_and", operator.and_, _exact(operator.and_), _whole("bitwise_and"))
OR = Operation("bitwise_or", operator.or_, _exact(operator.or_), _whole("bitwise_or"))
XOR = Operation("bitwise_xor", operator.xor, _exact(operator.xor), _whole("bitwise_xor"))
LEFT_SHIFT = Operation("left_shift", _shift_left, _exact(_shift_left), _shifted("left_shift"))
RIGHT_SHIFT = Operation("right_shift", _shift_right, _exact(_shift_right), _shifted("right_shift"))
EQUAL = _compare("equal", operator.eq)
NOT_EQUAL = _compare("not_equal", operator.ne)
LESS = _compare("less", operator.lt)
LESS_EQUAL = _compare("less_equal", operator.le)
GREATER = _compare("greater", operator.gt)
GREATER_EQUAL = _compare("greater_equal", operator.ge)

SYMBOLS = {
    "add": "+", "subtract": "-", "multiply": "*", "divide": "/", "floor_divide": "//", "remainder": "%",
    "power": "** or pow()", "bitwise_and": "&", "bitwise_or": "|", "bitwise_xor": "^", "left_shift": "<<",
    "right_shift": ">>", "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">=",
}  # fmt: skip

#: Powers that NumPy takes in other ways, since pow may be off by one in the last digit: the name under which it
#: warns, and the loop.
SHORT_POWERS = {
    2: Operation("square", lambda x, _: x * x, _exact(lambda x, _: x * x), _float),
    0.5: Operation("sqrt", lambda x, _: math.sqrt(x), lambda x, _, report: _root(x, report), _float),
    -1: Operation("reciprocal", lambda x, _: 1.0 / x, lambda x, _, report: _quotient(1.0, x, report), _float),
}

#: Python's operators, by the name between the underscores.
OPERATORS = {
    "add": ADD, "sub": SUBTRACT, "mul": MULTIPLY, "truediv": DIVIDE, "floordiv": FLOOR_DIVIDE, "mod": REMAINDER,
    "pow": POWER, "and": AND, "or": OR, "xor": XOR, "lshift": LEFT_SHIFT, "rshift": RIGHT_SHIFT,
}  # fmt: skip
COMPARISONS = {
    "eq": EQUAL, "ne": NOT_EQUAL, "lt": LESS, "le": LESS_EQUAL, "gt": GREATER, "ge": GREATER_EQUAL,
}  # fmt: skip
