"""What TensorFlow has in Python alone, by its place."""

import builtins
import sys

from . import assignment, bridge, callbacks, convert, data, debugging, exceptions, function, indexing, keras, models, module, operations, operators, tape, training, tensor, types
from .functions import top

VERSION = "2.20.0-tapedeck"


def names():
    """Names and values by the path of their module."""
    dtypes = dict(types.DTYPES)
    schedules = {"LearningRateSchedule": keras.Schedule}
    initializers = {"Initializer": keras.Initializer}
    losses = {"Loss": keras.Loss}
    return {
        "tf": {
            **dtypes,
            "__version__": VERSION,
            "newaxis": None,
            "DType": types.DType,
            "TensorShape": types.TensorShape,
            "TensorSpec": function.TensorSpec,
            "Tensor": tensor.Tensor,
            "Variable": tensor.Variable,
            "IndexedSlices": assignment.IndexedSlices,
            "device": module.device,
            "Module": module.Module,
            "GradientTape": tape.GradientTape,
            "UnconnectedGradients": tape.UnconnectedGradients,
            "custom_gradient": tape.custom_gradient,
            "recompute_grad": tape.recompute_grad,
            "function": function.function,
            "name_scope": module.name_scope,
            "constant": constant,
            "convert_to_tensor": convert_to_tensor,
            "is_tensor": is_tensor,
            "print": print_tensors,
            "add_n": add_n,
            "divide": operators.divide,
            "truediv": operators.divide,
            "fill": fill,
            "range": range_of,
            "linspace": linspace,
            "shape": shape_of,
            "size": size_of,
            "rank": rank_of,
            "boolean_mask": indexing.boolean_mask,
            "executing_eagerly": executing_eagerly,
            "get_logger": get_logger,
            "cond": cond,
            "while_loop": while_loop,
            "map_fn": map_fn,
            "vectorized_map": map_fn,
            "zeros_initializer": _keras_class("initializers", "Zeros"),
            "ones_initializer": _keras_class("initializers", "Ones"),
            "random_normal_initializer": _keras_class("initializers", "RandomNormal"),
            "random_uniform_initializer": _keras_class("initializers", "RandomUniform"),
            "constant_initializer": _keras_class("initializers", "Constant"),
        },
        "tf.autodiff": {"GradientTape": tape.GradientTape, "ForwardAccumulator": tape.ForwardAccumulator},
        "tf.autograph": {},
        "tf.autograph.experimental": {"do_not_convert": lambda given=None, **_: given or (lambda inner: inner)},
        "tf.config": {
            "list_physical_devices": no_devices,
            "list_logical_devices": no_devices,
            "run_functions_eagerly": function.run_functions_eagerly,
            "functions_run_eagerly": function.functions_run_eagerly,
        },
        "tf.config.experimental": {"list_physical_devices": no_devices},
        "tf.data": {"Dataset": data.Dataset, "AUTOTUNE": -1},
        "tf.data.experimental": {"AUTOTUNE": -1},
        "tf.debugging": debugging.names(),
        "tf.dtypes": {**dtypes, "DType": types.DType, "as_dtype": types.as_dtype},
        "tf.errors": {
            name: one for name, one in vars(exceptions).items() if isinstance(one, type) and name.endswith("Error")
        },
        "tf.math": {"add_n": add_n, "count_nonzero": count_nonzero, "divide": operators.divide, "truediv": operators.divide},
        "tf.nest": {"flatten": tape.flatten, "map_structure": map_structure, "pack_sequence_as": tape.pack},
        "tf.random": {"Generator": Generator},
        "tf.test": {"is_gpu_available": lambda *_, **__: False},
        "tf.keras": {
            "__version__": "3.5.0-tapedeck",
            "Variable": tensor.KerasVariable,
            "Layer": keras.Layer,
            "Model": models.Model,
            "Sequential": models.Sequential,
            "Initializer": keras.Initializer,
            "Loss": keras.Loss,
            "Metric": keras.Metric,
            "Optimizer": keras.Optimizer,
        },
        "tf.keras.ops": operations.names(),
        "tf.keras.random": operations.random_names(),
        "tf.keras.layers": {"Layer": keras.Layer, **{name.lower(): _layer_function(name) for name in _MERGES}},
        "tf.keras.models": {"Model": models.Model, "Sequential": models.Sequential},
        "tf.keras.callbacks": {
            "Callback": callbacks.Callback,
            "History": callbacks.History,
            "LambdaCallback": callbacks.LambdaCallback,
        },
        "tf.keras.activations": {"linear": linear},
        "tf.keras.backend": {"clear_session": clear_session, "epsilon": lambda: 1e-07, "floatx": lambda: "float32"},
        "tf.keras.utils": {"set_random_seed": set_random_seed, "to_categorical": to_categorical, "PyDataset": training.Indexed, "Sequence": training.Indexed},
        "tf.keras.initializers": initializers,
        "tf.initializers": initializers,
        "tf.keras.losses": losses,
        "tf.losses": losses,
        "tf.keras.metrics": {"Metric": keras.Metric},
        "tf.metrics": {"Metric": keras.Metric},
        "tf.keras.optimizers": {"Optimizer": keras.Optimizer},
        "tf.optimizers": {"Optimizer": keras.Optimizer},
        "tf.keras.optimizers.schedules": schedules,
        "tf.optimizers.schedules": schedules,
        "tf.keras.regularizers": {
            "Regularizer": keras.Penalty,
            "l1": _keras_class("regularizers", "L1"),
            "l2": _keras_class("regularizers", "L2"),
            "l1_l2": _keras_class("regularizers", "L1L2"),
        },
        "tf.keras.constraints": {"Constraint": keras.Penalty},
    }


# Keras has a function of each of these too: it makes the layer, and calls it.
_MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")


def _layer_function(name):
    make = _keras_class("layers", name)

    def called(inputs, *args, **kwargs):
        return make(*args, **kwargs)(inputs)

    called.__name__ = called.__qualname__ = name.lower()
    return called


def _keras_class(section, name):
    """A class under another name, made when it is called."""

    def made(*args, **kwargs):
        from . import modules

        return modules.member(f"tf.keras.{section}", name)(*args, **kwargs)

    made.__name__ = name
    return made


# Functions of `tf.nn` that `tf.keras.activations` has too.
ACTIVATIONS = (
    "elu gelu leaky_relu log_softmax relu relu6 selu sigmoid silu softmax softplus softsign swish tanh"
).split()


def linear(x):
    """The value as it is."""
    return x


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


def fill(dims, value, name=None):
    """One value everywhere, of its own dtype."""
    tensor = convert.tensor_of(value)
    dims = dims.numpy().tolist() if convert.is_tensor(dims) else list(dims)
    return top("broadcast_to")(tensor, dims)


def shape_of(input, out_type="int32", name=None):
    """The sizes of a tensor, as a tensor."""
    return _sized(list(convert.tensor_of(input).shape), out_type)


def size_of(input, out_type="int32", name=None):
    """How many elements a tensor has."""
    return _sized(convert.tensor_of(input).shape.num_elements(), out_type)


def rank_of(input, name=None):
    """How many axes a tensor has."""
    return _sized(len(convert.tensor_of(input).shape), "int32")


def _sized(static, out_type):
    made = indexing.shape_tensor(static)
    made._wide = types.as_dtype(out_type).name == "int64"
    return made


def linspace(start, stop, num, name=None, axis=0):
    """Numbers evenly spaced from start to stop, both of them included; float64 between whole numbers."""
    ends = [one if convert.is_tensor(one) else convert.tensor_of(one) for one in (start, stop)]
    if ends[0].dtype.is_integer:
        ends = [top("cast")(one, "float64") for one in ends]
    elif ends[1].dtype.is_integer and not convert.is_tensor(stop):
        ends[1] = top("cast")(ends[1], ends[0].dtype)
    return top("linspace")(*ends, num, axis=axis)


def range_of(start, limit=None, delta=1, dtype=None, name="range"):
    """Numbers from start to limit, whole ones where all three are."""
    given = [one.numpy().item() if convert.is_tensor(one) else one for one in (start, limit, delta)]
    if dtype is None and any(isinstance(one, float) for one in given):
        dtype = "float32"
    return top("range")(*given, dtype=dtype)


def is_tensor(x):
    """Whether it is a tensor or a variable."""
    return convert.is_tensor(x)


def add_n(inputs, name=None):
    """The sum of a list of tensors."""
    total = inputs[0]
    for one in inputs[1:]:
        total = total + one
    return top("convert_to_tensor")(total)


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


def count_nonzero(input, axis=None, keepdims=None, dtype="int64", name=None):
    """How many elements are not zero."""
    from . import modules

    counted = modules.member("tf.math", "count_nonzero")(input, axis=axis, keepdims=bool(keepdims))
    return top("cast")(counted, dtype)


def executing_eagerly():
    return True


def get_logger():
    import logging

    return logging.getLogger("tensorflow")


def no_devices(device_type=None):
    """Tapedeck's backend is chosen in the workbench; a notebook sees no devices of its own."""
    return []


def cond(pred, true_fn=None, false_fn=None, name=None):
    return true_fn() if bool(pred) else false_fn()


def while_loop(cond, body, loop_vars, **_):
    state = list(loop_vars)
    while bool(cond(*state)):
        result = body(*state)
        state = list(result) if isinstance(result, (list, tuple)) else [result]
    return state


def map_fn(fn, elems, *_, **__):
    """The function of every element of the first axis."""
    leaves = tape.flatten(elems)
    results = [fn(tape.pack(elems, [leaf[i] for leaf in leaves])) for i in range(leaves[0].shape[0])]
    columns = zip(*map(tape.flatten, results))
    return tape.pack(results[0], [top("stack")(list(column)) for column in columns])


def map_structure(func, *structures, **_):
    columns = zip(*map(tape.flatten, structures))
    return tape.pack(structures[0], [func(*column) for column in columns])


def clear_session(free_memory=True):
    from . import modules

    modules.member("tf.keras.utils", "clear_session")()


def set_random_seed(seed):
    """Seeds Python's `random` and `tf.random`."""
    import random

    from . import modules

    random.seed(seed)
    modules.member("tf.random", "set_seed")(seed)


def to_categorical(x, num_classes=None):
    """Whole numbers as rows of zeros with a one, as an array."""
    tensor = convert.tensor_of(x)
    numbers = top("cast")(tensor, "int32")
    if num_classes is None:
        num_classes = int(top("reduce_max")(numbers)) + 1
    shape = tuple(numbers.shape)
    if len(shape) > 1 and shape[-1] == 1:
        numbers = top("reshape")(numbers, list(shape[:-1]))
    return top("one_hot")(numbers, num_classes).numpy()


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
