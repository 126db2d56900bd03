"""How tensors are made and measured, where Python's own values decide: `tf.constant`, `tf.range`, `tf.shape`, ..."""

from . import convert, indexing, types
from .functions import top


def constant(value, dtype=None, shape=None, name="Const"):
    """A tensor of the given numbers."""
    return convert.tensor_of(value, dtype, shape)


def convert_to_tensor(value, dtype=None, dtype_hint=None, name=None):
    """The value as a tensor: one is it already, numbers and arrays become one."""
    if dtype is None and dtype_hint is not None and not convert.is_tensor(value):
        try:
            return convert.tensor_of(value, dtype_hint)
        except (TypeError, ValueError):
            pass
    return convert.tensor_of(value, dtype)


def fill(dims, value, name=None):
    """One value everywhere, of its own dtype."""
    tensor = convert.tensor_of(value)
    dims = dims.numpy().tolist() if convert.is_tensor(dims) else list(dims)
    return top("broadcast_to")(tensor, dims)


def shape_of(input, out_type="int32", name=None):
    """The sizes of a tensor, as a tensor."""
    return _sized(list(convert.tensor_of(input).shape), out_type)


def size_of(input, out_type="int32", name=None):
    """How many elements a tensor has."""
    return _sized(convert.tensor_of(input).shape.num_elements(), out_type)


def rank_of(input, name=None):
    """How many axes a tensor has."""
    return _sized(len(convert.tensor_of(input).shape), "int32")


def _sized(static, out_type):
    made = indexing.shape_tensor(static)
    made._wide = types.as_dtype(out_type).name == "int64"
    return made


def linspace(start, stop, num, name=None, axis=0):
    """Numbers evenly spaced from start to stop, both of them included; float64 between whole numbers."""
    ends = [one if convert.is_tensor(one) else convert.tensor_of(one) for one in (start, stop)]
    if ends[0].dtype.is_integer:
        ends = [top("cast")(one, "float64") for one in ends]
    elif ends[1].dtype.is_integer and not convert.is_tensor(stop):
        ends[1] = top("cast")(ends[1], ends[0].dtype)
    return top("linspace")(*ends, num, axis=axis)


def range_of(start, limit=None, delta=1, dtype=None, name="range"):
    """Numbers from start to limit, whole ones where all three are."""
    given = [one.numpy().item() if convert.is_tensor(one) else one for one in (start, limit, delta)]
    if dtype is None and any(isinstance(one, float) for one in given):
        dtype = "float32"
    return top("range")(*given, dtype=dtype)


def is_tensor(x):
    """Whether it is a tensor or a variable."""
    return convert.is_tensor(x)


def add_n(inputs, name=None):
    """The sum of a list of tensors."""
    total = inputs[0]
    for one in inputs[1:]:
        total = total + one
    return top("convert_to_tensor")(total)


def count_nonzero(input, axis=None, keepdims=None, dtype="int64", name=None):
    """How many elements are not zero."""
    from . import modules

    counted = modules.member("tf.math", "count_nonzero")(input, axis=axis, keepdims=bool(keepdims))
    return top("cast")(counted, dtype)
