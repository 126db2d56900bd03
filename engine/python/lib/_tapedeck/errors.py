"""NumPy's own exceptions."""


class AxisError(ValueError, IndexError):
    __module__ = "numpy.exceptions"

    def __init__(self, axis, ndim):
        super().__init__(f"axis {axis} is out of bounds for array of dimension {ndim}")
        self.axis, self.ndim = axis, ndim


class UFuncTypeError(TypeError):
    __module__ = "numpy._core._exceptions"


def axis_index(axis, ndim):
    """An axis counted from the start; throws AxisError outside -ndim … ndim - 1."""
    axis = axis.__index__()
    if not -ndim <= axis < ndim:
        raise AxisError(axis, ndim)
    return axis + ndim if axis < 0 else axis
