"""Element types of arrays: float32, float64, int32, int64 and bool, and which of them two make together.

Names, texts and promotion are NumPy 2's. What NumPy would give in an integer of eight or sixteen bits
(bool // bool) is int64 here.
"""

from array import array
from itertools import repeat


class dtype:
    """`dtype('float32')`, `dtype(float)`, `dtype(np.float32)`: one object for each type. `type` is its scalar."""

    __slots__ = ("name", "kind", "itemsize", "char", "type")

    def __new__(cls, given="float64"):
        return as_dtype(given)

    def __str__(self):
        return self.name

    def __repr__(self):
        return f"dtype('{self.name}')"

    def __eq__(self, other):
        if other is None:
            return False
        try:
            return as_dtype(other) is self
        except TypeError:
            return False

    def __hash__(self):
        return hash(self.name)

    def __reduce__(self):
        return dtype, (self.name,)

    @property
    def str(self):
        order = "|" if self.itemsize == 1 else "<"
        return f"{order}{'b' if self.kind == 'b' else self.kind}{self.itemsize}"

    @property
    def num(self):
        return {"bool": 0, "int32": 5, "int64": 7, "float32": 11, "float64": 12}[self.name]

    ndim = 0
    shape = ()
    names = None
    isnative = True

    def newbyteorder(self, order="="):
        raise NotImplementedError("arrays here have the machine's byte order")

    def pack(self, values):
        """Python numbers as a memoryview of this type: floats rounded to it, integers wrapped, truth as 0 and 1."""
        if self.kind == "f":
            return memoryview(array(self.char, values))
        if self.kind == "b":
            return memoryview(bytearray(map(bool, values))).cast("?")
        values = values if isinstance(values, (list, range)) else list(values)
        try:
            return memoryview(array(self.char, values))
        except OverflowError:
            return memoryview(array(self.char, map(wrapped, values, repeat(8 * self.itemsize))))

    def round(self, value):
        """One Python number as this type holds it."""
        return self.pack((value,))[0]


def wrapped(value, bits):
    """An integer modulo 2^bits, signed."""
    half = 1 << (bits - 1)
    return ((value + half) & ((1 << bits) - 1)) - half


def _declare(class_name, name, kind, itemsize, char):
    cls = type(class_name, (dtype,), {"__slots__": (), "__module__": "numpy.dtypes"})
    made = object.__new__(cls)
    made.name, made.kind, made.itemsize, made.char = name, kind, itemsize, char
    return made


FLOAT32 = _declare("Float32DType", "float32", "f", 4, "f")
FLOAT64 = _declare("Float64DType", "float64", "f", 8, "d")
INT32 = _declare("Int32DType", "int32", "i", 4, "i")
INT64 = _declare("Int64DType", "int64", "i", 8, "q")
BOOL = _declare("BoolDType", "bool", "b", 1, "?")

_NAMES = {
    "float32": FLOAT32, "f4": FLOAT32, "f": FLOAT32, "single": FLOAT32,
    "float64": FLOAT64, "f8": FLOAT64, "d": FLOAT64, "double": FLOAT64, "float": FLOAT64,
    "int32": INT32, "i4": INT32, "i": INT32, "intc": INT32,
    "int64": INT64, "i8": INT64, "q": INT64, "l": INT64, "int": INT64, "int_": INT64, "intp": INT64,
    "bool": BOOL, "?": BOOL, "bool_": BOOL, "b1": BOOL,
}  # fmt: skip
#: NumPy's own, which the engine has no tensors of.
_ELSEWHERE = (
    "float16", "int8", "int16", "uint8", "uint16", "uint32", "uint64", "complex64", "complex128", "object", "str",
)  # fmt: skip
_PYTHON = {float: FLOAT64, int: INT64, bool: BOOL}


def as_dtype(given):
    """The dtype that a name, a Python or scalar type, another library's dtype (by its name) or None means."""
    if isinstance(given, dtype):
        return given
    if given is None:
        return FLOAT64
    if isinstance(given, str):
        found = _NAMES.get(given[1:] if given[:1] in "<=|" else given)
        if found is None and given in _ELSEWHERE:
            raise TypeError(f"arrays here are of float32, float64, int32, int64 or bool, not {given!r}")
        if found is None:
            raise TypeError(f"data type {given!r} not understood")
        return found
    if isinstance(given, type) and given in _PYTHON:
        return _PYTHON[given]
    for attribute in ("as_numpy_dtype", "dtype", "name"):
        inner = getattr(given, attribute, None)
        if isinstance(inner, (dtype, str)) or isinstance(inner, type):
            return as_dtype(inner)
    raise TypeError(f"Cannot interpret '{given!r}' as a data type")


def promote(a, b):
    """The dtype of a result of two arrays: int32 with float32 is float64, as in NumPy."""
    if a is b:
        return a
    if a.kind == "b":
        return b
    if b.kind == "b":
        return a
    if a.kind == b.kind:
        return a if a.itemsize > b.itemsize else b
    return FLOAT64


def promote_python(a, value):
    """The dtype of an array's result with a Python number, which gives way to the array's own size."""
    if isinstance(value, bool):
        return a
    if isinstance(value, int):
        return INT64 if a.kind == "b" else a
    return a if a.kind == "f" else FLOAT64


dtype.__module__ = "numpy"
