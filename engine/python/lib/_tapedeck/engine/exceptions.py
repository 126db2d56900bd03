"""What the engine throws, as the classes that TensorFlow raises."""


def _error(name, code):
    def __init__(self, node_def=None, op=None, message="", *rest):
        Exception.__init__(self, message if message else node_def if isinstance(node_def, str) else "")
        self.message = str(self)
        self.node_def = self.op = None
        self.error_code = code

    return type(
        name,
        (OpError,),
        {"__init__": __init__, "__module__": "tensorflow.python.framework.errors_impl", "code": code},
    )


class OpError(Exception):
    """The base of what ops raise when they run."""

    __module__ = "tensorflow.python.framework.errors_impl"


InvalidArgumentError = _error("InvalidArgumentError", 3)
NotFoundError = _error("NotFoundError", 5)
ResourceExhaustedError = _error("ResourceExhaustedError", 8)
FailedPreconditionError = _error("FailedPreconditionError", 9)
OutOfRangeError = _error("OutOfRangeError", 11)
UnimplementedError = _error("UnimplementedError", 12)
InternalError = _error("InternalError", 13)


class TracedRead(ValueError):
    """Numbers were asked for inside a function that is being traced."""


_CONVERSIONS = ("constant:", "convertToTensor:", "cast:", "Variable:", "assign:", "zeros:", "ones:", "fill:", "range:")


def made(name, message):
    """The exception for an error of the engine's of this name."""
    if name == "Interrupted":
        return KeyboardInterrupt()
    if message.startswith("numbers of a tensor cannot be read while tf.function traces"):
        return TracedRead(message)
    if name == "RangeError":
        return RecursionError(message)
    if name == "ShapeError":
        return (ValueError if message.startswith(_CONVERSIONS) else InvalidArgumentError)(message)
    if name == "DTypeError":
        return (TypeError if message.startswith(_CONVERSIONS) else InvalidArgumentError)(message)
    if name == "TypeError":
        return TypeError(message)
    if name == "ValueError":
        return ValueError(message)
    return RuntimeError(message if name == "Error" else f"{name}: {message}")
