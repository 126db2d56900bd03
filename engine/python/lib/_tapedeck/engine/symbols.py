"""Keras' symbols: tensors without numbers, of which graphs of layers are made; and how values go into layers."""

from . import bridge
from .classes import Plain
from .tape import flatten
from .tensor import Tensor, _Numbers


class Shown(Plain):
    """Objects whose shapes and dtypes Keras shows as tuples and names."""

    _home = "keras"

    def _shown(self, name, value):
        if name in ("input_shape", "output_shape", "shape", "batch_shape") and isinstance(value, list):
            return _shapes(value)
        return value


def _shapes(value):
    if value and isinstance(value[0], list):
        return [tuple(one) for one in value]
    return tuple(value)


class KerasTensor(Shown):
    """A tensor that has no numbers yet: what `Input` gives and what layers make of it."""

    @property
    def shape(self):
        return tuple(bridge.send(bridge.GET, self._id, "shape")[0])

    @property
    def dtype(self):
        return bridge.send(bridge.GET, self._id, "dtype")[0]

    @property
    def name(self):
        return bridge.send(bridge.GET, self._id, "name")[0]

    @property
    def ndim(self):
        return len(self.shape)

    def __repr__(self):
        return f"<KerasTensor shape={self.shape}, dtype={self.dtype}, sparse=False, ragged=False, name={self.name}>"

    def __add__(self, other):
        return _merged("add", self, other)

    def __radd__(self, other):
        return _merged("add", other, self)

    def __sub__(self, other):
        return _merged("subtract", self, other)

    def __rsub__(self, other):
        return _merged("subtract", other, self)

    def __mul__(self, other):
        return _merged("multiply", self, other)

    def __rmul__(self, other):
        return _merged("multiply", other, self)

    def __truediv__(self, other):
        return _merged("divide", self, other)

    def __rtruediv__(self, other):
        return _merged("divide", other, self)

    def __pow__(self, other):
        return _merged("power", self, other)

    def __neg__(self):
        return _merged("negative", self)

    def __matmul__(self, other):
        return _merged("matmul", self, other)

    def __getitem__(self, key):
        from . import operations

        return operations._on_symbols("get_item", lambda x: x[key], (self,), {})

    def __iter__(self):
        raise TypeError("Iterating over a symbolic KerasTensor is not supported.")

    def __bool__(self):
        raise TypeError("A symbolic KerasTensor cannot be used as a boolean.")


def _merged(name, *operands):
    from . import modules, operations

    if len(operands) == 2 and all(isinstance(one, KerasTensor) for one in operands) and name in _LAYERS:
        return modules.member("tf.keras.layers", name.capitalize())()(list(operands))
    return operations.names()[name](*operands)


# Those operators that Keras has a layer for.
_LAYERS = ("add", "subtract", "multiply")


def _has_symbol(value):
    return any(isinstance(one, KerasTensor) for one in flatten(value))


def _is_numbers(value):
    return all(not isinstance(one, (bridge.Handle, Tensor, dict)) and not hasattr(one, "__array__") for one in flatten(value))


def _tensor(value):
    from . import convert

    return value if isinstance(value, (_Numbers, KerasTensor)) else convert.tensor_of(value)


def _input(value):
    """What a layer is called on: numbers become tensors, lists of tensors stay lists."""
    if isinstance(value, (_Numbers, KerasTensor)) or value is None:
        return value
    if isinstance(value, (list, tuple)) and not _is_numbers(value):
        return [_input(one) for one in value]
    if isinstance(value, dict):
        return {key: _input(one) for key, one in value.items()}
    return _tensor(value)


def _listed(shape):
    if isinstance(shape, dict):
        return [_listed(one) for one in shape.values()]
    if isinstance(shape, (list, tuple)):
        return [_listed(one) if isinstance(one, (list, tuple)) else one for one in shape]
    return shape


def _refuse_override(made, base, name, instead):
    """The engine would go on with its own function: better to say so than to compute something else."""
    if getattr(type(made), name) is not getattr(base, name):
        raise NotImplementedError(
            f"Tapedeck cannot replace `{name}` of one of its own classes yet ({type(made).__name__}): {instead}"
        )


KerasTensor.__module__ = "keras"
