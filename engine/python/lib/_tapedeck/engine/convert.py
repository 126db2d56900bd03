"""Numbers of Python's as tensors of the engine's, and back: lists, ranges, arrays of the `numpy` module, scalars."""

from array import array

import _tapedeck.arrays  # noqa: F401  (it gives arrays their class)
from _tapedeck.construct import from_buffer
from _tapedeck.dtypes import as_dtype as array_dtype
from _tapedeck.scalars import generic
from _tapedeck.storage import Storage

from . import bridge
from .tensor import Tensor, Variable
from .types import STORED, array_code, as_dtype, stored


def encoded(value, kept):
    """An array or scalar of `numpy` for the engine; None for anything else."""
    if isinstance(value, Storage):
        tensor = tensor_of_array(value)
        kept.append(tensor)
        return f"h{tensor._id}"
    if isinstance(value, generic):
        return bridge.encode(value.item(), kept)
    if hasattr(value, "__array__"):
        return encoded(value.__array__(), kept)
    return None


def is_tensor(value):
    return isinstance(value, (Tensor, Variable))


def upload(data, shape, dtype):
    """A tensor of packed numbers; `dtype` is TensorFlow's, `data` an array of the engine's own numbers."""
    name = STORED[dtype]
    tensor = bridge.send(bridge.UPLOAD, 0, f"{name} {' '.join(map(str, shape))}", memoryview(data).cast("B"))
    tensor._wide = dtype == "int64"
    return tensor


def tensor_of_array(given, dtype=None):
    """A tensor of an array: of its dtype, or another."""
    name = given.dtype.name if dtype is None else as_dtype(dtype).name
    target = stored(name)
    if target == "bool":
        return upload(bytearray(map(bool, given.ravel().tolist())), given.shape, name)
    if given.dtype.name == target:
        return upload(bytearray(given.tobytes()), given.shape, name)
    numbers = given.ravel().tolist()
    if target == "int32":
        numbers = map(int, numbers)
    return upload(array(array_code(target), numbers), given.shape, name)


def tensor_of(value, dtype=None, shape=None):
    """`tf.constant`: ints are int32, floats float32, unless `dtype` says otherwise; lists of tensors are stacked."""
    wanted = None if dtype is None else as_dtype(dtype).name
    if wanted is not None:
        stored(wanted)
    if is_tensor(value):
        tensor = value if isinstance(value, Tensor) else value.read_value()
        if wanted is not None and tensor.dtype.name != wanted:
            raise ValueError(
                f"Tensor conversion requested dtype {wanted} for Tensor with dtype {tensor.dtype.name}: {tensor!r}"
            )
    elif isinstance(value, generic):
        tensor = _packed([value.item()], (), wanted or value.dtype.name)
    elif isinstance(value, Storage):
        tensor = tensor_of_array(value, wanted)
    elif hasattr(value, "__array__"):
        tensor = tensor_of_array(value.__array__(), wanted)
    else:
        tensor = _of_python(value, wanted)
    return tensor if shape is None else _shaped(tensor, shape)


def _of_python(value, wanted):
    leaves, shape, tensors = flat(value)
    if tensors:
        return _stacked(value, wanted)
    return _packed(leaves, shape, wanted or dtype_of(leaves))


def flat(value):
    """The numbers inside, the shape, and whether there are tensors among them. Throws ValueError for ragged lists."""
    shape = []
    leaves = [value]
    while leaves and isinstance(leaves[0], (list, tuple, range)):
        n = len(leaves[0])
        for one in leaves:
            if not isinstance(one, (list, tuple, range)) or len(one) != n:
                raise ValueError("Can't convert non-rectangular Python sequence to Tensor.")
        shape.append(n)
        leaves = [inner for one in leaves for inner in one]
    tensors = False
    for i, one in enumerate(leaves):
        if type(one) in (int, float, bool):
            continue
        if isinstance(one, (Tensor, Variable, Storage)):
            tensors = True
        elif isinstance(one, generic):
            leaves[i] = one.item()
        elif isinstance(one, (list, tuple, range)):
            raise ValueError("Can't convert non-rectangular Python sequence to Tensor.")
        elif not isinstance(one, (int, float)):
            if one is None:
                raise ValueError("Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a Tensor.")
            if isinstance(one, (str, bytes, complex)):
                kind = "complex numbers" if isinstance(one, complex) else "strings"
                raise TypeError(f"Tapedeck has no tensors of {kind} yet, got {one!r:.60}")
            raise ValueError(
                f"Attempt to convert a value ({one!r:.60}) with an unsupported type ({type(one)}) to a Tensor."
            )
    return leaves, tuple(shape), tensors


def dtype_of(leaves):
    """What TensorFlow makes of Python's numbers: bool, int32, or float32 when there is a float among them."""
    if not leaves:
        return "float32"
    if all(type(one) is bool for one in leaves):
        return "bool"
    if any(isinstance(one, float) for one in leaves):
        return "float32"
    return "int32"


def _packed(leaves, shape, dtype):
    target = stored(dtype)
    if target == "bool":
        for one in leaves:
            if not isinstance(one, bool):
                raise TypeError(f"Cannot convert {one!r} to EagerTensor of dtype bool")
        return upload(bytearray(leaves), shape, dtype)
    if target == "int32":
        for one in leaves:
            if isinstance(one, float):
                raise TypeError(f"Cannot convert {one!r} to EagerTensor of dtype {dtype}")
    try:
        return upload(array(array_code(target), leaves), shape, dtype)
    except OverflowError:
        if target == "int32":
            largest = max(leaves, key=abs)
            raise ValueError(f"Can't convert Python sequence with out-of-range integer to Tensor: {largest}") from None
        return upload(array(array_code(target), [_inside(one) for one in leaves]), shape, dtype)


def _inside(value):
    """A float beyond float32 is infinite there."""
    return value if abs(value) < 3.4028235677973366e38 else (float("inf") if value > 0 else float("-inf"))


def _stacked(value, wanted):
    from . import functions

    if is_tensor(value):
        return tensor_of(value)
    if isinstance(value, Storage):
        return tensor_of_array(value, wanted)
    parts = []
    hint = wanted or _first_dtype(value)
    for one in value:
        if isinstance(one, (list, tuple)):
            parts.append(_stacked(one, hint))
        else:
            parts.append(one if is_tensor(one) else tensor_of(one, hint))
    return functions.top("stack")(parts)


def _first_dtype(value):
    for one in value:
        if is_tensor(one):
            return one.dtype.name
        if isinstance(one, (list, tuple)):
            inner = _first_dtype(one)
            if inner is not None:
                return inner
    return None


def _shaped(tensor, shape):
    from . import functions

    shape = [int(one) for one in (shape if isinstance(shape, (list, tuple)) else [shape])]
    count = 1
    for one in shape:
        count *= one
    if count == tensor.shape.num_elements():
        return functions.top("reshape")(tensor, shape)
    if tensor.shape.num_elements() == 1:
        return functions.top("broadcast_to")(functions.top("reshape")(tensor, []), shape)
    raise TypeError(
        f"Eager execution of tf.constant with unsupported shape. Tensor {tensor!r} (converted from {tensor.numpy()!r}) has {tensor.shape.num_elements()} elements, but got `shape` {tuple(shape)} with {count} elements)."
    )


def array_of(tensor):
    """The numbers of a tensor or variable as an array of the `numpy` module; a scalar of it for shape ()."""
    name = tensor.dtype.name
    shape = tuple(tensor.shape)
    data = numbers(tensor)
    if name == "bool":
        result = from_buffer(bytearray(data), shape, array_dtype("bool"))
    elif name == "int64":
        result = from_buffer(array("q", data), shape, array_dtype("int64"))
    else:
        result = from_buffer(data, shape, array_dtype(name))
    return result[()] if shape == () else result


def numbers(tensor):
    """The numbers as the engine keeps them, flat."""
    name = STORED[tensor.dtype.name]
    count = 1
    for one in tuple(tensor.shape):
        count *= one
    data = array(array_code(name), bytes(count * array(array_code(name)).itemsize))
    bridge.send(bridge.READ, tensor._id, None, memoryview(data).cast("B"))
    return data
