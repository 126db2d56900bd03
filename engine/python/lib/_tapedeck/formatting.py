"""How arrays print: NumPy 2's rules for digits, columns, lines and dtypes.

Every number is shown with at most eight digits after the point, all with an exponent where the largest or
smallest of them ask for it, in columns; more than a thousand are shown by three at each edge of an axis.
"""

import math

from .dtypes import BOOL, FLOAT64, INT64
from .floats import float32, float_text, positional, scientific

PRECISION = 8
THRESHOLD = 1000
EDGE = 3
WIDTH = 75


def array_str(a):
    """`str` of an array: no commas, no dtype."""
    return str(a[()]) if a.shape == () else _body(a, " ", "")


def array_repr(a):
    """`repr` of an array: with the shape where dots or nothing hide it, the dtype where the digits do not tell it."""
    prefix = "array("
    extras = []
    if (a.size == 0 and a.shape != (0,)) or a.size > THRESHOLD:
        extras.append(f"shape={a.shape}")
    if a.size == 0 or a.dtype not in (BOOL, INT64, FLOAT64):
        extras.append(f"dtype={a.dtype.name}")
    text = prefix + _body(a, ", ", prefix, closing=1)
    if not extras:
        return text + ")"
    text += ","
    extra = ", ".join(extras) + ")"
    last_line = len(text) - (text.rfind("\n") + 1)
    return text + ("\n" + " " * len(prefix) if last_line + len(extra) + 1 > WIDTH else " ") + extra


def tensor_text(value, is_repr):
    """The numbers inside TensorFlow's text of a tensor: a bare number for shape (), else the array's own text,
    on a line of its own where it needs several."""
    if value.shape == ():
        item = value.item()
        return float_text(item, value.dtype.itemsize) if value.dtype.kind == "f" else str(item)
    text = repr(value) if is_repr else str(value)
    return "\n" + text if "\n" in text else text


def _body(a, separator, prefix, closing=0):
    if a.size == 0:
        return "[]"
    summarised = a.size > THRESHOLD
    shown = _edges(a) if summarised else a
    values = shown.ravel()._values()
    texts = iter(_texts(values, a.dtype, a.shape == ()))
    return _Lines(a.shape, summarised, texts, separator).lines(0, " " * (1 + len(prefix)), WIDTH - closing)


def _edges(a):
    """The array with only the first and last three of every long axis."""
    for axis, n in enumerate(a.shape):
        if n > 2 * EDGE:
            kept = [*range(EDGE), *range(n - EDGE, n)]
            a = a[(slice(None),) * axis + (kept,)]
    return a


class _Lines:
    """Brackets, line breaks and dots around the texts of elements, which come in order."""

    def __init__(self, shape, summarised, texts, separator):
        self.shape, self.summarised, self.texts, self.separator = shape, summarised, texts, separator

    def lines(self, axis, indent, width):
        if axis == len(self.shape):
            return next(self.texts)
        n = self.shape[axis]
        dots = self.summarised and n > 2 * EDGE
        entries = [EDGE, EDGE] if dots else [n]
        write = self._row if axis == len(self.shape) - 1 else self._rows
        # The indent stands on the first line too, until the opening bracket takes its place.
        return f"[{write(axis, entries, indent, width)[len(indent) :]}]"

    def _row(self, axis, entries, indent, width):
        """Elements side by side, wrapped where the next would not fit."""
        words = [next(self.texts) for _ in range(entries[0])]
        if len(entries) == 2:
            words += ["...", *(next(self.texts) for _ in range(entries[1]))]
        room = width - max(len(self.separator.rstrip()), 1)
        done, line = [], indent
        for i, word in enumerate(words):
            if len(line) + len(word) > room and len(line) > len(indent):
                done.append(line.rstrip())
                line = indent
            line += word
            if i < len(words) - 1:
                line += self.separator
        return "\n".join([*done, line])

    def _rows(self, axis, entries, indent, width):
        between = self.separator.rstrip() + "\n" * (len(self.shape) - axis - 1)
        rows = [self.lines(axis + 1, indent + " ", width - 1) for _ in range(entries[0])]
        if len(entries) == 2:
            rows += ["...", *(self.lines(axis + 1, indent + " ", width - 1) for _ in range(entries[1]))]
        return between.join(indent + row for row in rows)


def _texts(values, dtype, alone):
    """The text of each value, padded to one width."""
    if dtype.kind == "b":
        true = "True" if alone else " True"
        return [true if value else "False" for value in values]
    if dtype.kind == "i":
        width = max(len(str(max(values))), len(str(min(values))))
        return [str(value).rjust(width) for value in values]
    return _float_texts(values, dtype.itemsize)


def _float_texts(values, itemsize):
    finite = [value for value in values if math.isfinite(value)]
    write = _exponents if _need_exponents(finite, itemsize) else _columns
    texts, before, after = write(finite, itemsize) if finite else ([], 0, 0)
    if len(finite) == len(values):
        return texts
    # Room for `nan` and `-inf` is made on the left.
    longest = 4 if -math.inf in values else 3
    wider = max(longest - (after + 1) - before, 0)
    width = before + wider + after + 1
    numbers = iter(texts)
    return [
        " " * wider + next(numbers) if math.isfinite(value) else float_text(value, itemsize).rjust(width)
        for value in values
    ]


def _need_exponents(finite, itemsize):
    sizes = [abs(value) for value in finite if value != 0]
    if not sizes:
        return False
    largest, smallest = max(sizes), min(sizes)
    # A float32 is exact to six digits; an exponent says that the ones after them mean nothing.
    if itemsize == 4:
        return largest >= 1e6 or smallest < float32(0.0001) or float32(largest / smallest) > 1000
    return largest >= 1e8 or smallest < 0.0001 or largest / smallest > 1000


def _columns(finite, itemsize):
    parts = [positional(value, itemsize, PRECISION) for value in finite]
    before = max(len(whole) for whole, _ in parts)
    after = max(len(fraction) for _, fraction in parts)
    return [f"{whole.rjust(before)}.{fraction.ljust(after)}" for whole, fraction in parts], before, after


def _exponents(finite, itemsize):
    parts = [scientific(value, itemsize, PRECISION) for value in finite]
    before = max(len(whole) for whole, _, _ in parts)
    digits = max(len(fraction) for _, fraction, _ in parts)
    size = max(len(exponent) for _, _, exponent in parts) - 1
    texts = []
    for value, (whole, fraction, exponent) in zip(finite, parts):
        if len(fraction) < digits:
            # All have as many digits as the longest: more of the value's own, not zeros.
            mantissa, _, exponent = f"{value:.{digits}e}".partition("e")
            whole, _, fraction = mantissa.partition(".")
        texts.append(f"{whole.rjust(before)}.{fraction}e{exponent[0]}{exponent[1:].rjust(size, '0')}")
    return texts, before, digits + size + 2
