"""What TensorFlow has in Python alone, by its place."""

from . import convert, exceptions, keras, tape, tensor, types

VERSION = "2.20.0-tapedeck"


def names():
    """Names and values by the path of their module."""
    dtypes = dict(types.DTYPES)
    return {
        "tf": {
            **dtypes,
            "__version__": VERSION,
            "newaxis": None,
            "DType": types.DType,
            "TensorShape": types.TensorShape,
            "Tensor": tensor.Tensor,
            "Variable": tensor.Variable,
            "GradientTape": tape.GradientTape,
            "UnconnectedGradients": tape.UnconnectedGradients,
            "custom_gradient": tape.custom_gradient,
            "recompute_grad": tape.recompute_grad,
            "constant": constant,
            "convert_to_tensor": convert_to_tensor,
            "is_tensor": is_tensor,
        },
        "tf.autodiff": {"GradientTape": tape.GradientTape, "ForwardAccumulator": tape.ForwardAccumulator},
        "tf.dtypes": {**dtypes, "DType": types.DType, "as_dtype": types.as_dtype},
        "tf.errors": {
            name: one for name, one in vars(exceptions).items() if isinstance(one, type) and name.endswith("Error")
        },
        "tf.keras": {"__version__": "3.5.0-tapedeck", "Variable": keras.KerasVariable},
    }


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


def is_tensor(x):
    return convert.is_tensor(x)
