"""Keras' classes that are written by hand, each by the engine's class that it stands for."""

from .layers import Layer
from .losses import Loss, Metric
from .optimizers import Optimizer, Schedule
from .symbols import KerasTensor
from .weights import Initializer, Penalty


# What stands above the classes of a part of Keras.
ROOTS = {
    "tf.keras.initializers": Initializer,
    "tf.keras.regularizers": Penalty,
    "tf.keras.constraints": Penalty,
    "tf.keras.optimizers.schedules": Schedule,
}


def by_hand():
    """Classes by the engine's names of those that they stand for."""
    from . import callbacks, models

    return {
        "KerasTensor": KerasTensor,
        "Layer": Layer,
        "Model": models.Model,
        "Sequential": models.Sequential,
        "Optimizer": Optimizer,
        "Loss": Loss,
        "Metric": Metric,
        "Callback": callbacks.Callback,
        "History": callbacks.History,
        "LambdaCallback": callbacks.LambdaCallback,
    }
