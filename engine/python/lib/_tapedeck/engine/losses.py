"""Losses and metrics, subclasses of a notebook's own among them."""

from . import bridge, functions
from .classes import Plain
from .symbols import _refuse_override, _tensor
from .tensor import Variable


class Loss(Plain):
    """A loss with its reduction. Subclasses write `call(y_true, y_pred)`, one number for each example."""

    _home = "keras.src.losses"

    def __init__(self, name=None, reduction="sum_over_batch_size", dtype=None):
        self._reduction = reduction
        self._own_name = name or type(self).__name__.lower()

    def _construct(self, index, positional, options):
        _refuse_override(self, Loss, "call", "subclass keras.losses.Loss")
        super()._construct(index, positional, options)

    def __call__(self, y_true, y_pred, sample_weight=None):
        if not self._id:
            return self._reduced(self.call(_tensor(y_true), _tensor(y_pred)), sample_weight)
        options = {} if sample_weight is None else {"sampleWeight": _tensor(sample_weight)}
        return bridge.request(bridge.METHOD, self._id, "call", _tensor(y_true), _tensor(y_pred), options)

    def call(self, y_true, y_pred):
        return bridge.request(bridge.METHOD, self._id, "losses", _tensor(y_true), _tensor(y_pred))

    def _reduced(self, values, sample_weight):
        if sample_weight is not None:
            values = values * _tensor(sample_weight)
        if self._reduction in (None, "none"):
            return values
        name = "reduce_sum" if self._reduction == "sum" else "reduce_mean"
        return functions.top(name)(values)

    def _encoded(self, kept):
        if self._id:
            return f"h{self._id}"
        return f"k{bridge.register(lambda y, p, *rest: self.call(y, p))} {self._own_name}"

    @property
    def name(self):
        return bridge.send(bridge.GET, self._id, "name")[0] if self._id else self._own_name

    @property
    def reduction(self):
        return bridge.send(bridge.GET, self._id, "reduction")[0] if self._id else self._reduction


class Metric(Plain):
    """Gathers values over batches. Subclasses write `update_state`, `result` and `reset_state`."""

    _home = "keras.src.metrics"

    def __init__(self, dtype=None, name=None):
        self._own_name = name or type(self).__name__.lower()
        self._own_variables = []

    def _construct(self, index, positional, options):
        for name in ("update_state", "result"):
            _refuse_override(self, Metric, name, "subclass keras.metrics.Metric")
        super()._construct(index, positional, options)

    def __call__(self, *args, **kwargs):
        self.update_state(*args, **kwargs)
        return self.result()

    def _encoded(self, kept):
        """A metric of a notebook's own gets its engine's side when it is first given to it."""
        if not self._id:
            hooks = {"updateState": self._updated, "result": lambda: _tensor(self.result()), "resetState": self._reset}
            self._hold(bridge.identify(bridge.HOST, 0, "customMetric", self._own_name, hooks))
            bridge.alive[self._id] = self
        return f"h{self._id}"

    def _updated(self, y_true, y_pred, sample_weight):
        if sample_weight is None:
            self.update_state(y_true, y_pred)
        else:
            self.update_state(y_true, y_pred, sample_weight=sample_weight)

    def _reset(self):
        self.reset_state()

    def update_state(self, *args, sample_weight=None, **kwargs):
        values = [_tensor(one) for one in args]
        if sample_weight is None and len(values) > self._takes():
            sample_weight = values.pop()
        values += [_tensor(one) for one in kwargs.values()]
        options = {} if sample_weight is None else {"sampleWeight": _tensor(sample_weight)}
        bridge.request(bridge.METHOD, self._id, "updateState", *values, options)

    def _takes(self):
        return 1 if type(self).__name__ in ("Mean", "Sum") else 2

    def result(self):
        return bridge.send(bridge.METHOD, self._id, "result")

    def reset_state(self):
        own = self.__dict__.get("_own_variables")
        if own is None:
            bridge.send(bridge.METHOD, self._id, "resetState")
        for one in own or ():
            one.assign(functions.top("zeros_like")(one))

    reset_states = reset_state

    def add_weight(self, shape=(), initializer=None, dtype=None, name=None):
        filled = "ones" if initializer == "ones" else "zeros"
        made = Variable(functions.top(filled)(list(shape)), trainable=False, name=name or "variable")
        self._own_variables.append(made)
        return made

    add_variable = add_weight

    @property
    def name(self):
        return bridge.send(bridge.GET, self._id, "name")[0] if self._id else self._own_name

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}>"


for _one in (Loss, Metric):
    _one.__module__ = "keras"
