"""`tf.float32` and its like, and `tf.TensorShape`."""

# The engine's dtype for each that TensorFlow has here; int64 is kept as int32 and printed as what it is.
STORED = {"float32": "float32", "float64": "float64", "int32": "int32", "int64": "int32", "bool": "bool"}
OTHERS = ("float16", "bfloat16", "int8", "int16", "uint8", "uint16", "uint32", "uint64", "complex64", "complex128", "string")
_ARRAY_CODES = {"float32": "f", "float64": "d", "int32": "i", "bool": "B"}


class DType:
    """A dtype: compares equal to its name and to NumPy's dtype of that name."""

    __slots__ = ("name",)
    __module__ = "tensorflow.python.framework.dtypes"

    def __init__(self, name):
        object.__setattr__(self, "name", name)

    def __setattr__(self, name, value):
        raise AttributeError("a DType cannot be changed")

    def __repr__(self):
        return f"tf.{self.name}"

    def __str__(self):
        return f"<dtype: '{self.name}'>"

    def __eq__(self, other):
        if isinstance(other, DType):
            return self.name == other.name
        try:
            return other is not None and self.name == as_dtype(other).name
        except TypeError:
            return False

    def __hash__(self):
        return hash(self.name)

    def __reduce__(self):
        return as_dtype, (self.name,)

    @property
    def as_numpy_dtype(self):
        from _tapedeck import scalars

        return getattr(scalars, "bool_" if self.name == "bool" else self.name)

    @property
    def base_dtype(self):
        return self

    @property
    def size(self):
        return {"float64": 8, "int64": 8, "bool": 1}.get(self.name, 4)

    @property
    def is_floating(self):
        return self.name in ("float16", "bfloat16", "float32", "float64")

    @property
    def is_integer(self):
        return "int" in self.name

    @property
    def is_bool(self):
        return self.name == "bool"

    @property
    def is_complex(self):
        return "complex" in self.name

    @property
    def max(self):
        return _limits(self.name)[1]

    @property
    def min(self):
        return _limits(self.name)[0]

    def _encoded(self, kept):
        return "s" + stored(self)


def _limits(name):
    if name == "bool":
        return False, True
    if name.startswith("int"):
        half = 2 ** (int(name[3:]) - 1)
        return -half, half - 1
    largest = {"float32": 3.4028234663852886e38, "float64": 1.7976931348623157e308}.get(name)
    if largest is None:
        raise TypeError(f"Tapedeck has no dtype {name} yet")
    return -largest, largest


DTYPES = {name: DType(name) for name in (*STORED, *OTHERS)}
_PYTHON = {float: "float32", int: "int32", bool: "bool"}
_SHORT = {"half": "float16", "float": "float32", "double": "float64", "int": "int32"}


def as_dtype(given):
    """The dtype that a name, a Python type, NumPy's dtype or one of ours means."""
    if isinstance(given, DType):
        return given
    if isinstance(given, type) and given in _PYTHON:
        return DTYPES[_PYTHON[given]]
    name = given if isinstance(given, str) else getattr(given, "name", None) or getattr(given, "__name__", None)
    name = _SHORT.get(name, name)
    if name == "bool_":
        name = "bool"
    if isinstance(name, str) and name in DTYPES:
        return DTYPES[name]
    raise TypeError(f"Cannot convert the argument `type_value`: {given!r} to a TensorFlow DType.")


def stored(dtype):
    """The name of the engine's dtype for one of TensorFlow's."""
    name = as_dtype(dtype).name
    if name not in STORED:
        raise TypeError(f"Tapedeck has no dtype {name} yet: float32, float64, int32, int64 and bool are there")
    return STORED[name]


def array_code(name):
    """The letter of `array.array` for the engine's dtype."""
    return _ARRAY_CODES[name]


class TensorShape(tuple):
    """A shape: a tuple of sizes, None for one that is not known."""

    __slots__ = ()
    __module__ = "tensorflow.python.framework.tensor_shape"

    def __new__(cls, dims=()):
        if isinstance(dims, int):
            dims = (dims,)
        return tuple.__new__(cls, (None if one is None else int(one) for one in dims))

    def __repr__(self):
        return f"TensorShape([{', '.join(map(str, self))}])"

    def __str__(self):
        return f"({self[0]},)" if len(self) == 1 else f"({', '.join(map(str, self))})"

    def __format__(self, spec):
        return format(str(self), spec)

    def __eq__(self, other):
        return tuple(self) == tuple(other) if isinstance(other, (tuple, list)) else NotImplemented

    def __ne__(self, other):
        return not self == other

    __hash__ = tuple.__hash__

    def __getitem__(self, key):
        found = tuple.__getitem__(self, key)
        return TensorShape(found) if isinstance(key, slice) else found

    def __add__(self, other):
        return TensorShape(tuple(self) + tuple(other))

    def __radd__(self, other):
        return TensorShape(tuple(other) + tuple(self))

    @property
    def rank(self):
        return len(self)

    @property
    def ndims(self):
        return len(self)

    @property
    def dims(self):
        return list(self)

    def as_list(self):
        return list(self)

    def concatenate(self, other):
        return self + other

    def is_fully_defined(self):
        return None not in tuple(self)

    def is_compatible_with(self, other):
        return len(self) == len(other) and all(
            a is None or b is None or a == b for a, b in zip(tuple(self), tuple(other))
        )

    def num_elements(self):
        if not self.is_fully_defined():
            return None
        count = 1
        for one in tuple(self):
            count *= one
        return count
