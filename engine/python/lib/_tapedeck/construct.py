"""Arrays of nested lists, numbers, ranges and of whatever has `__array__` or a buffer."""

from itertools import chain

from .dtypes import BOOL, FLOAT64, INT64, as_dtype, promote
from .scalars import cast_number, generic
from .storage import Storage, filled, make

#: A list may hold itself.
_MOST_AXES = 64


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
    while leaves and all(map(_is_sequence, leaves)):
        if len(shape) == _MOST_AXES:
            raise ValueError(
                "setting an array element with a sequence. The requested array would exceed the maximum number of "
                f"dimension of {_MOST_AXES}."
            )
        lengths = set(map(len, leaves))
        if len(lengths) != 1:
            raise _inhomogeneous(shape)
        shape.append(lengths.pop())
        leaves = list(chain.from_iterable(leaves))
        if any(hasattr(one, "__array__") and not isinstance(one, generic) for one in leaves):
            leaves = [_array_of(one) if hasattr(one, "__array__") else one for one in leaves]
            if all(isinstance(one, Storage) for one in leaves):
                return _of_arrays(leaves, tuple(shape))
    if any(map(_is_sequence, leaves)):
        raise _inhomogeneous(shape)
    values = [one.item() if hasattr(one, "item") else one for one in leaves]
    for one in values:
        if not isinstance(one, (bool, int, float)):
            raise TypeError(f"an array cannot hold {type(one).__name__!r}: numbers and truth it can")
    dtype = _type_of(leaves)
    for value in values if dtype is INT64 else ():
        cast_number(value, dtype)
    return filled(values, tuple(shape), dtype)


def _is_sequence(one):
    return isinstance(one, (list, tuple, range)) or isinstance(one, Storage) and one.ndim > 0


def _type_of(leaves):
    found = None
    for kind in {type(one) for one in leaves if not isinstance(one, Storage)}:
        own = kind.dtype if issubclass(kind, generic) else _python_type_of(kind)
        found = own if found is None else promote(found, own)
    for one in leaves:
        if isinstance(one, Storage):
            found = promote(found, one.dtype)
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
