"""`ndarray`: what `.numpy()` gives. It has NumPy 2's attributes, indexing, arithmetic and texts.

Not here: structured and complex types, writing through `out=` and `where=`, NumPy's functions on arrays.
"""

import math

from . import elementwise, indexing, linalg, ordering, reductions, shaping
from .construct import asarray, from_buffer
from .dtypes import as_dtype
from .formatting import array_repr, array_str
from .operations import COMPARISONS, OPERATORS
from .storage import Storage


def tensor_value(buffer, shape, dtype_name):
    """The numbers of a tensor as `.numpy()` gives them: an array, or a scalar where the shape is ()."""
    return ndarray._from_buffer(buffer, shape, dtype_name)._or_scalar()


class ndarray(Storage):
    __slots__ = ()
    __module__ = "numpy"
    __array_priority__ = 0.0

    def __new__(cls, shape, dtype=float, buffer=None):
        shape = shape if isinstance(shape, (tuple, list)) else (shape,)
        dtype = as_dtype(dtype)
        if buffer is None:
            buffer = bytearray(math.prod(shape) * dtype.itemsize)
        return from_buffer(buffer, shape, dtype)

    @classmethod
    def _from_buffer(cls, buffer, shape, dtype_name):
        """An array over the bytes of `buffer` (anything memoryview takes), which it shares if it may write there."""
        return from_buffer(buffer, shape, as_dtype(dtype_name))

    def _buffer(self):
        """The elements in row-major order as a flat memoryview; the array's own memory where it lies so."""
        return self._packed()

    def _or_scalar(self):
        return self if self._shape else self[()]

    # What it is

    @property
    def shape(self):
        return self._shape

    @shape.setter
    def shape(self, shape):
        there = shaping.reshaped(self, shape)
        if there._data is not self._data:
            raise AttributeError("incompatible shape for in-place modification. Use `.reshape()` to make a copy.")
        self._shape, self._strides = there._shape, there._strides

    @property
    def dtype(self):
        return self._dtype

    @property
    def ndim(self):
        return len(self._shape)

    @property
    def size(self):
        return math.prod(self._shape)

    @property
    def itemsize(self):
        return self._dtype.itemsize

    @property
    def nbytes(self):
        return self.size * self._dtype.itemsize

    @property
    def strides(self):
        """In bytes, as NumPy counts them."""
        return tuple(stride * self._dtype.itemsize for stride in self._strides)

    @property
    def base(self):
        return self._base

    @property
    def T(self):
        return shaping.transposed(self)

    @property
    def mT(self):
        if self.ndim < 2:
            raise ValueError("matrix transpose with ndim < 2 is undefined")
        return self.swapaxes(-1, -2)

    @property
    def real(self):
        return self

    @property
    def flat(self):
        return flatiter(self)

    @flat.setter
    def flat(self, value):
        self[...] = asarray(value).reshape(self._shape)

    @property
    def data(self):
        return self.__buffer__(0)

    def __buffer__(self, flags):
        view = self._packed()
        return view.cast("B").cast(self._dtype.char, self._shape) if self.size and self.ndim != 1 else view

    def __array__(self, dtype=None, copy=None):
        return self if dtype is None else self.astype(dtype, copy=bool(copy))

    # Copies and views

    def astype(self, dtype, copy=True):
        dtype = as_dtype(dtype)
        return self if not copy and dtype is self._dtype else elementwise.converted(self, dtype)

    def copy(self, order="C"):
        return elementwise.converted(self, self._dtype)

    __copy__ = copy

    def __deepcopy__(self, memo):
        return self.copy()

    def view(self):
        return self._view(self._offset, self._shape, self._strides)

    def flatten(self, order="C"):
        return shaping.reshaped(self, -1, order=order).copy()

    def ravel(self, order="C"):
        return shaping.reshaped(self, -1, order=order)

    def tolist(self):
        """Nested lists of Python numbers; a number for shape ()."""
        values = self._values()
        if not self._shape:
            return values[0]
        for axis in range(self.ndim - 1, 0, -1):
            n = self._shape[axis]
            rows = math.prod(self._shape[:axis])
            values = [values[i * n : (i + 1) * n] for i in range(rows)]
        return values

    def tobytes(self, order="C"):
        return self._packed().tobytes()

    def item(self, *index):
        """The one element, or the one that a flat place or an index names, as a Python number."""
        if not index:
            if self.size != 1:
                raise ValueError("can only convert an array of size 1 to a Python scalar")
            return self._values()[0]
        if len(index) == 1 and isinstance(index[0], tuple):
            index = index[0]
        if len(index) == 1 and self.ndim != 1:
            place = index[0].__index__()
            if not -self.size <= place < self.size:
                raise IndexError(f"index {place} is out of bounds for size {self.size}")
            return self.ravel()[place].item()
        if len(index) != self.ndim:
            raise ValueError("incorrect number of indices for array")
        return self[index].item()

    def fill(self, value):
        self[...] = value

    # Elements

    def __getitem__(self, index):
        return indexing.get(self, index)

    def __setitem__(self, index, value):
        indexing.put(self, index, value)

    def __delitem__(self, index):
        raise ValueError("cannot delete array elements")

    def __len__(self):
        if not self._shape:
            raise TypeError("len() of unsized object")
        return self._shape[0]

    def __iter__(self):
        if not self._shape:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(self._shape[0]))

    def __contains__(self, value):
        return bool(asarray(self == value).any())

    def __hash__(self):
        raise TypeError("unhashable type: 'numpy.ndarray'")

    def __getattr__(self, name):
        raise AttributeError(f"'numpy.ndarray' object has no attribute '{name}'")

    # One number

    def __bool__(self):
        if self.size == 1:
            return bool(self._values()[0])
        if self.size == 0:
            raise ValueError(
                "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not "
                "empty."
            )
        raise ValueError(
            "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
        )

    def _number(self):
        if self._shape:
            raise TypeError("only 0-dimensional arrays can be converted to Python scalars")
        return self._values()[0]

    def __float__(self):
        return float(self._number())

    def __int__(self):
        return int(self._number())

    def __complex__(self):
        return complex(self._number())

    def __index__(self):
        if self._shape or self._dtype.kind != "i":
            raise TypeError("only integer scalar arrays can be converted to a scalar index")
        return self._values()[0]

    # Text

    def __repr__(self):
        return array_repr(self)

    def __str__(self):
        return array_str(self)

    def __format__(self, spec):
        if not self._shape:
            return format(self[()], spec)
        if spec:
            raise TypeError("unsupported format string passed to numpy.ndarray.__format__")
        return str(self)

    # Arithmetic: the operators that follow the class, and these

    def __neg__(self):
        return elementwise.negative(self)

    def __pos__(self):
        return self.copy()._or_scalar()

    def __abs__(self):
        return elementwise.absolute(self)

    def __invert__(self):
        return elementwise.invert(self)

    def __matmul__(self, other):
        return linalg.matmul(self, other)

    def __rmatmul__(self, other):
        return linalg.matmul(other, self)

    def __imatmul__(self, other):
        self[...] = linalg.matmul(self, other)
        return self

    def __divmod__(self, other):
        return self // other, self % other

    def __rdivmod__(self, other):
        return other // self, other % self

    def dot(self, other):
        return linalg.dot(self, other)

    def round(self, decimals=0):
        return elementwise.rounded(self, decimals)

    def clip(self, min=None, max=None):
        return elementwise.clipped(self, min, max)

    def conj(self):
        return self.copy()

    # Sorting changes the array itself, as NumPy's does

    def sort(self, axis=-1):
        self[...] = ordering.in_order(self, axis)


def _operator(operation, swapped):
    def method(self, other):
        return elementwise.binary(operation, other, self) if swapped else elementwise.binary(operation, self, other)

    return method


def _in_place(operation):
    return lambda self, other: elementwise.in_place(operation, self, other)


for _name, _operation in OPERATORS.items():
    setattr(ndarray, f"__{_name}__", _operator(_operation, False))
    setattr(ndarray, f"__r{_name}__", _operator(_operation, True))
    setattr(ndarray, f"__i{_name}__", _in_place(_operation))
for _name, _operation in COMPARISONS.items():
    setattr(ndarray, f"__{_name}__", _operator(_operation, False))

for _name, _function in {
    "reshape": shaping.reshaped,
    "transpose": shaping.transposed,
    "squeeze": shaping.squeezed,
    "swapaxes": shaping.axes_swapped,
    "diagonal": shaping.diagonal,
    "trace": lambda a, offset=0: shaping.diagonal(a, offset).sum(axis=-1),
    "sum": reductions.total,
    "mean": reductions.mean,
    "var": reductions.variance,
    "std": reductions.deviation,
    "prod": reductions.product,
    "max": reductions.largest,
    "min": reductions.smallest,
    "argmax": reductions.place_of_largest,
    "argmin": reductions.place_of_smallest,
    "all": reductions.all_true,
    "any": reductions.any_true,
    "cumsum": reductions.running_sum,
    "cumprod": reductions.running_product,
    "argsort": ordering.places_in_order,
    "nonzero": ordering.nonzero,
    "take": ordering.taken,
    "repeat": ordering.repeated,
}.items():
    setattr(ndarray, _name, _function)


class flatiter:
    """`a.flat`: the elements in row-major order, read and written by one place."""

    __module__ = "numpy"

    def __init__(self, a):
        self._array = a
        self._left = None

    @property
    def base(self):
        return self._array

    def __len__(self):
        return self._array.size

    def __iter__(self):
        return self

    def __next__(self):
        if self._left is None:
            self._left = iter(self._array.ravel())
        return next(self._left)

    def __getitem__(self, index):
        return self._array.ravel()[index]

    def __setitem__(self, index, value):
        flat = self._array.ravel()
        flat[index] = value
        if flat._data is not self._array._data:
            self._array._write(flat._packed())


Storage.array = ndarray
