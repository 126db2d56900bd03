"""Sums, means, extremes and products along axes.

Sums of floats are taken as NumPy takes them, pairwise along the innermost axis and row by row along the others,
each step rounded to the dtype, so that their last digit is NumPy's too.
"""

import math
import operator
import warnings
from functools import reduce
from itertools import accumulate
from operator import index

from .construct import asarray
from .dtypes import BOOL, FLOAT64, INT64, as_dtype
from .elementwise import binary, converted
from .errors import axis_index
from .floats import float32
from .operations import DIVIDE, POWER, SUBTRACT, Report, caller_level
from .shaping import transposed
from .storage import filled, gather, make, packed_result, result, row_major, starts


def axes_of(axis, ndim):
    """The axes that `axis` (None for all, a number or a tuple) names, counted from the start. A lone number may be
    0 where there is no axis."""
    if axis is None or (ndim == 0 and axis in (0, -1)):
        return tuple(range(ndim))
    if isinstance(axis, (tuple, list)):
        axes = tuple(axis_index(one, ndim) for one in axis)
        if len(set(axes)) != len(axes):
            raise ValueError("duplicate value in 'axis'")
        return axes
    return (axis_index(axis, ndim),)


def _kept_shape(shape, axes, keepdims):
    if keepdims:
        return tuple(1 if i in axes else n for i, n in enumerate(shape))
    return tuple(n for i, n in enumerate(shape) if i not in axes)


def _shaped(values, a, axes, dtype, keepdims):
    return result(values, _kept_shape(a.shape, axes, keepdims), dtype)


def _groups(a, axes):
    """For every element of the result, the list of the elements that go into it, in row-major order."""
    kept = [i for i in range(a.ndim) if i not in axes]
    turned = transposed(a, (*kept, *sorted(axes)))
    values = turned._values()
    n = math.prod(a.shape[i] for i in axes)
    return [values[i * n : (i + 1) * n] for i in range(math.prod(a.shape[i] for i in kept))]


def total(a, axis=None, dtype=None, *, keepdims=False):
    """The sum along `axis`: of floats in their dtype, of integers and truth in int64."""
    axes = axes_of(axis, a.ndim)
    to = as_dtype(dtype) if dtype is not None else a.dtype if a.dtype.kind == "f" else INT64
    if a.dtype is not to:
        a = converted(a, to)
    if to.kind != "f":
        return _shaped(list(map(sum, _groups(a, axes))), a, axes, to, keepdims)
    return _reviewed(a, _shaped(_float_sums(a, axes, to), a, axes, to, keepdims))


def _float_sums(a, axes, dtype):
    """Sums in row-major order of the kept axes."""
    # Axes are walked as they lie in memory, as NumPy walks them; the result is turned back at the end.
    order = _order_in_memory(a)
    lying = transposed(a, order)
    runs = _joined(lying._shape, lying._strides, [i in axes for i in order])
    data = lying._packed()
    if runs and runs[-1][1]:
        n, _, lengths = runs.pop()
        sums = (_run_sum(data[i : i + n], lengths, dtype) for i in range(0, len(data), n)) if n else ()
        data = dtype.pack(sums)
    strides = row_major([n for n, _, _ in runs])
    kept = [(n, stride) for (n, gone, _), stride in zip(runs, strides) if not gone]
    gone = [(n, stride) for (n, gone, _), stride in zip(runs, strides) if gone]
    count = math.prod(n for n, _ in kept)
    sums = dtype.pack([0.0] * count)
    for start in starts(0, *_unzipped(gone)) if len(data) else ():
        sums = dtype.pack(map(operator.add, sums, gather(data, start, *_unzipped(kept))))
    shape = tuple(lying.shape[i] for i, axis in enumerate(order) if axis not in axes)
    left = [axis for axis in order if axis not in axes]
    back = sorted(range(len(left)), key=left.__getitem__)
    return transposed(make(sums, shape, dtype), back)._values() if shape else sums.tolist()


def _unzipped(axes):
    return (tuple(n for n, _ in axes), tuple(stride for _, stride in axes))


def _reviewed(a, reduced):
    """The result; NaN and infinity that the elements do not have are warned of."""
    values = asarray(reduced)._values()
    if reduced.dtype.kind == "f" and not math.isfinite(sum(values)):
        elements = a._values()
        report = Report("reduce")
        if any(map(math.isnan, values)) and not any(map(math.isnan, elements)):
            report.add("invalid value")
        if any(map(math.isinf, values)) and not any(map(math.isinf, elements)):
            report.add("overflow")
        report.warn()
    return reduced


def _order_in_memory(a):
    return sorted(range(a.ndim), key=lambda i: -abs(a._strides[i]))


def _joined(shape, strides, gone):
    """`[length, summed, lengths]` of the axes, neighbours of which both or neither are summed joined to one.

    `lengths` are those of the axes that went into it, joined only where one step in memory leads all along them.
    """
    runs, step = [], None
    for n, stride, summed in zip(shape, strides, gone):
        if n == 1:
            continue
        if not runs or runs[-1][1] != summed:
            runs.append([n, summed, [n]])
        else:
            runs[-1][0] *= n
            if step == stride * n:
                runs[-1][2][-1] *= n
            else:
                runs[-1][2].append(n)
        step = stride
    return runs


def _run_sum(values, lengths, dtype):
    """The sum of neighbours. NumPy copies what does not lie evenly in memory, up to 8192 elements at a time, by
    whole inner axes."""
    inner, *outer = reversed(lengths)
    while outer and inner * outer[0] <= 8192:
        inner *= outer.pop(0)
    if not outer:
        return pairwise(values, dtype)
    block, piece = inner * outer[0], max(8192 // inner, 1) * inner
    add = _add_float32 if dtype.itemsize == 4 else operator.add
    sums = 0.0
    for start in range(0, len(values), block):
        for i in range(start, start + block, piece):
            sums = add(sums, pairwise(values[i : min(i + piece, start + block)], dtype))
    return sums


def pairwise(values, dtype):
    """NumPy's pairwise sum of a flat memoryview: blocks of up to 128 in eight running sums, halves added up."""
    n = len(values)
    if n > 128:
        half = n // 2
        half -= half % 8
        both = pairwise(values[:half], dtype) + pairwise(values[half:], dtype)
        return float32(both) if dtype.itemsize == 4 else both
    add = _add_float32 if dtype.itemsize == 4 else operator.add
    if n < 8:
        return reduce(add, values, -0.0)
    whole = n - n % 8
    if dtype.itemsize == 4:
        sums = values[:8]
        for i in range(8, whole, 8):
            sums = dtype.pack(map(operator.add, sums, values[i : i + 8]))
    else:
        sums = [reduce(add, values[i:whole:8]) for i in range(8)]
    while len(sums) > 1:
        sums = [add(sums[i], sums[i + 1]) for i in range(0, len(sums), 2)]
    return reduce(add, values[whole:], sums[0])


def _add_float32(x, y):
    return float32(x + y)


def mean(a, axis=None, dtype=None, *, keepdims=False):
    """The sum over the count; of integers and truth in float64. An empty mean is NaN, with NumPy's warnings."""
    axes = axes_of(axis, a.ndim)
    count = math.prod(a.shape[i] for i in axes)
    if count == 0:
        warnings.warn("Mean of empty slice", RuntimeWarning, stacklevel=caller_level())
    return _over(_sums_to_divide(a, axes, dtype, keepdims), count)


def _sums_to_divide(a, axes, dtype, keepdims):
    to = as_dtype(dtype) if dtype is not None else a.dtype if a.dtype.kind == "f" else FLOAT64
    return asarray(total(a, axes, to, keepdims=keepdims))


def _over(sums, count):
    """Quotients in double, rounded once to the dtype of the sums."""
    # Only this pair of types is divided by NumPy's scalars, which warn under another name.
    alone = sums.shape == () and sums.dtype is FLOAT64
    quotients = DIVIDE.run(sums._values(), [float(count)] * sums.size, FLOAT64, sums.dtype, scalar=alone)
    return packed_result(quotients, sums.shape, sums.dtype)


def variance(a, axis=None, dtype=None, *, ddof=0, keepdims=False):
    """The mean of the squares of what each element is above the mean; `ddof` is taken from the count."""
    axes = axes_of(axis, a.ndim)
    if dtype is not None or a.dtype.kind != "f":
        a = converted(a, FLOAT64 if dtype is None else dtype)
    count = math.prod(a.shape[i] for i in axes)
    if count <= ddof:
        warnings.warn("Degrees of freedom <= 0 for slice", RuntimeWarning, stacklevel=caller_level())
    if a.size == 0:
        return _over(_sums_to_divide(a, axes, None, keepdims), 0)
    # The squares lie in memory as the elements do: so do NumPy's.
    order = _order_in_memory(a)
    lying = transposed(a, order)
    lying_axes = tuple(i for i, axis in enumerate(order) if axis in axes)
    means = _over(_sums_to_divide(lying, lying_axes, None, True), count)
    above = asarray(binary(SUBTRACT, lying, means))
    sums = total(asarray(binary(POWER, above, 2)), lying_axes, keepdims=True)
    spread = asarray(_over(asarray(sums), max(count - ddof, 0)))
    spread = transposed(spread, sorted(range(a.ndim), key=order.__getitem__))
    return spread.reshape(_kept_shape(a.shape, axes, keepdims))._or_scalar()


def deviation(a, axis=None, dtype=None, *, ddof=0, keepdims=False):
    """The square root of `variance`."""
    spread = asarray(variance(a, axis, dtype, ddof=ddof, keepdims=keepdims))
    return result(list(map(math.sqrt, spread._values())), spread.shape, spread.dtype)


def product(a, axis=None, dtype=None, *, keepdims=False):
    """Of floats in their dtype, each step rounded to it; of integers and truth in int64, which wraps."""
    axes = axes_of(axis, a.ndim)
    to = as_dtype(dtype) if dtype is not None else a.dtype if a.dtype.kind == "f" else INT64
    groups = _groups(a if a.dtype is to else converted(a, to), axes)
    if to.itemsize == 4 and to.kind == "f":
        products = [reduce(lambda x, y: float32(x * y), group, 1.0) for group in groups]
    else:
        products = list(map(math.prod, groups))
    return _reviewed(a, _shaped(products, a, axes, to, keepdims))


def _extreme(a, axis, keepdims, pick, name):
    axes = axes_of(axis, a.ndim)
    if math.prod(a.shape[i] for i in axes) == 0:
        raise ValueError(f"zero-size array to reduction operation {name} which has no identity")
    return _shaped([_with_nan(group, pick) for group in _groups(a, axes)], a, axes, a.dtype, keepdims)


def _with_nan(group, pick):
    # Python's max knows no NaN; a difference from itself does.
    return math.nan if any(map(operator.ne, group, group)) else pick(group)


def largest(a, axis=None, *, keepdims=False):
    """NaN where one of the elements is; throws ValueError where there are none."""
    return _extreme(a, axis, keepdims, max, "maximum")


def smallest(a, axis=None, *, keepdims=False):
    """NaN where one of the elements is; throws ValueError where there are none."""
    return _extreme(a, axis, keepdims, min, "minimum")


def _place_of(a, axis, keepdims, pick, name):
    axes = axes_of(None if axis is None else index(axis), a.ndim)
    if math.prod(a.shape[i] for i in axes) == 0:
        raise ValueError(f"attempt to get {name} of an empty sequence")
    return _shaped([_first_place(group, pick) for group in _groups(a, axes)], a, axes, INT64, keepdims)


def _first_place(group, pick):
    if any(map(operator.ne, group, group)):
        return next(i for i, value in enumerate(group) if value != value)
    return group.index(pick(group))


def place_of_largest(a, axis=None, *, keepdims=False):
    """Of the first one, or of the first NaN."""
    return _place_of(a, axis, keepdims, max, "argmax")


def place_of_smallest(a, axis=None, *, keepdims=False):
    """Of the first one, or of the first NaN."""
    return _place_of(a, axis, keepdims, min, "argmin")


def all_true(a, axis=None, *, keepdims=False):
    axes = axes_of(axis, a.ndim)
    return _shaped([all(group) for group in _groups(a, axes)], a, axes, BOOL, keepdims)


def any_true(a, axis=None, *, keepdims=False):
    axes = axes_of(axis, a.ndim)
    return _shaped([any(group) for group in _groups(a, axes)], a, axes, BOOL, keepdims)


def running(a, axis, dtype, step, step_float32):
    """Running sums or products along one axis, or along all elements in order where it is None."""
    to = as_dtype(dtype) if dtype is not None else a.dtype if a.dtype.kind == "f" else INT64
    a = converted(a if axis is not None else a.ravel(), to)
    axis = 0 if axis is None else axis_index(axis, a.ndim)
    last = [*(i for i in range(a.ndim) if i != axis), axis]
    turned = transposed(a, last)
    combine = step_float32 if to.itemsize == 4 and to.kind == "f" else step
    values = []
    for group in _groups(a, (axis,)):
        values += accumulate(group, combine)
    back = sorted(range(a.ndim), key=last.__getitem__)
    return transposed(filled(values, turned.shape, to), back).copy()


def running_sum(a, axis=None, dtype=None):
    return running(a, axis, dtype, operator.add, _add_float32)


def running_product(a, axis=None, dtype=None):
    return running(a, axis, dtype, operator.mul, lambda x, y: float32(x * y))
