"""What Keras has beside its classes: seeds, categories, and layers by the functions of their names."""

import sys

from . import convert
from .functions import top


def layer_function(name):
    make = keras_class("layers", name)

    def called(inputs, *args, **kwargs):
        return make(*args, **kwargs)(inputs)

    called.__name__ = called.__qualname__ = name.lower()
    return called


def keras_class(section, name):
    """A class under another name, made when it is called."""

    def made(*args, **kwargs):
        from . import modules

        return modules.member(f"tf.keras.{section}", name)(*args, **kwargs)

    made.__name__ = name
    return made


def linear(x):
    """The value as it is."""
    return x


def activation_of(identifier):
    """The function of a name; None is the one that changes nothing, and a function is itself."""
    if identifier is None or callable(identifier):
        return identifier or linear
    found = getattr(sys.modules["tensorflow.keras.activations"], identifier, None)
    if found is None:
        raise ValueError(f"Could not interpret activation function identifier: {identifier}")
    return found


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
