"""The same elements in another shape or order of axes: views where strides allow, else copies."""

from math import prod

from .elementwise import shape_text
from .errors import axis_index
from .storage import is_contiguous, make


def reshaped(a, *shape, order="C"):
    """The elements, in row-major order, in a shape in which one length may be -1."""
    wanted = _shape_of(shape)
    if order == "F":
        turned = reshaped(transposed(a), *reversed(_with_unknown(a, wanted)))
        return transposed(turned)
    wanted = _with_unknown(a, wanted)
    if is_contiguous(a._shape, a._strides):
        return make(a._data, wanted, a._dtype, a._offset, base=a if a._base is None else a._base)
    return make(a._packed(), wanted, a._dtype)


def _shape_of(shape):
    if len(shape) == 1 and not hasattr(shape[0], "__index__"):
        shape = shape[0]
    return tuple(n.__index__() for n in shape)


def _with_unknown(a, shape):
    unknown = [i for i, n in enumerate(shape) if n < 0]
    if len(unknown) > 1:
        raise ValueError("can only specify one unknown dimension")
    known = prod(n for n in shape if n >= 0)
    if unknown:
        if known == 0 or a.size % known:
            raise _cannot(a, shape)
        i = unknown[0]
        return (*shape[:i], a.size // known, *shape[i + 1 :])
    if known != a.size:
        raise _cannot(a, shape)
    return shape


def _cannot(a, shape):
    # NumPy leaves a leading -1 out of this text and calls the others newaxis.
    while shape and shape[0] < 0:
        shape = shape[1:]
        if len(shape) == 1:
            return ValueError(f"cannot reshape array of size {a.size} into shape ({shape[0]})")
    said = shape_text(tuple("newaxis" if n < 0 else n for n in shape))
    return ValueError(f"cannot reshape array of size {a.size} into shape {said}")


def transposed(a, *axes):
    """The axes in the order given, reversed where none is."""
    if len(axes) == 1 and not hasattr(axes[0], "__index__"):
        axes = axes[0]
    if axes is None or axes == ():
        axes = range(a.ndim - 1, -1, -1)
    axes = tuple(axes)
    if len(axes) != a.ndim:
        raise ValueError("axes don't match array")
    axes = [axis_index(axis, a.ndim) for axis in axes]
    if len(set(axes)) != len(axes):
        raise ValueError("repeated axis in transpose")
    return a._view(a._offset, tuple(a._shape[i] for i in axes), tuple(a._strides[i] for i in axes))


def axes_swapped(a, first, second):
    order = list(range(a.ndim))
    i, j = axis_index(first, a.ndim, "axis1: "), axis_index(second, a.ndim, "axis2: ")
    order[i], order[j] = order[j], order[i]
    return transposed(a, order)


def squeezed(a, axis=None):
    """Without the axes of length 1, or without those named, which must have it."""
    if axis is None:
        gone = {i for i, n in enumerate(a.shape) if n == 1}
    else:
        gone = {axis_index(one, a.ndim) for one in (axis if isinstance(axis, (tuple, list)) else (axis,))}
        if any(a.shape[i] != 1 for i in gone):
            raise ValueError("cannot select an axis to squeeze out which has size not equal to one")
    kept = [i for i in range(a.ndim) if i not in gone]
    return a._view(a._offset, tuple(a._shape[i] for i in kept), tuple(a._strides[i] for i in kept))


def diagonal(a, offset=0):
    """The diagonal of the first two axes, along a last axis."""
    if a.ndim < 2:
        raise ValueError("diag requires an array of at least two dimensions")
    rows, columns = a._shape[:2]
    down, right = max(-offset, 0), max(offset, 0)
    n = max(min(rows - down, columns - right), 0)
    start = a._offset + down * a._strides[0] + right * a._strides[1] if n else a._offset
    return a._view(start, (*a._shape[2:], n), (*a._strides[2:], a._strides[0] + a._strides[1]))
