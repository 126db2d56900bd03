"""`keras.ops` and `keras.random`: Keras' names of what TensorFlow has under others, and all of it on symbols too."""

from .layers import Layer
from .symbols import KerasTensor
from .tape import flatten, pack

# The same name, wherever TensorFlow has it: in `tf`, `tf.math`, `tf.nn` or `tf.linalg`.
_SAME = """abs acos acosh add argmax argmin argsort asin asinh atan atan2 atanh broadcast_to cast ceil cholesky
convert_to_tensor cos cosh cumprod cumsum det diag divide divide_no_nan einsum elu equal erf exp expand_dims expm1 eye
floor gelu greater greater_equal inv leaky_relu less less_equal linspace log log1p log_softmax logical_and logical_not
logical_or logical_xor matmul maximum meshgrid minimum moments multiply negative norm not_equal one_hot ones ones_like
pad reciprocal relu relu6 repeat reshape roll round rsqrt scatter_nd segment_sum selu shape sigmoid sign silu sin sinh
slice softmax softplus softsign solve sort split sqrt square squeeze stack subtract tan tanh tensordot tile top_k trace
transpose unstack where zeros zeros_like stop_gradient cond while_loop custom_gradient""".split()

_OTHER = {
    "all": "reduce_all",
    "any": "reduce_any",
    "arange": "range",
    "clip": "clip_by_value",
    "concatenate": "concat",
    "count_nonzero": "count_nonzero",
    "dot": "matmul",
    "flip": "reverse",
    "floor_divide": "floordiv",
    "full": "fill",
    "identity": "eye",
    "isfinite": "is_finite",
    "isinf": "is_inf",
    "isnan": "is_nan",
    "log_sigmoid": "log_sigmoid",
    "logsumexp": "reduce_logsumexp",
    "max": "reduce_max",
    "mean": "reduce_mean",
    "min": "reduce_min",
    "mod": "floormod",
    "power": "pow",
    "prod": "reduce_prod",
    "std": "reduce_std",
    "sum": "reduce_sum",
    "swish": "silu",
    "take": "gather",
    "true_divide": "divide",
    "var": "reduce_variance",
}


def names():
    """The functions of `keras.ops` that there are, made when they are first called."""
    return {name: _operation(name, place) for name, place in places().items()}


def places():
    """Where TensorFlow has each name of `keras.ops`."""
    return {name: name for name in _SAME} | _OTHER


def _operation(name, own):
    """The function; on symbols a layer of this name, as Keras has one."""

    def operation(*args, **kwargs):
        function = _function(own)
        if own == "transpose" and "axes" in kwargs:
            kwargs["perm"] = kwargs.pop("axes")
        if not any(isinstance(one, KerasTensor) for one in flatten([list(args), kwargs])):
            return function(*args, **kwargs)
        return _on_symbols(name, function, args, kwargs)

    operation.__name__ = operation.__qualname__ = name
    operation.__module__ = "keras.ops"
    return operation


def _function(name):
    import tensorflow as tf

    for space in (tf, tf.math, tf.nn, tf.linalg):
        found = getattr(space, name, None)
        if found is not None:
            return found
    raise AttributeError(f"module 'keras.ops' has no attribute {name!r} (Tapedeck has no tf.{name} yet)")


def _on_symbols(name, function, args, kwargs):
    given = [list(args), kwargs]
    leaves = flatten(given)
    places = [i for i, one in enumerate(leaves) if isinstance(one, KerasTensor)]

    def call(self, inputs):
        values = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
        full = list(leaves)
        for place, value in zip(places, values):
            full[place] = value
        positional, named = pack(given, full)
        return function(*positional, **named)

    title = "".join(part.capitalize() for part in name.split("_"))
    made = type(title, (Layer,), {"call": call})()
    symbols = [leaves[i] for i in places]
    return made(symbols[0] if len(symbols) == 1 else symbols)


class SeedGenerator:
    """`keras.random.SeedGenerator`: each draw by it is another one."""

    def __init__(self, seed=None, name=None):
        from .generator import Generator

        self._generator = Generator(seed)


def random_names():
    """`keras.random`."""
    return {
        "SeedGenerator": SeedGenerator,
        "normal": _drawn("normal", "mean", 0.0, "stddev", 1.0),
        "truncated_normal": _drawn("truncated_normal", "mean", 0.0, "stddev", 1.0),
        "uniform": _drawn("uniform", "minval", 0.0, "maxval", 1.0),
        "randint": randint,
        "shuffle": shuffle,
        "dropout": dropout,
    }


def _drawn(kind, first, first_default, second, second_default):
    def draw(shape, *args, dtype=None, seed=None, **kwargs):
        a, b = (*args, *(first_default, second_default)[len(args) :])
        a, b = kwargs.get(first, a), kwargs.get(second, b)
        return _generator(seed)._draw(kind, shape, a, b, dtype or "float32")

    draw.__name__ = draw.__qualname__ = kind
    return draw


def _generator(seed):
    from .generator import Generator

    return seed._generator if isinstance(seed, SeedGenerator) else Generator(seed)


def randint(shape, minval, maxval, dtype="int32", seed=None):
    return _generator(seed)._draw("uniform", shape, minval, maxval, dtype)


def shuffle(x, axis=0, seed=None):
    import tensorflow as tf

    return tf.random.shuffle(x)


def dropout(inputs, rate, noise_shape=None, seed=None):
    import tensorflow as tf

    return tf.nn.dropout(inputs, rate)
