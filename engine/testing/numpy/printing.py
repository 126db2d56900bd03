"""How NumPy prints arrays: writes engine/python/golden/printing.jsonl.

A line holds the dtype, the shape, the bytes (repeated until they fill the shape) and NumPy's texts.
"""

import base64
import json
import math
import os

import numpy as np

GOLDEN = os.path.join(os.path.dirname(__file__), "..", "..", "python", "golden")
SMALL = [(), (1,), (3,), (7,), (20,), (2, 3), (3, 1), (1, 1), (4, 5), (2, 3, 4), (1, 2, 1, 3), (12, 3), (2, 17)]
LARGE = [(1001,), (1000,), (40, 40), (784, 128), (5, 500), (500, 3), (11, 11, 11), (2, 1, 600), (6, 200), (7, 200)]
EMPTY = [(0,), (0, 3), (3, 0), (2, 0, 4)]

rng = np.random.default_rng(8)


def any_bits(dtype):
    """Any float at all, of any exponent, with infinities and NaN among them."""

    def draw(n):
        return np.frombuffer(rng.bytes(n * np.dtype(dtype).itemsize), dtype)

    return draw


def among(*values):
    return lambda n: rng.choice(np.array(values, "float64"), n)


FLOATS = [
    lambda n: np.arange(n) - 2.0,
    lambda n: rng.normal(size=n),
    lambda n: rng.normal(size=n) * 1e-3,
    lambda n: rng.normal(size=n) * 1e-6,
    lambda n: rng.normal(size=n) * 100,
    lambda n: rng.normal(size=n) * 1e5,
    lambda n: rng.normal(size=n) * 1e7,
    lambda n: rng.normal(size=n) * 1e12,
    lambda n: np.exp(rng.normal(size=n) * 8),
    lambda n: np.exp(rng.normal(size=n) * 30),
    lambda n: np.round(rng.normal(size=n), 1),
    lambda n: np.round(rng.uniform(size=n) * 50, 2),
    lambda n: np.round(rng.uniform(size=n), 6) * 100,
    lambda n: rng.uniform(1, 1001, n),
    lambda n: 2.0 ** rng.integers(-20, 20, n),
    lambda n: 1.0 / rng.integers(1, 100, n),
    lambda n: rng.integers(0, 2, n),
    lambda n: rng.integers(999_990, 1_000_010, n) * 1.0,
    lambda n: rng.integers(99_999_990, 100_000_010, n) * 1.0,
    among(0.0, -0.0),
    among(1.0, math.nan),
    among(1.5, -2.25, math.inf),
    among(-100.125, math.inf, -math.inf, math.nan),
    among(1e-7, 3.0, -math.inf),
    among(math.nan),
    among(math.inf, -math.inf),
    among(0.0001, 0.5),
    among(0.00009999, 0.5),
    among(0.1, 100.0),
    among(0.1, 100.1),
    among(1e-300, 1e300, 1.0),
    among(1e-45, 1e-40, 1.2e-38),
    among(3.4028234e38, -3.4028234e38),
    among(0.123456789, 0.5),
    among(0.1234567890123, 12.0),
    among(0.000123456789, 0.01),
    among(16777216.0, 16777217.0, 1.0),
    among(99.999999999, 1.0),
    among(0.999999999, 0.25),
    among(0.5, 0.00000000549),
]
INTEGERS = [
    lambda n: np.arange(n) - 3,
    lambda n: rng.integers(0, 10, n),
    lambda n: rng.integers(-1000, 100, n),
    lambda n: rng.integers(-(2**31), 2**31, n),
]
WIDE = [lambda n: rng.integers(-(2**63), 2**63 - 1, n), lambda n: rng.choice(np.array([7, -(2**63), 2**63 - 1]), n)]
TRUTH = [lambda n: rng.integers(0, 2, n), lambda n: np.ones(n)]


def case(values, shape):
    array = np.resize(values, shape)
    kept = values if array.size > values.size else array
    line = {
        "dtype": array.dtype.name,
        "shape": list(shape),
        "data": base64.b64encode(kept.tobytes()).decode(),
        "repr": repr(array),
        "str": str(array),
    }
    if shape == ():
        line["scalar"] = [repr(array[()]), str(array[()])]
    return line


def cases():
    with np.errstate(all="ignore"):
        for dtype, draws in (
            ("float32", [*FLOATS, any_bits("float32")]),
            ("float64", [*FLOATS, any_bits("float64")]),
            ("int32", INTEGERS),
            ("int64", [*INTEGERS, *WIDE]),
            ("bool", TRUTH),
        ):
            for draw in draws:
                shapes = [SMALL[i] for i in rng.choice(len(SMALL), 5, replace=False)]
                shapes += [LARGE[rng.integers(len(LARGE))], *[()] * 3]
                for shape in shapes:
                    count = min(math.prod(shape), 30)
                    yield case(np.asarray(draw(count)).astype(dtype), shape)
            for shape in EMPTY:
                yield case(np.zeros(0, dtype), shape)
        for dtype, powers in (("float32", range(-149, 128)), ("float64", range(-1074, 1024, 7))):
            for start in range(0, len(powers), 60):
                values = np.array([2.0**power for power in powers[start : start + 60]], dtype)
                yield case(values, values.shape)


with open(os.path.join(GOLDEN, "printing.jsonl"), "w") as file:
    for one in cases():
        file.write(json.dumps(one, separators=(",", ":")) + "\n")
print("wrote engine/python/golden/printing.jsonl")
