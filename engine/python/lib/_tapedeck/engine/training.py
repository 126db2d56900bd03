"""What `fit` is given, and the loop of a model that writes its own `train_step`."""

import math

from . import bridge, functions
from .callbacks import History, Progress
from .symbols import KerasTensor, _is_numbers, _tensor
from .tape import flatten, pack
from .tensor import Tensor, Variable, _Numbers


def unpacked(x, y, sample_weight, batch_size, shuffle, steps):
    """Tensors by the structure of what was given; a dataset is read whole, its batches say the batch size."""
    from . import data

    if isinstance(x, data.Dataset):
        x, y, sample_weight, found, shuffled = data.whole(x, steps)
        return as_data(x), as_data(y), as_data(sample_weight), batch_size or found, shuffled
    if isinstance(x, Indexed):
        x, y, sample_weight, found = x._whole()
        return as_data(x), as_data(y), as_data(sample_weight), batch_size or found, False
    if hasattr(x, "__next__"):
        raise TypeError("Tapedeck takes generators in fit alone: give evaluate and predict arrays or a tf.data dataset")
    return as_data(x), as_data(y), as_data(sample_weight), batch_size, shuffle


class Indexed:
    """`keras.utils.PyDataset`: batches by number. Subclasses write `__len__` and `__getitem__`."""

    def __init__(self, workers=1, use_multiprocessing=False, max_queue_size=10):
        pass

    def on_epoch_end(self):
        pass

    def _whole(self):
        batches = [parted(self[i]) for i in range(len(self))]
        first = batches[0]
        joined = [None if first[part] is None else _joined([one[part] for one in batches]) for part in range(3)]
        return (*joined, count(as_data(first[0])))


def parted(batch):
    """Inputs, labels and weights of a batch, None for what it has not."""
    x, y, weight = (*batch, None, None)[:3] if isinstance(batch, tuple) else (batch, None, None)
    return x, y, weight


def _joined(parts):
    leaves = zip(*[flatten(one) for one in parts])
    return pack(parts[0], [functions.top("concat")([_tensor(one) for one in column], 0) for column in leaves])


def by_batches(model, batches, steps, epochs, initial_epoch, verbose, callbacks, validation_data):
    """Epochs of so many steps over what a generator or a dataset gives; each goes on where the one before ended."""
    if steps is None:
        steps = math.inf
        epochs = initial_epoch + 1
    given = [] if callbacks is None else list(callbacks) if isinstance(callbacks, (list, tuple)) else [callbacks]
    verbose = 1 if verbose == "auto" else int(verbose)
    shown = steps if steps != math.inf else None
    params = {"verbose": verbose, "epochs": epochs, "steps": shown}
    told, history = _told(model, given, params)
    tell(told, "on_train_begin")
    model.stop_training = False
    logs = {}
    going = iter(batches)
    for epoch in range(initial_epoch, epochs):
        bridge.send(bridge.METHOD, model._id, "resetMetrics")
        tell(told, "on_epoch_begin", epoch)
        batch = 0
        while batch < steps and not model.stop_training:
            one = next(going, None)
            if one is None:
                if steps != math.inf:
                    bridge.warn(_RAN_OUT)
                going = iter(batches)
                break
            tell(told, "on_train_batch_begin", batch)
            x, y, weight = (as_data(part) for part in parted(tuple(one) if isinstance(one, list) else one))
            model._declare_outputs(y)
            logs = dict(_floats(model.train_step((x, y) if weight is None else (x, y, weight))))
            tell(told, "on_train_batch_end", batch, logs)
            batch += 1
        if validation_data is not None:
            values = model.evaluate(*validation(validation_data)[:2], verbose=0, return_dict=True)
            logs.update({f"val_{name}": value for name, value in values.items()})
        for one in told:
            if isinstance(one, Progress):
                one._steps = batch
        tell(told, "on_epoch_end", epoch, logs)
        if batch == 0 or model.stop_training:
            break
    tell(told, "on_train_end", logs)
    model.__dict__["history"] = history
    return history


# Keras' own words.
_RAN_OUT = "Your input ran out of data; interrupting training. Make sure that your dataset or generator can generate at least `steps_per_epoch * epochs` batches. You may need to use the `.repeat()` function when building your dataset."


def evaluated(model, x, y, sample_weight, batch_size, return_dict):
    """The values of a model's own `test_step` over all batches."""
    n = count(x)
    _know_metrics(model, x, y, min(n, batch_size))
    for metric in model.metrics:
        metric.reset_state()
    logs = {}
    for start in range(0, n, batch_size):
        places = functions.top("range")(start, min(start + batch_size, n))
        parts = [_rows(one, places) for one in (x, y, sample_weight) if one is not None]
        logs = _floats(model.test_step(parts[0] if len(parts) == 1 else tuple(parts)) or {})
    if return_dict:
        return logs
    values = list(logs.values())
    return values[0] if len(values) == 1 else values


def _floats(logs):
    return {name: float(value) for name, value in logs.items()}


def _told(model, given, params):
    history = History()
    shown = [Progress(params["verbose"], params["epochs"], params["steps"])] if params["verbose"] else []
    told = [*given, *shown, history]
    for one in told:
        one._meet(model, params)
    return told, history


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
    told, history = _told(model, callbacks, params)
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
            logs = _floats(logs)
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
    x, y, weight = parted(data)
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
