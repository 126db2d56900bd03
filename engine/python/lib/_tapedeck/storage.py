"""Where an array keeps its numbers: a flat typed memoryview, an offset and strides into it, counted in elements.

Slices and transposes share the memoryview. The loops here run over whole rows, since one step of Python costs
what a hundred of a compiled loop do.
"""

from itertools import product
from math import prod


class Storage:
    """The fields of an array. `ndarray` is the one subclass; `Storage.array` is how modules below it make one."""

    __slots__ = ("_data", "_offset", "_shape", "_strides", "_dtype", "_base", "__weakref__")

    #: Set by `arrays.py`.
    array = None

    def _values(self):
        """All elements in row-major order, as a list of Python numbers."""
        return self._packed().tolist()

    def _packed(self):
        """All elements in row-major order, as a flat memoryview: the array's own where it lies so."""
        size = prod(self._shape)
        if is_contiguous(self._shape, self._strides):
            return self._data[self._offset : self._offset + size]
        return self._dtype.pack(gather(self._data, self._offset, self._shape, self._strides))

    def _broadcast_values(self, shape):
        """`_values` as if the array had this shape, which its own shape broadcasts to."""
        if shape == self._shape:
            return self._values()
        return gather(self._data, self._offset, shape, broadcast_strides(self._shape, self._strides, shape))

    def _view(self, offset, shape, strides):
        return make(self._data, shape, self._dtype, offset, strides, self if self._base is None else self._base)

    def _write(self, packed):
        """Overwrites all elements with those of a flat memoryview of the same type and size."""
        scatter(self._data, self._offset, self._shape, self._strides, packed)


def make(data, shape, dtype, offset=0, strides=None, base=None):
    """An array over a flat memoryview of the dtype's type."""
    made = object.__new__(Storage.array)
    made._data = data
    made._offset = offset
    made._shape = shape
    made._strides = row_major(shape) if strides is None else strides
    made._dtype = dtype
    made._base = base
    return made


def filled(values, shape, dtype):
    """A new array of Python numbers in row-major order."""
    return make(dtype.pack(values), shape, dtype)


def result(values, shape, dtype):
    """What an operation gives: a new array, or the scalar where the shape is ()."""
    return packed_result(dtype.pack(values), shape, dtype)


def packed_result(data, shape, dtype):
    """`result` of a flat memoryview of the dtype's type."""
    return make(data, shape, dtype) if shape else dtype.type(data[0])


def row_major(shape):
    strides, step = [], 1
    for n in reversed(shape):
        strides.append(step)
        step *= n
    return tuple(reversed(strides))


def is_contiguous(shape, strides):
    step = 1
    for n, stride in zip(reversed(shape), reversed(strides)):
        if n != 1 and stride != step:
            return 0 in shape
        step *= n
    return True


def broadcast_strides(shape, strides, target):
    """Strides that repeat an array of `shape` along the axes of `target` that it lacks or has once."""
    missing = len(target) - len(shape)
    repeated = tuple(0 if n == 1 and t != 1 else s for n, s, t in zip(shape, strides, target[missing:]))
    return (0,) * missing + repeated


def starts(offset, shape, strides):
    """The offset of every element, in row-major order."""
    if not shape:
        return [offset]
    if len(shape) == 1:
        return [offset + i * strides[0] for i in range(shape[0])]
    steps = [[i * stride for i in range(n)] for n, stride in zip(shape, strides)]
    return [offset + sum(parts) for parts in product(*steps)]


def gather(data, offset, shape, strides):
    """The elements that strides pick out of a flat sequence, in row-major order, as a list."""
    out = [None] * prod(shape)
    for source, target, n in _rows(offset, shape, strides):
        row = data[source] if isinstance(source, slice) else [data[source]] * n
        out[target] = row.tolist() if isinstance(row, memoryview) else row
    return out


def scatter(data, offset, shape, strides, packed):
    """The reverse of `gather`: writes a flat memoryview of the same type to where the strides point."""
    for target, source, _ in _rows(offset, shape, strides):
        data[target] = packed[source]


def _rows(offset, shape, strides):
    """Pairs of places, in the strided data and in row-major order, that walk the longest axis at once; its length.

    The first is a slice, or an index where one element is repeated; the second always a slice.
    """
    if 0 in shape:
        return
    shape, strides = _merged(shape, strides)
    into = row_major(shape)
    longest = max(range(len(shape)), key=shape.__getitem__)
    n, step, into_step = shape[longest], strides[longest], into[longest]
    others = [i for i in range(len(shape)) if i != longest]
    counts = [shape[i] for i in others]
    sources = starts(offset, counts, [strides[i] for i in others])
    targets = starts(0, counts, [into[i] for i in others])
    for source, target in zip(sources, targets):
        yield _span(source, n, step) if step else source, _span(target, n, into_step), n


def _span(start, n, step):
    end = start + n * step
    return slice(start, end if end >= 0 else None, step)


def _merged(shape, strides):
    """The same elements in the same order with as few axes as possible, but at least one."""
    axes = []
    for n, stride in zip(shape, strides):
        if n == 1:
            continue
        if axes and axes[-1][1] == stride * n:
            axes[-1] = (axes[-1][0] * n, stride)
        else:
            axes.append((n, stride))
    return tuple(zip(*axes)) if axes else ((1,), (1,))
