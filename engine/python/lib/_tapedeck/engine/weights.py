"""How weights begin and what keeps them small: initializers, regularizers, constraints."""

from . import bridge
from .classes import Plain
from .symbols import _tensor
from .types import as_dtype


class Initializer(Plain):
    """Makes the first values of a weight. Subclasses write `__call__(shape, dtype=None)`."""

    _home = "keras.src.initializers"

    def __init__(self):
        pass

    def __call__(self, shape, dtype=None, **kwargs):
        options = {} if dtype is None else {"dtype": as_dtype(dtype)}
        return bridge.request(bridge.METHOD, self._id, "call", [shape] if isinstance(shape, int) else list(shape), options)

    def _encoded(self, kept):
        return f"h{self._id}" if self._id else f"k{bridge.register(lambda shape, *rest: _tensor(self(tuple(shape))))}"


class Penalty(Plain):
    """Regularizers and constraints: functions of a weight. Subclasses write `__call__(x)`."""

    _home = "keras.src"

    def __init__(self):
        pass

    def __call__(self, x):
        return bridge.request(bridge.METHOD, self._id, "call", _tensor(x))

    def _encoded(self, kept):
        return f"h{self._id}" if self._id else f"k{bridge.register(lambda x, *rest: _tensor(self(x)))}"


for _one in (Initializer, Penalty):
    _one.__module__ = "keras"
