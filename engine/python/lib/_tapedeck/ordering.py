"""Sorting, choosing and repeating elements along an axis."""

from .construct import asarray
from .dtypes import INT64
from .errors import axis_index
from .indexing import true_places
from .storage import filled


def _key(value):
    # NaN stands last.
    return (value != value, value)


def _along(a, axis, arrange, dtype):
    """Every line of the axis rearranged by a function of its list of values."""
    axis = axis_index(axis, a.ndim)
    turned = a.swapaxes(axis, -1)
    values, n = turned._values(), a.shape[axis]
    out = []
    for i in range(0, len(values), n or 1):
        out += arrange(values[i : i + n])
    return filled(out, turned.shape, dtype).swapaxes(axis, -1).copy()


def in_order(a, axis=-1):
    """The elements in ascending order along an axis, or all of them in one row for None."""
    a = a.ravel() if axis is None else a
    return _along(a, -1 if axis is None else axis, lambda line: sorted(line, key=_key), a.dtype)


def places_in_order(a, axis=-1):
    """The places of the elements in ascending order along an axis."""
    a = a.ravel() if axis is None else a

    def arrange(line):
        return sorted(range(len(line)), key=lambda i: _key(line[i]))

    return _along(a, -1 if axis is None else axis, arrange, INT64)


def nonzero(a):
    """One array of places for every axis."""
    places = true_places(a.astype(bool))
    return tuple(filled(one, (len(one),), INT64) for one in places)


def taken(a, indices, axis=None):
    if axis is None:
        return a.ravel()[indices]
    axis = axis_index(axis, a.ndim)
    return a[(slice(None),) * axis + (indices,)]


def repeated(a, repeats, axis=None):
    """Every element as many times as `repeats`, a number or one for each, says."""
    a = a.ravel() if axis is None else a
    axis = 0 if axis is None else axis_index(axis, a.ndim)
    counts = asarray(repeats)._broadcast_values((a.shape[axis],))
    places = [i for i, count in enumerate(counts) for _ in range(count)]
    return taken(a, places, axis)
