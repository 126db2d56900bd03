"""What `fit` is given, and the loop of a model that writes its own `train_step`."""

import math

from . import bridge, functions
from .callbacks import History, Progress
from .keras import KerasTensor, _is_numbers, _tensor
from .tape import flatten
from .tensor import Tensor, Variable, _Numbers


def unpacked(x, y, sample_weight, batch_size, shuffle, steps):
    """Tensors by the structure of what was given; a dataset is read whole, its batches say the batch size."""
    from . import data

    if isinstance(x, data.Dataset):
        x, y, sample_weight, found, shuffled = data.whole(x, steps)
        return as_data(x), as_data(y), as_data(sample_weight), batch_size or found, shuffled
    if hasattr(x, "__next__"):
        raise TypeError("Tapedeck's fit takes arrays and tf.data datasets, and no generators yet")
    return as_data(x), as_data(y), as_data(sample_weight), batch_size, shuffle


def validation(given):
    from . import data

    if isinstance(given, data.Dataset):
        x, y, weight, _, _ = data.whole(given, None)
        given = (x, y) if weight is None else (x, y, weight)
    return tuple(as_data(one) for one in given)


def as_data(value):
    """Arrays as tensors; float64 becomes float32, as Keras' own adapters do."""
    if value is None or isinstance(value, (Tensor, KerasTensor)):
        return value
    if isinstance(value, Variable):
        return value.read_value()
    if isinstance(value, dict):
        return {key: as_data(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)) and not _is_numbers(value):
        return [as_data(one) for one in value]
    if hasattr(value, "__array__") and getattr(value.dtype, "name", "") == "float64":
        from . import convert

        return convert.tensor_of(value, "float32")
    return _tensor(value)


def count(x):
    """How many examples there are."""
    if isinstance(x, dict):
        return count(next(iter(x.values())))
    if isinstance(x, list):
        return count(x[0])
    return x.shape[0] if isinstance(x, _Numbers) and len(x.shape) else 0


def _rows(value, places):
    if value is None:
        return None
    if isinstance(value, dict):
        return {key: _rows(one, places) for key, one in value.items()}
    if isinstance(value, list):
        return [_rows(one, places) for one in value]
    return functions.top("gather")(value, places)


def by_hand(model, x, y, sample_weight, batch_size, epochs, initial_epoch, callbacks, params, shuffle, validation_data):
    """Epochs of a model's own `train_step`."""
    history = History()
    shown = [Progress(params["verbose"], epochs, params["steps"])] if params["verbose"] else []
    told = [*callbacks, *shown, history]
    for one in told:
        one._meet(model, params)
    tell(told, "on_train_begin")
    n = count(x)
    model.stop_training = False
    _know_metrics(model, x, y, min(n, batch_size))
    for epoch in range(initial_epoch, epochs):
        for metric in model.metrics:
            metric.reset_state()
        tell(told, "on_epoch_begin", epoch)
        order = functions.top("range")(n)
        if shuffle:
            from . import modules

            order = modules.member("tf.random", "shuffle")(order)
        logs = {}
        for batch in range(math.ceil(n / batch_size)):
            tell(told, "on_train_batch_begin", batch)
            places = order[batch * batch_size : (batch + 1) * batch_size]
            parts = [_rows(one, places) for one in (x, y, sample_weight) if one is not None]
            logs = model.train_step(parts[0] if len(parts) == 1 else tuple(parts)) or {}
            logs = {name: float(value) for name, value in logs.items()}
            tell(told, "on_train_batch_end", batch, logs)
            if model.stop_training:
                break
        if validation_data is not None:
            values = model.evaluate(*validation_data[:2], verbose=0, return_dict=True)
            logs.update({f"val_{name}": value for name, value in values.items()})
        tell(told, "on_epoch_end", epoch, logs)
        if model.stop_training:
            break
    tell(told, "on_train_end", logs if n else {})
    model.__dict__["history"] = history
    return history


def _know_metrics(model, x, y, n):
    """Metrics by a short name learn from labels and predictions what they are; afterwards they are empty again."""
    metrics = model.__dict__.get("_compiled_with", {}).get("metrics")
    if metrics is None or y is None:
        return
    places = functions.top("range")(n)
    outputs = flatten(model(_rows(x, places), training=False))
    bridge.request(bridge.METHOD, model._id, "updateMetrics", flatten(_rows(y, places)), outputs)
    bridge.send(bridge.METHOD, model._id, "resetMetrics")


def tell(callbacks, hook, *values):
    for one in callbacks:
        getattr(one, hook)(*values)


def step(model, data):
    x, y, weight = (*data, None, None)[:3] if isinstance(data, tuple) else (data, None, None)
    return model.train_on_batch(x, y, sample_weight=weight, return_dict=True)


def compiled_loss(model, y, y_pred, sample_weight):
    given = model.__dict__.get("_compiled_with", {})
    loss = given.get("loss")
    if loss is None:
        raise ValueError("No loss to compute. Provide a `loss` argument in `compile()`.")
    from . import modules

    if isinstance(loss, str):
        loss = modules.member("tf.keras.losses", "get")(loss)
    value = loss(y, y_pred)
    if sample_weight is not None:
        value = value * _tensor(sample_weight)
    value = functions.top("reduce_mean")(value)
    for one in bridge.send(bridge.GET, model._id, "losses")[0]:
        value = value + one
    return value


def compiled_metrics(model, y, y_pred, sample_weight):
    found = {}
    for metric in model.metrics:
        if metric.name != "loss":
            metric.update_state(y, y_pred)
        found[metric.name] = metric.result()
    return found
