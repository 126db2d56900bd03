"""Keras' callbacks: those of the engine, those that a notebook writes, and the line of progress that Keras prints."""

import sys
import time

from . import bridge
from .classes import Plain

_HOOKS = [
    f"on_{what}_{when}"
    for what in ("train", "epoch", "train_batch", "batch", "test", "test_batch", "predict", "predict_batch")
    for when in ("begin", "end")
]
_CAMEL = {name: "".join(part.title() if i else part for i, part in enumerate(name.split("_"))) for name in _HOOKS}


class Callback(Plain):
    """Is told of training as it goes. Subclasses write what they want to hear of."""

    _home = "keras.src.callbacks"

    def __init__(self):
        self._model = None
        self.params = None

    @property
    def model(self):
        return self.__dict__.get("_model")

    def set_model(self, model):
        self.__dict__["_model"] = model

    def set_params(self, params):
        self.__dict__["params"] = params

    def _meet(self, model, params):
        self.set_params(params)
        self.set_model(model)

    def _encoded(self, kept):
        if self._id:
            return f"h{self._id}"
        hooks = {}
        for name in _HOOKS:
            if getattr(type(self), name) is not getattr(Callback, name):
                hooks[_CAMEL[name]] = _hook(getattr(self, name), "epoch" in name or "batch" in name)
        return bridge.encode(hooks, kept)


def _hook(method, counted):
    if counted:
        return lambda number, logs=None: _nothing(method(number, _logs(logs)))
    return lambda logs=None: _nothing(method(_logs(logs)))


def _nothing(result):
    """What a callback gives back is nobody's business."""


def _logs(logs):
    if not logs:
        return {}
    return {name: float(value) if isinstance(value, int) else value for name, value in logs.items()}


def _deaf(name):
    if "epoch" in name:

        def hook(self, epoch, logs=None):
            """Does nothing until a subclass writes it."""

    elif "batch" in name:

        def hook(self, batch, logs=None):
            """Does nothing until a subclass writes it."""

    else:

        def hook(self, logs=None):
            """Does nothing until a subclass writes it."""

    hook.__name__ = hook.__qualname__ = name
    return hook


for _name in _HOOKS:
    setattr(Callback, _name, _deaf(_name))


class LambdaCallback(Callback):
    """Functions as a callback."""

    def __init__(
        self,
        on_epoch_begin=None,
        on_epoch_end=None,
        on_train_begin=None,
        on_train_end=None,
        on_train_batch_begin=None,
        on_train_batch_end=None,
        **kwargs,
    ):
        super().__init__()
        given = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
            **kwargs,
        }
        self._functions = {name: one for name, one in given.items() if one is not None}
        for name, one in self._functions.items():
            # For loops that run in Python: a begin and an end may come without logs.
            setattr(self, name, lambda *values, one=one, least=2 if "epoch" in name or "batch" in name else 1: one(*values, *[None] * (least - len(values))))

    def _encoded(self, kept):
        hooks = {
            _CAMEL[name]: _hook(one, "epoch" in name or "batch" in name) for name, one in self._functions.items()
        }
        return bridge.encode(hooks, kept)


class History(Callback):
    """The averages of each epoch, by name."""

    def __init__(self):
        super().__init__()
        self.history = {}
        self.epoch = []

    def on_train_begin(self, logs=None):
        self.epoch = []

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)

    def __repr__(self):
        return f"<keras.src.callbacks.history.History at {id(self):#x}>"


class Progress(Callback):
    """Keras' line for each epoch: steps, time and averages. Source: `keras/src/utils/progbar.py`."""

    WIDTH = 20

    def __init__(self, verbose, epochs, steps):
        super().__init__()
        self._verbose, self._epochs, self._steps = verbose, epochs, steps
        self._start = 0.0
        self._training = False

    def on_train_begin(self, logs=None):
        self._training = True

    def on_epoch_begin(self, epoch, logs=None):
        self._start = time.perf_counter()
        sys.stdout.write(f"Epoch {epoch + 1}/{self._epochs}\n")

    def on_epoch_end(self, epoch, logs=None):
        self._line(logs)

    def on_test_begin(self, logs=None):
        if not self._training:
            self._start = time.perf_counter()

    def on_test_end(self, logs=None):
        if not self._training:
            self._line(logs)

    def on_predict_begin(self, logs=None):
        self._start = time.perf_counter()

    def on_predict_end(self, logs=None):
        self._line({})

    def _line(self, logs):
        taken = time.perf_counter() - self._start
        n = self._steps
        unit = _time_text(taken / max(n, 1))
        if self._verbose == 1:
            text = f"{n}/{n} {'━' * self.WIDTH} {taken:.0f}s{unit}"
        else:
            text = f"{n}/{n} - {taken:.0f}s -{unit}"
        for name, value in logs.items():
            text += f" - {name}: {value:.4f}" if abs(value) > 1e-3 else f" - {name}: {value:.4e}"
        sys.stdout.write(text + "\n")


def _time_text(seconds):
    if seconds >= 1 or seconds == 0:
        return f" {seconds:.0f}s/step"
    return f" {seconds * 1e3:.0f}ms/step" if seconds >= 1e-3 else f" {seconds * 1e6:.0f}us/step"

for _one in (Callback, History, LambdaCallback):
    _one.__module__ = "keras"
