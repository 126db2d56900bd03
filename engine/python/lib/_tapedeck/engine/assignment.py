"""Assignment to parts of a variable: `v[0].assign(x)`, `v.scatter_nd_update(...)`, `v.scatter_sub(tf.IndexedSlices(...))`."""

from . import bridge
from .functions import top


class IndexedSlices:
    """Rows of a tensor and where they stand in it."""

    def __init__(self, values, indices, dense_shape=None):
        from . import convert

        self.values = convert.tensor_of(values)
        self.indices = convert.tensor_of(indices)
        self.dense_shape = dense_shape

    @property
    def dtype(self):
        return self.values.dtype

    def __repr__(self):
        return f"IndexedSlices(indices={self.indices!r}, values={self.values!r})"


class PartOf:
    """What a slice of a variable was cut from, and how: it can be assigned to."""

    def __init__(self, variable, key):
        self._variable = variable
        self._key = key

    def assign(self, value, use_locking=False, name=None, read_value=True):
        return self._change("tensor_scatter_nd_update", value)

    def assign_add(self, delta, use_locking=False, name=None, read_value=True):
        return self._change("tensor_scatter_nd_add", delta)

    def assign_sub(self, delta, use_locking=False, name=None, read_value=True):
        return self._change("tensor_scatter_nd_sub", delta)

    def _change(self, how, value):
        from . import convert, indexing

        variable = self._variable
        shape, count = list(variable.shape), variable.shape.num_elements()
        value = convert.tensor_of(value, variable.dtype)
        with _Aside():
            places = indexing.take(top("reshape")(top("range")(count), shape), self._key)
            filled = top("broadcast_to")(value, list(places.shape))
            flat = top("reshape")(variable, [-1])
            rows = top("reshape")(places, [-1, 1])
            changed = top(how)(flat, rows, top("reshape")(filled, [-1]))
            variable.assign(top("reshape")(changed, shape))
        return variable


class _Aside:
    """A block that no tape hears: assignments have no gradient."""

    def __enter__(self):
        bridge.host("unheard")

    def __exit__(self, *_):
        bridge.host("together")


def scatter_nd(variable, how, indices, updates):
    """The variable with what stands at rows of coordinates changed."""
    from . import convert

    updates = convert.tensor_of(updates, variable.dtype)
    with _Aside():
        variable.assign(top(f"tensor_scatter_nd_{how}")(variable, indices, updates))
    return variable


def scatter(variable, how, slices):
    """The same for whole rows, given as IndexedSlices."""
    indices = top("reshape")(slices.indices, [-1, 1])
    shape = [indices.shape[0], *variable.shape[1:]]
    return scatter_nd(variable, how, indices, top("broadcast_to")(slices.values, shape))
