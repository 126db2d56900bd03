"""What TensorFlow has in Python alone, by its place."""

from . import (
    assignment,
    callbacks,
    control,
    data,
    debugging,
    exceptions,
    function,
    generator,
    indexing,
    keras,
    models,
    module,
    operations,
    operators,
    printing,
    tape,
    tensor,
    tensorarray,
    training,
    types,
    utilities,
    values,
)


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
            "TensorArray": tensorarray.TensorArray,
            "device": module.device,
            "Module": module.Module,
            "GradientTape": tape.GradientTape,
            "UnconnectedGradients": tape.UnconnectedGradients,
            "custom_gradient": tape.custom_gradient,
            "recompute_grad": tape.recompute_grad,
            "function": function.function,
            "name_scope": module.name_scope,
            "constant": values.constant,
            "convert_to_tensor": values.convert_to_tensor,
            "is_tensor": values.is_tensor,
            "print": printing.print_tensors,
            "add_n": values.add_n,
            "divide": operators.divide,
            "truediv": operators.divide,
            "fill": values.fill,
            "range": values.range_of,
            "linspace": values.linspace,
            "shape": values.shape_of,
            "size": values.size_of,
            "rank": values.rank_of,
            "boolean_mask": indexing.boolean_mask,
            "executing_eagerly": executing_eagerly,
            "get_logger": get_logger,
            "cond": control.cond,
            "while_loop": control.while_loop,
            "map_fn": control.map_fn,
            "vectorized_map": control.map_fn,
            "zeros_initializer": utilities.keras_class("initializers", "Zeros"),
            "ones_initializer": utilities.keras_class("initializers", "Ones"),
            "random_normal_initializer": utilities.keras_class("initializers", "RandomNormal"),
            "random_uniform_initializer": utilities.keras_class("initializers", "RandomUniform"),
            "constant_initializer": utilities.keras_class("initializers", "Constant"),
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
        "tf.math": {
            "add_n": values.add_n,
            "count_nonzero": values.count_nonzero,
            "divide": operators.divide,
            "truediv": operators.divide,
        },
        "tf.nest": {"flatten": tape.flatten, "map_structure": control.map_structure, "pack_sequence_as": tape.pack},
        "tf.random": {"Generator": generator.Generator},
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
        "tf.keras.layers": {"Layer": keras.Layer, **{name.lower(): utilities.layer_function(name) for name in _MERGES}},
        "tf.keras.models": {"Model": models.Model, "Sequential": models.Sequential},
        "tf.keras.callbacks": {
            "Callback": callbacks.Callback,
            "History": callbacks.History,
            "LambdaCallback": callbacks.LambdaCallback,
        },
        "tf.keras.activations": {"linear": utilities.linear, "get": utilities.activation_of},
        "tf.keras.backend": {"clear_session": utilities.clear_session, "epsilon": lambda: 1e-07, "floatx": lambda: "float32"},
        "tf.keras.utils": {
            "set_random_seed": utilities.set_random_seed,
            "to_categorical": utilities.to_categorical,
            "PyDataset": training.Indexed,
            "Sequence": training.Indexed,
        },
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
            "l1": utilities.keras_class("regularizers", "L1"),
            "l2": utilities.keras_class("regularizers", "L2"),
            "l1_l2": utilities.keras_class("regularizers", "L1L2"),
        },
        "tf.keras.constraints": {"Constraint": keras.Penalty},
    }


# Keras has a function of each of these too: it makes the layer, and calls it.
_MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")


# Functions of `tf.nn` that `tf.keras.activations` has too.
ACTIVATIONS = (
    "elu gelu leaky_relu log_softmax relu relu6 selu sigmoid silu softmax softplus softsign swish tanh"
).split()


def executing_eagerly():
    return True


def get_logger():
    import logging

    return logging.getLogger("tensorflow")


def no_devices(device_type=None):
    """Tapedeck's backend is chosen in the workbench; a notebook sees no devices of its own."""
    return []
