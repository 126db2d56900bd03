"""How IPython writes a value: `repr`, but containers that do not fit on a line get a line for each element."""

import inspect
import types

WIDTH = 79
MOST = 1000


def pretty(value):
    return _write(value, 0, 0, set())


def _write(value, indent, after, inside):
    """`value` as text that starts at column `indent`; `after` characters will follow its last line."""
    plain = _simple(value)
    if plain is not None:
        return plain.replace("\n", "\n" + " " * indent)
    if id(value) in inside:
        return repr(value)
    inside.add(id(value))
    try:
        opening, parts, closing = _parts(value)
        column = indent + len(opening)
        flat = ", ".join(_write(part, column, 0, inside) if not pair else _pair(part, column, inside) for part, pair in parts)
        if len(parts) < 2 or ("\n" not in flat and indent + len(opening) + len(flat) + len(closing) + after <= WIDTH):
            return opening + flat + closing
        lines = []
        for index, (part, pair) in enumerate(parts):
            trailing = len(closing) + after if index == len(parts) - 1 else 1
            lines.append(_pair(part, column, inside) if pair else _write(part, column, trailing, inside))
        return opening + (",\n" + " " * column).join(lines) + closing
    finally:
        inside.discard(id(value))


def _pair(pair, column, inside):
    key, value = pair
    start = _write(key, column, 0, inside) + ": "
    return start + _write(value, column + len(start.rpartition("\n")[2]), 1, inside)


def _simple(value):
    """The text of what is no container, or writes itself; None for the others."""
    kind = type(value)
    if isinstance(value, type) and kind.__repr__ is type.__repr__:
        module = value.__module__
        return value.__qualname__ if module in ("builtins", None) else f"{module}.{value.__qualname__}"
    if kind is types.FunctionType:
        try:
            return f"<function {value.__module__}.{value.__qualname__}{inspect.signature(value)}>"
        except (TypeError, ValueError):
            return repr(value)
    for container in (list, tuple, dict, set, frozenset):
        if isinstance(value, container) and kind.__repr__ is container.__repr__:
            return repr(value) if len(value) == 0 else None
    return repr(value)


def _parts(value):
    if isinstance(value, dict):
        items = list(value.items())
        return "{", _cut([(item, True) for item in items]), "}"
    if isinstance(value, (set, frozenset)):
        try:
            elements = sorted(value)
        except Exception:
            elements = list(value)
        opening, closing = ("{", "}") if isinstance(value, set) else ("frozenset({", "})")
        return opening, _cut([(one, False) for one in elements]), closing
    if isinstance(value, tuple):
        return "(", _cut([(one, False) for one in value]), ",)" if len(value) == 1 else ")"
    return "[", _cut([(one, False) for one in value]), "]"


class _Rest:
    def __repr__(self):
        return "..."


def _cut(parts):
    return parts if len(parts) <= MOST else [*parts[:MOST], (_Rest(), False)]
