"""NumPy's scalars: `np.float32(8.0)` is what an array gives for one element, and arithmetic stays in its type.

As in NumPy, only float64 is a Python float; the others are numbers of their own (`item()` gives Python's).
"""

import math
import numbers

from .dtypes import BOOL, FLOAT32, FLOAT64, INT32, INT64, promote, promote_python
from .floats import float32 as round_float32
from .floats import float_text
from .operations import COMPARISONS, OPERATORS, Report, no_loop, unsupported
from .storage import Storage, make


class generic:
    """What all scalars can do. `_value` is the Python number."""

    __slots__ = ()
    __module__ = "numpy"
    __array_priority__ = -1000000.0

    shape = ()
    ndim = 0
    size = 1
    strides = ()

    def item(self):
        return self._value

    tolist = item

    @property
    def itemsize(self):
        return self.dtype.itemsize

    nbytes = itemsize

    @property
    def T(self):
        return self

    real = T

    @property
    def imag(self):
        return type(self)(0)

    def __array__(self, dtype=None, copy=None):
        one = make(self.dtype.pack((self._value,)), (), self.dtype)
        return one if dtype is None else one.astype(dtype)

    def astype(self, dtype, copy=True):
        return self.__array__(dtype)[()]

    def copy(self):
        return self

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def round(self, decimals=0):
        return self.__array__().round(decimals)

    def conjugate(self):
        return self

    conj = conjugate

    def __getitem__(self, index):
        if index == () or index is Ellipsis:
            return self if index == () else self.__array__()
        if index is None:
            return self.__array__()[None]
        raise IndexError("invalid index to scalar variable.")

    def __getattr__(self, name):
        # sum, mean, max, reshape … : what the array of this one element does.
        if not name.startswith("_") and hasattr(Storage.array, name):
            return _on_scalar(getattr(self.__array__(), name))
        raise AttributeError(f"'{type(self).__module__}.{type(self).__name__}' object has no attribute '{name}'")

    def __str__(self):
        return str(self._value)

    def __repr__(self):
        return f"np.{type(self).__name__}({str(self)})"

    def __format__(self, spec):
        return format(self._value, spec)

    def __hash__(self):
        return hash(self._value)

    def __bool__(self):
        return bool(self._value)

    def __float__(self):
        return float(self._value)

    def __int__(self):
        return int(self._value)

    def __complex__(self):
        return complex(self._value)

    def __neg__(self):
        return type(self)(self.dtype.round(-self._value))

    def __pos__(self):
        return self

    def __abs__(self):
        return type(self)(self.dtype.round(abs(self._value)))

    def __invert__(self):
        raise unsupported("invert")


def _on_scalar(attribute):
    """A method of the array of one element, that gives a scalar where it would give an array of shape ()."""
    if not callable(attribute):
        return attribute

    def method(*args, **options):
        made = attribute(*args, **options)
        return made[()] if isinstance(made, Storage) and made.shape == () else made

    return method


def _operand(other):
    """`(value, dtype)` of a number beside a scalar, dtype None for Python's own; None where it is no number."""
    if isinstance(other, generic):
        return other._value, other.dtype
    if isinstance(other, (bool, int, float)):
        return other, None
    return None


def _apply(operation, left, right):
    """The operation on two scalars or numbers, at least one a scalar."""
    (x, x_type), (y, y_type) = left, right
    if x_type is not None and y_type is not None:
        together = promote(x_type, y_type)
    else:
        together = promote_python(x_type or y_type, x if x_type is None else y)
    loop_type = operation.types(together)
    if not (operation.compares and loop_type.kind == "i"):
        x, y = (cast_number(one, loop_type) for one in (x, y))
    # NumPy has loops of its own for a scalar beside what fits its type, and warns of them under another name.
    own_loop = together is not BOOL and together in (x_type, y_type)
    value = operation.run((x,), (y,), loop_type, scalar=own_loop)[0]
    if loop_type.kind == "i" and not operation.compares:
        _warn_of_overflow(operation, x, y, value)
    return operation.result_type(loop_type).type(value)


def _warn_of_overflow(operation, x, y, value):
    if operation.name in ("add", "subtract", "multiply") and operation.loop(x, y) != value:
        report = Report(operation.name, scalar=True)
        report.add("overflow")
        report.warn()


def cast_number(value, dtype):
    """A number as an operand of this type; throws OverflowError for a Python integer that it cannot hold."""
    if dtype.kind == "f":
        return round_float32(value) if dtype is FLOAT32 else float(value)
    if dtype.kind == "b":
        return bool(value)
    half = 1 << (8 * dtype.itemsize - 1)
    value = int(value)
    if not -half <= value < half:
        raise OverflowError(f"Python integer {value} out of bounds for {dtype.name}")
    return value


def _binary(operation, swapped):
    def method(self, other):
        right = _operand(other)
        if right is None:
            return _with_sequence(operation, self, other, swapped)
        left = (self._value, self.dtype)
        return _apply(operation, right, left) if swapped else _apply(operation, left, right)

    return method


def _with_sequence(operation, scalar, other, swapped):
    """Lists take part as arrays do, text has no meaning, and all else answers for itself."""
    if isinstance(other, str) and not swapped and operation.name not in ("equal", "not_equal"):
        raise no_loop(operation, scalar.dtype, other)
    if not isinstance(other, (list, tuple)):
        return NotImplemented
    method = f"__{'r' if swapped else ''}{_NAMES_OF[operation.name]}__"
    return getattr(scalar.__array__(), method)(other)


_NAMES_OF = {operation.name: name for table in (OPERATORS, COMPARISONS) for name, operation in table.items()}

for _name, _operation in OPERATORS.items():
    setattr(generic, f"__{_name}__", _binary(_operation, False))
    setattr(generic, f"__r{_name}__", _binary(_operation, True))
for _name, _operation in COMPARISONS.items():
    setattr(generic, f"__{_name}__", _binary(_operation, False))


def _divmod(self, other):
    quotient = self // other
    return quotient if quotient is NotImplemented else (quotient, self % other)


def _rdivmod(self, other):
    return (other // self, other % self)


generic.__divmod__ = _divmod
generic.__rdivmod__ = _rdivmod


class number(generic):
    __slots__ = ()
    __module__ = "numpy"


class integer(number):
    __slots__ = ()
    __module__ = "numpy"

    def __index__(self):
        return self._value

    def __invert__(self):
        return type(self)(~self._value)

    def __round__(self, digits=None):
        return self._value if digits is None else self.round(digits)

    def is_integer(self):
        return True

    def bit_count(self):
        return abs(self._value).bit_count()

    @property
    def numerator(self):
        return self

    @property
    def denominator(self):
        return type(self)(1)

    def __mul__(self, other):
        # A Python sequence is repeated, as an int repeats it.
        if isinstance(other, (list, tuple, str, bytes)):
            return other * self._value
        return _times(self, other)

    def __rmul__(self, other):
        if isinstance(other, (list, tuple, str, bytes)):
            return other * self._value
        return _times_reflected(self, other)


_times, _times_reflected = generic.__mul__, generic.__rmul__


class signedinteger(integer):
    __slots__ = ()
    __module__ = "numpy"


class inexact(number):
    __slots__ = ()
    __module__ = "numpy"


class floating(inexact):
    __slots__ = ()
    __module__ = "numpy"

    def __str__(self):
        return float_text(self._value, self.dtype.itemsize)

    def __round__(self, digits=None):
        return round(self._value) if digits is None else self.round(digits)

    def __trunc__(self):
        return math.trunc(self._value)

    def __floor__(self):
        return math.floor(self._value)

    def __ceil__(self):
        return math.ceil(self._value)

    def is_integer(self):
        return self._value.is_integer()

    def as_integer_ratio(self):
        return self._value.as_integer_ratio()


class float32(floating):
    __slots__ = ("_value",)
    __module__ = "numpy"
    dtype = FLOAT32

    def __new__(cls, value=0.0):
        return _from(cls, value, lambda one: round_float32(float(one)))


class float64(floating, float):
    __slots__ = ()
    __module__ = "numpy"
    dtype = FLOAT64

    def __new__(cls, value=0.0):
        inside = _inside(value)
        if inside is not None:
            return inside.astype(FLOAT64)
        return float.__new__(cls, math.nan if value is None else value)

    @property
    def _value(self):
        return float.__float__(self)


class int32(signedinteger):
    __slots__ = ("_value",)
    __module__ = "numpy"
    dtype = INT32

    def __new__(cls, value=0):
        return _from(cls, value, lambda one: cast_number(int(one), INT32))


class int64(signedinteger):
    __slots__ = ("_value",)
    __module__ = "numpy"
    dtype = INT64

    def __new__(cls, value=0):
        return _from(cls, value, lambda one: cast_number(int(one), INT64))


class bool_(generic):
    __slots__ = ("_value",)
    __module__ = "numpy"
    dtype = BOOL

    def __new__(cls, value=False):
        return _from(cls, value, bool)

    def __repr__(self):
        return f"np.{self._value}_"

    def __invert__(self):
        return bool_(not self._value)

    def __neg__(self):
        raise TypeError(
            "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not "
            "function instead."
        )


bool_.__name__ = bool_.__qualname__ = "bool"


def _inside(value):
    """The array of a list or an array; None for a single number."""
    if isinstance(value, Storage):
        return value
    if isinstance(value, (list, tuple)):
        from .construct import asarray

        return asarray(value)
    return None


def _from(cls, value, convert):
    """A scalar of a number or its text; the array of a list."""
    inside = _inside(value)
    if inside is not None:
        return inside.astype(cls.dtype)[()]
    if value is None and cls.dtype.kind == "f":
        value = math.nan
    made = object.__new__(cls)
    made._value = convert(value)
    return made


numbers.Integral.register(integer)
numbers.Complex.register(inexact)
numbers.Real.register(floating)
numbers.Number.register(number)

for _type in (float32, float64, int32, int64, bool_):
    _type.dtype.type = _type
