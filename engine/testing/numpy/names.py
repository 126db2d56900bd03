"""The names that the cases use, over NumPy or over our arrays, and what a case comes to."""

import re
import warnings


def answer(code, np):
    """What a case evaluates to, as `repr` or as the text of its error, and what it warned of.

    `code` is Python; what stands after its last line break is the expression.
    """
    names = {"np": np, "f": np.float32, **arrays(np, code)}
    statements, _, expression = code.rpartition("\n")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            exec(statements, names)
            said = repr(eval(expression, names))
        except Exception as error:
            kind = type(error)
            said = f"{kind.__module__}.{kind.__name__}: {error}"
    warned = sorted({str(one.message) for one in caught})
    return {"said": said, "warned": warned} if warned else {"said": said}


def numbers(n, seed):
    """((37 i + 11 seed) mod 41 - 20) / 8: fixed, uneven, of both signs, exact in float32."""
    return [((i * 37 + seed * 11) % 41 - 20) / 8 for i in range(n)]


def thirds(n, seed):
    return [x / 3 for x in numbers(n, seed)]


_NAN, _INF = float("nan"), float("inf")
ARRAYS = {
    "a": ([0, 1, 2, 3, 4, 5], "float32", (2, 3)),
    "d": (numbers(6, 1), "float64", (2, 3)),
    "i": ([0, 1, 2, 3, -4, 5], "int32", (2, 3)),
    "j": ([7, -2, 2, 3, 0, 1], "int64", (2, 3)),
    "b": ([True, False, True, True, False, False], "bool", (2, 3)),
    "v": (thirds(3, 2), "float32", (3,)),
    "w": (numbers(4, 3), "float32", (4,)),
    "t": (numbers(24, 4), "float32", (2, 3, 4)),
    "big": (thirds(2000, 5), "float32", (40, 50)),
    "deep": (thirds(1200, 6), "float32", (10, 12, 10)),
    "wide": (thirds(40000, 7), "float32", (4, 50, 200)),
    "special": ([_NAN, _INF, -_INF, -0.0, 0.0, 1.5], "float32", (6,)),
    "empty": ([], "float32", (0, 3)),
    "zero": ([3.5], "float32", (1,)),
}


def arrays(np, code):
    """New arrays of the names that the code mentions."""
    return {
        name: np.asarray(values, dtype).reshape(shape)
        for name, (values, dtype, shape) in ARRAYS.items()
        if re.search(rf"\b{name}\b", code)
    }
