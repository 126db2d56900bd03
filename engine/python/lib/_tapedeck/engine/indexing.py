"""`t[0, :, None, ...]`: Python's indexing as one strided slice."""

from . import bridge, functions
from .tensor import Tensor, Variable


def take(tensor, key):
    from . import convert

    if isinstance(key, (Tensor, Variable)) and key.dtype.is_bool or _is_mask(key):
        return boolean_mask(tensor, convert.tensor_of(key))
    static = getattr(tensor, "_static", None)
    if isinstance(static, list) and isinstance(key, (int, slice)):
        return shape_tensor(static[key])
    entries = key if isinstance(key, tuple) else (key,)
    begin, end, strides = [], [], []
    masks = {"beginMask": 0, "endMask": 0, "ellipsisMask": 0, "newAxisMask": 0, "shrinkAxisMask": 0}
    shape = tuple(tensor.shape)
    axis = 0
    for place, entry in enumerate(entries):
        bit = 1 << place
        first, last, step = 0, 0, 1
        if entry is Ellipsis:
            masks["ellipsisMask"] |= bit
            axis = len(shape) - sum(1 for one in entries[place + 1 :] if one is not None)
        elif entry is None:
            masks["newAxisMask"] |= bit
        elif isinstance(entry, slice):
            step = 1 if entry.step is None else _whole(entry.step)
            if entry.start is None:
                masks["beginMask"] |= bit
            else:
                first = _whole(entry.start)
            if entry.stop is None:
                masks["endMask"] |= bit
            else:
                last = _whole(entry.stop)
            axis += 1
        else:
            first = _whole(entry)
            if axis < len(shape) and not -shape[axis] <= first < shape[axis]:
                from .exceptions import InvalidArgumentError

                raise InvalidArgumentError(
                    f"slice index {first} of dimension {axis} out of bounds. [Op:StridedSlice] name: strided_slice/"
                )
            last = first + 1
            masks["shrinkAxisMask"] |= bit
            # After the last place there is no place: its end is open.
            if first == -1:
                masks["endMask"] |= bit
            axis += 1
        begin.append(first)
        end.append(last)
        strides.append(step)
    if len([one for one in entries if one is not None and one is not Ellipsis]) > len(shape):
        raise IndexError(f"Too many indices ({len(entries)}) for a tensor of shape {tensor.shape}")
    options = {name: value for name, value in masks.items() if value}
    options["strides"] = strides
    result = bridge.request(bridge.CALL, _strided_slice(), None, tensor, begin, end, options)
    result._wide = getattr(tensor, "_wide", False)
    return result


def shape_tensor(static):
    """A tensor of numbers that are known without reading it: sizes may be computed with inside a traced function."""
    from . import convert

    made = convert.tensor_of(static, "int32")
    made._static = static
    return made


def boolean_mask(tensor, mask, axis=None):
    """The elements, or the rows along the mask's axes, where the mask holds."""
    from . import convert

    top = functions.top
    tensor, mask = convert.tensor_of(tensor), convert.tensor_of(mask)
    shape, masked = tuple(tensor.shape), tuple(mask.shape)
    start = axis or 0
    if shape[start : start + len(masked)] != masked:
        raise ValueError(f"Shapes {shape} and {masked} are incompatible")
    count = 1
    for one in masked:
        count *= one
    flat = top("reshape")(tensor, [*shape[:start], count, *shape[start + len(masked) :]])
    places = top("reshape")(top("where")(top("reshape")(mask, [-1])), [-1])
    return top("gather")(flat, places, axis=start)


def _is_mask(key):
    return getattr(getattr(key, "dtype", None), "name", None) == "bool" and hasattr(key, "__array__")


def _whole(entry):
    try:
        return entry.__index__()
    except (AttributeError, TypeError):
        pass
    if isinstance(entry, (Tensor, Variable)) and entry.shape.num_elements() == 1 and entry.dtype.is_integer:
        return int(entry)
    raise TypeError(
        f"Only integers, slices (`:`), ellipsis (`...`), tf.newaxis (`None`) and scalar tf.int32/tf.int64 tensors are valid indices, got {entry!r}"
    )


def _strided_slice():
    return int(functions.top("strided_slice")._engine_reference[1:])
