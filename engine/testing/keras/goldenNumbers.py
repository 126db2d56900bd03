"""Numbers and files that the golden scripts share.

The scripts need Python 3 with Keras 3.15 (`pip install keras==3.15.1 jax`): `npm run golden -- keras` runs all of them.
"""

import json
import os

import numpy as np

KERAS = os.path.join(os.path.dirname(__file__), "..", "..", "keras")


def array(shape, seed, scale=1.0):
    """((37 i + 11 seed) mod 41 - 20) / 20, times scale: fixed, uneven, of both signs."""
    count = int(np.prod(shape))
    return np.array([((i * 37 + seed * 11) % 41 - 20) / 20 * scale for i in range(count)], dtype="float32").reshape(shape)


def written(value):
    """An array as shape and numbers of seven digits."""
    value = np.asarray(value)
    return {"shape": list(value.shape), "data": [float(f"{one:.7g}") for one in value.astype("float64").ravel()]}


def set_weights(owner):
    """Weight s of the layer or model is array(shape, s + 3, 0.5); variances are positive."""
    owner.set_weights(
        [
            np.abs(array(one.shape, i + 3, 0.5)) + 0.1 if "variance" in one.path else array(one.shape, i + 3, 0.5)
            for i, one in enumerate(owner.weights)
        ]
    )


def write(path, cases):
    with open(os.path.join(KERAS, path), "w") as file:
        for case in cases:
            file.write(json.dumps(case, separators=(",", ":")) + "\n")
    print(f"wrote engine/keras/{path}")
