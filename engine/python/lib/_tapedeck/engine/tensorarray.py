"""`tf.TensorArray`: tensors of one dtype by number, written one by one and stacked."""

from . import convert
from .functions import top
from .types import as_dtype


class TensorArray:
    """Every write gives the array that has it, as TensorFlow wants it used: `array = array.write(i, value)`."""

    def __init__(self, dtype, size=None, dynamic_size=None, clear_after_read=None, element_shape=None, name=None, **_):
        self._dtype = as_dtype(dtype)
        self._items = [None] * (0 if size is None else int(size))
        self._grows = bool(dynamic_size)

    @property
    def dtype(self):
        return self._dtype

    def write(self, index, value, name=None):
        index = int(index)
        if index < 0 or index >= len(self._items) and not self._grows:
            raise IndexError(f"Tried to write to index {index} but array is not resizeable and size is: {len(self._items)}")
        self._items += [None] * (index + 1 - len(self._items))
        self._items[index] = convert.tensor_of(value, self._dtype)
        return self

    def read(self, index, name=None):
        index = int(index)
        if not 0 <= index < len(self._items):
            raise IndexError(f"Tried to read from index {index} but array size is: {len(self._items)}")
        if self._items[index] is None:
            raise ValueError(f"Could not read index {index} twice because it was cleared after a previous read or was never written")
        return self._items[index]

    def size(self, name=None):
        return convert.tensor_of(len(self._items), "int32")

    def stack(self, name=None):
        return top("stack")(self._filled())

    def concat(self, name=None):
        return top("concat")(self._filled(), 0)

    def unstack(self, value, name=None):
        self._items = list(top("unstack")(convert.tensor_of(value, self._dtype)))
        return self

    def gather(self, indices, name=None):
        return top("gather")(self.stack(), indices)

    def _filled(self):
        """Places that were never written are zeros of the shape of the others."""
        first = next((one for one in self._items if one is not None), None)
        if first is None:
            raise ValueError("a TensorArray that nothing was written to has no shape to stack")
        return [top("zeros_like")(first) if one is None else one for one in self._items]
