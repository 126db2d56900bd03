"""`tf.print`."""

import builtins
import sys

from . import convert


def print_tensors(*inputs, output_stream=None, summarize=3, sep=" ", end="\n", name=None):
    """Prints values, tensors by their numbers, to the standard error as TensorFlow does."""
    stream = sys.stderr if output_stream is None else output_stream
    if isinstance(stream, str):
        stream = sys.stdout if "stdout" in stream else sys.stderr
    builtins.print(*map(_shown, inputs), sep=sep, end=end, file=stream)


def _shown(value):
    if convert.is_tensor(value):
        return _digits(value.numpy())
    if isinstance(value, (list, tuple)) and any(map(convert.is_tensor, value)):
        inner = ", ".join(str(_shown(one)) for one in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_shown(one)}" for key, one in value.items()) + "}"
    return value


def _digits(value):
    """TensorFlow prints floats here by `%g`-like shortest digits: 4, 0.5, 1e-05."""
    if getattr(value, "shape", ()) == ():
        item = value.item()
        if isinstance(item, bool):
            return str(int(item))
        return str(value).removesuffix(".0") if isinstance(item, float) else str(item)
    rows = [str(_digits(value[i])) for i in range(value.shape[0])]
    if len(rows) > 6:
        rows = [*rows[:3], "...", *rows[-3:]]
    return "[" + ("\n ".join(rows) if value.ndim > 1 else " ".join(rows)) + "]"
