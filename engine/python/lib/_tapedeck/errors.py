"""NumPy's own exceptions."""

from operator import index


class AxisError(ValueError, IndexError):
    __module__ = "numpy.exceptions"

    def __init__(self, axis, ndim, name=""):
        super().__init__(f"{name}axis {axis} is out of bounds for array of dimension {ndim}")
        self.axis, self.ndim = axis, ndim


class UFuncTypeError(TypeError):
    __module__ = "numpy._core._exceptions"


def axis_index(axis, ndim, name=""):
    """An axis counted from the start; throws AxisError outside -ndim … ndim - 1, opening with `name`."""
    axis = index(axis)
    if not -ndim <= axis < ndim:
        raise AxisError(axis, ndim, name)
    return axis + ndim if axis < 0 else axis
