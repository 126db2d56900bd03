"""Arrays of nested lists, numbers, ranges and of whatever has `__array__` or a buffer."""

from itertools import chain

from .dtypes import BOOL, FLOAT64, INT64, as_dtype, promote
from .scalars import cast_number, generic
from .storage import Storage, filled, make


def asarray(given, dtype=None):
    """An array of `given`: itself if it is one, else new. Python's floats give float64, integers int64, truth bool."""
    wanted = None if dtype is None else as_dtype(dtype)
    array = _array_of(given)
    return array if wanted is None or array.dtype is wanted else array.astype(wanted)


def _array_of(given):
    if isinstance(given, Storage):
        return given
    if hasattr(given, "__array__"):
        return given.__array__()
    if isinstance(given, (bool, int, float)):
        dtype = _python_type_of(type(given))
        return filled((cast_number(given, dtype),), (), dtype)
    if isinstance(given, range):
        return filled(given, (len(given),), INT64)
    if isinstance(given, (list, tuple)):
        return _of_lists(given)
    if isinstance(given, (memoryview, bytes, bytearray)) or hasattr(given, "__buffer__"):
        view = memoryview(given)
        return from_buffer(view, view.shape, as_dtype(view.format)).copy()
    raise TypeError(f"an array cannot be made of {type(given).__name__!r}: numbers, lists of them and arrays can")


def from_buffer(buffer, shape, dtype):
    """An array over any buffer of that many elements, sharing it where it can be written to.

    Buffers of bytes are read as the dtype; throws ValueError where the sizes differ.
    """
    view = memoryview(buffer)
    if view.readonly or not view.c_contiguous:
        view = memoryview(bytearray(view.tobytes()))
    if view.format != dtype.char or view.ndim != 1:
        view = view.cast("B").cast(dtype.char)
    shape = tuple(int(n) for n in shape)
    array = make(view, shape, dtype)
    if array.size != len(view):
        raise ValueError(f"a buffer of {len(view)} elements of {dtype.name} cannot have shape {shape}")
    return array


def _of_lists(given):
    shape, leaves = [], [given]
    while leaves and all(isinstance(one, (list, tuple, range)) for one in leaves):
        lengths = set(map(len, leaves))
        if len(lengths) != 1:
            raise _inhomogeneous(shape)
        shape.append(lengths.pop())
        leaves = list(chain.from_iterable(leaves))
    if any(isinstance(one, (list, tuple, range)) for one in leaves):
        raise _inhomogeneous(shape)
    if not all(isinstance(one, (bool, int, float, generic)) for one in leaves):
        return _of_arrays(leaves, tuple(shape))
    dtype = _type_of(leaves)
    values = [one._value if isinstance(one, generic) else one for one in leaves]
    for value in values if dtype is INT64 else ():
        cast_number(value, dtype)
    return filled(values, tuple(shape), dtype)


def _type_of(leaves):
    found = None
    for kind in set(map(type, leaves)):
        own = kind.dtype if issubclass(kind, generic) else _python_type_of(kind)
        found = own if found is None else promote(found, own)
    return found or FLOAT64


def _python_type_of(kind):
    return BOOL if issubclass(kind, bool) else INT64 if issubclass(kind, int) else FLOAT64


def _of_arrays(leaves, shape):
    arrays = [_array_of(one) for one in leaves]
    inner = arrays[0].shape
    dtype = arrays[0].dtype
    for one in arrays:
        if one.shape != inner:
            raise _inhomogeneous(shape)
        dtype = promote(dtype, one.dtype)
    values = chain.from_iterable(one.astype(dtype)._values() for one in arrays)
    return filled(list(values), shape + inner, dtype)


def _inhomogeneous(shape):
    detected = f"({shape[0]},)" if len(shape) == 1 else str(tuple(shape))
    return ValueError(
        "setting an array element with a sequence. The requested array has an inhomogeneous shape after "
        f"{len(shape)} dimensions. The detected shape was {detected} + inhomogeneous part."
    )
