"""`a[…]` read and written: integers and slices give views of the same memory, lists and masks give copies."""

from math import prod

from .construct import asarray
from .elementwise import broadcast_shape, converted, shape_text
from .scalars import bool_, generic
from .storage import Storage, broadcast_strides, gather, make, row_major, starts

_NOT_AN_INDEX = (
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid "
    "indices"
)


class _Picks:
    """Places along one axis, from a list or array of integers, or from a mask. A bare True or False takes no axis."""

    __slots__ = ("places", "shape", "takes_axis", "of_mask")

    def __init__(self, places, shape, takes_axis=True, of_mask=False):
        self.places, self.shape, self.takes_axis, self.of_mask = places, shape, takes_axis, of_mask


def get(a, index):
    """A view, a copy where a list or mask takes part, or a scalar where integers name one element."""
    if type(index) is int and len(a._shape) > 1:
        return a._view(a._offset + _place(index, a._shape[0], 0) * a._strides[0], a._shape[1:], a._strides[1:])
    parts = _resolved(a, index)
    if any(isinstance(part, _Picks) for part in parts):
        offsets, shape = _picked(a, parts)
        return make(a.dtype.pack(list(map(a._data.__getitem__, offsets))), shape, a.dtype)
    offset, shape, strides = _sliced(a, parts)
    if not shape and all(isinstance(part, int) for part in parts) and index is not Ellipsis:
        return a.dtype.type(a._data[offset])
    return a._view(offset, shape, strides)


def put(a, index, value):
    """Writes `value`, broadcast to what the index picks; throws ValueError where it cannot be."""
    value = asarray(a.dtype.type(value) if isinstance(value, (str, bytes)) or value is None else value)
    # A copy: the value may be a view of the same numbers.
    value = converted(value, a.dtype)
    parts = _resolved(a, index)
    if not any(isinstance(part, _Picks) for part in parts):
        offset, shape, strides = _sliced(a, parts)
        a._view(offset, shape, strides)._write(a.dtype.pack(_fitted(value, shape, _misfit)))
        return
    offsets, shape = _picked(a, parts)
    one_mask = len(parts) == a.ndim and all(isinstance(part, _Picks) and part.of_mask for part in parts)
    values = _fitted(value, shape, _mask_misfit if one_mask and not isinstance(index, tuple) else _pick_misfit)
    for offset, number in zip(offsets, values):
        a._data[offset] = number


def _fitted(value, shape, misfit):
    """The values repeated to a shape; leading axes of length 1 too many are dropped."""
    own = value.shape
    while len(own) > len(shape) and own[0] == 1:
        own = own[1:]
    missing = len(shape) - len(own)
    if missing < 0 or any(n not in (1, t) for n, t in zip(own, shape[missing:])):
        raise misfit(value, shape, own)
    return (value if own == value.shape else value.reshape(own))._broadcast_values(shape)


def _misfit(value, shape, own):
    if shape == ():
        return ValueError("setting an array element with a sequence.")
    return ValueError(f"could not broadcast input array from shape {shape_text(own)} into shape {shape_text(shape)}")


def _pick_misfit(value, shape, _own):
    return ValueError(
        f"shape mismatch: value array of shape {shape_text(value.shape)} could not be broadcast to indexing result of "
        f"shape {shape_text(shape)}"
    )


def _mask_misfit(value, shape, _own):
    if value.ndim > 1:
        return TypeError(
            "NumPy boolean array indexing assignment requires a 0 or 1-dimensional input, input has "
            f"{value.ndim} dimensions"
        )
    return ValueError(
        f"NumPy boolean array indexing assignment cannot assign {value.size} input values to the "
        f"{prod(shape)} output values where the mask is true"
    )


def _resolved(a, index):
    """The index as integers, slices, None and picks, that together take every axis of the array."""
    given = [_part(one) for one in (index if isinstance(index, tuple) else (index,))]
    dots = [i for i, part in enumerate(given) if part is Ellipsis]
    if len(dots) > 1:
        raise IndexError("an index can only have a single ellipsis ('...')")
    taken = sum(map(_axes_of, given))
    if taken > a.ndim:
        raise IndexError(f"too many indices for array: array is {a.ndim}-dimensional, but {taken} were indexed")
    at = dots[0] if dots else len(given)
    given[at : at + len(dots)] = [slice(None)] * (a.ndim - taken)
    parts, axis = [], 0
    for part in given:
        parts += _in_range(a.shape, part, axis)
        axis += _axes_of(part)
    return parts


def _part(one):
    """One entry of an index as Ellipsis, None, a slice, an int, or an array of integers or truth."""
    if one is None or one is Ellipsis or isinstance(one, slice) or type(one) is int:
        return one
    if isinstance(one, (bool, bool_)):
        return asarray(bool(one))
    if isinstance(one, (list, tuple, range)) or (hasattr(one, "__array__") and not isinstance(one, generic)):
        array = asarray(one)
        if array.dtype.kind == "f" and not (array.size == 0 and isinstance(one, (list, tuple))):
            raise IndexError(
                "arrays used as indices must be of integer (or boolean) type" if array.ndim else _NOT_AN_INDEX
            )
        return array.item() if array.shape == () and array.dtype.kind == "i" else array
    if hasattr(one, "__index__"):
        return one.__index__()
    raise IndexError(_NOT_AN_INDEX)


def _axes_of(part):
    if part is None or part is Ellipsis:
        return 0
    return part.ndim if isinstance(part, Storage) and part.dtype.kind == "b" else 1


def _in_range(shape, part, axis):
    if isinstance(part, int):
        return [_place(part, shape[axis], axis)]
    if not isinstance(part, Storage):
        return [part]
    if part.dtype.kind == "b":
        return _masked(shape, part, axis)
    places = [_place(int(place), shape[axis], axis) for place in part._values()]
    return [_Picks(places, part.shape)]


def _place(index, n, axis):
    if not -n <= index < n:
        raise IndexError(f"index {index} is out of bounds for axis {axis} with size {n}")
    return index + n if index < 0 else index


def _masked(shape, mask, axis):
    """A mask as the places where it is true, along each of its axes."""
    if mask.ndim == 0:
        n = int(mask.item())
        return [_Picks([0] * n, (n,), takes_axis=False)]
    for i, n in enumerate(mask.shape):
        if n != shape[axis + i]:
            raise IndexError(
                f"boolean index did not match indexed array along axis {axis + i}; size of axis is "
                f"{shape[axis + i]} but size of corresponding boolean axis is {n}"
            )
    return [_Picks(places, (len(places),), of_mask=True) for places in true_places(mask)]


def true_places(mask):
    """For each axis, the places of the elements that are true, in row-major order."""
    true = [i for i, value in enumerate(mask._values()) if value]
    return [[i // step % n for i in true] for n, step in zip(mask.shape, row_major(mask.shape))]


def _sliced(a, parts):
    """Offset, shape and strides of the view that integers, slices and None give."""
    offset, shape, strides, axis = a._offset, [], [], 0
    for part in parts:
        if part is None:
            shape.append(1)
            strides.append(0)
            continue
        n, stride = a._shape[axis], a._strides[axis]
        axis += 1
        if isinstance(part, int):
            offset += part * stride
            continue
        start, stop, step = part.indices(n)
        count = len(range(start, stop, step))
        offset += start * stride if count else 0
        shape.append(count)
        strides.append(step * stride)
    return offset, tuple(shape), tuple(strides)


def _picked(a, parts):
    """The offsets that picks, with slices and None beside them, name; and the shape they have.

    The axes of the picks stand where the picks stood if those were neighbours, else first.
    """
    parts = [_Picks([part], ()) if isinstance(part, int) else part for part in parts]
    at = [i for i, part in enumerate(parts) if isinstance(part, _Picks)]
    together = at[-1] - at[0] + 1 == len(at)
    plain = [slice(0, 1) if isinstance(part, _Picks) and part.takes_axis else part for part in parts]
    plain = [part for part in plain if not isinstance(part, _Picks)]
    offset, shape, strides = _sliced(a, plain)
    kept, kept_strides, stride_of, axis = [], [], [], 0
    before = 0
    for i, part in enumerate(parts):
        if isinstance(part, _Picks):
            stride_of.append(strides[axis] if part.takes_axis else 0)
            axis += part.takes_axis
            continue
        kept.append(shape[axis])
        kept_strides.append(strides[axis])
        before += i < at[0]
        axis += 1
    if not together:
        before = 0
    offsets, picked_shape = _pick_offsets([parts[i] for i in at], stride_of)
    first = starts(offset, kept[:before], kept_strides[:before])
    last = starts(0, kept[before:], kept_strides[before:])
    result_shape = (*kept[:before], *picked_shape, *kept[before:])
    return [i + j + k for i in first for j in offsets for k in last], result_shape


def _pick_offsets(picks, strides):
    """The sum of what each pick adds to the offset, for picks broadcast against each other."""
    shapes = [pick.shape for pick in picks]
    try:
        shape = broadcast_shape(*shapes)
    except ValueError:
        said = " ".join(shape_text(shape) for shape in shapes if shape)
        raise IndexError(
            f"shape mismatch: indexing arrays could not be broadcast together with shapes {said} "
        ) from None
    total = [0] * prod(shape)
    for pick, stride in zip(picks, strides):
        places = gather(pick.places, 0, shape, broadcast_strides(pick.shape, row_major(pick.shape), shape))
        total = [sum_ + place * stride for sum_, place in zip(total, places)]
    return total, shape
