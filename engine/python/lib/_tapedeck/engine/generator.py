"""`tf.random.Generator`."""

from . import bridge, types
from .functions import top


class Generator:
    """`tf.random.Generator`: numbers of a seed of its own. They are the engine's, not TensorFlow's for that seed."""

    def __init__(self, seed=None):
        self._seed = seed
        self._drawn = 0

    @classmethod
    def from_seed(cls, seed, alg=None):
        return cls(seed)

    @classmethod
    def from_non_deterministic_state(cls, alg=None):
        return cls(None)

    def _draw(self, kind, shape, a, b, dtype):
        from .functions import _plain

        shape = [int(one) for one in _plain(shape)]
        if self._seed is None:
            from . import modules

            return modules.member("tf.random", kind)(shape, a, b, dtype)
        self._drawn += 1
        seed = (self._seed * 1_000_003 + self._drawn) % 2**31
        made = bridge.host("drawn", kind, shape, float(a), float(b), seed)
        return made if types.as_dtype(dtype).name == "float32" else top("cast")(top("floor")(made), dtype)

    def normal(self, shape, mean=0.0, stddev=1.0, dtype="float32", name=None):
        return self._draw("normal", shape, mean, stddev, dtype)

    def truncated_normal(self, shape, mean=0.0, stddev=1.0, dtype="float32", name=None):
        return self._draw("truncated_normal", shape, mean, stddev, dtype)

    def uniform(self, shape, minval=0, maxval=None, dtype="float32", name=None):
        return self._draw("uniform", shape, minval, 1 if maxval is None else maxval, dtype)
