"""Optimizers, and learning rates by the step."""

from weakref import ref

from . import bridge
from .classes import Plain
from .symbols import _tensor
from .tensor import _Numbers


# How many optimizers have each name in this world.
_named = {}


class Optimizer(Plain):
    """Applies gradients to variables by its rule."""

    _home = "keras.src.optimizers"
    _called = None

    def __init__(self, *args, **kwargs):
        raise NotImplementedError(
            "Tapedeck has no optimizers of a notebook's own yet: apply a rule of yours with variable.assign_sub"
        )

    def _construct(self, index, positional, options):
        # Keras names every optimizer of a class the same; in the engine a second one gets a number, for its slots are
        # told apart by it.
        if "name" not in options:
            self._called = "SGD" if type(self).__name__ == "SGD" else type(self).__name__.lower()
            count = _named.get(self._called, 0)
            _named[self._called] = count + 1
            options["name"] = f"{self._called}_{count}" if count else self._called
        rate = options.get("learningRate")
        if isinstance(rate, Schedule) and not rate._id:
            options["learningRate"] = self._rate_of(rate)
        super()._construct(index, positional, options)

    def _rate_of(self, schedule):
        """A schedule of a notebook's own as the function that the engine asks for the rate of the step."""
        weak = ref(self)

        def rate():
            bridge.host("aside")
            try:
                return float(schedule(weak().iterations))
            finally:
                bridge.host("together")

        return rate

    def apply_gradients(self, grads_and_vars):
        """One step. Gives the count of steps, as Keras does."""
        pairs = [tuple(pair) for pair in grads_and_vars]
        bridge.request(bridge.METHOD, self._id, "applyGradients", [[_optional(g), v] for g, v in pairs])
        return self.iterations

    def apply(self, grads, trainable_variables=None):
        if trainable_variables is None:
            trainable_variables = self.__dict__.get("_variables_given", ())
        return self.apply_gradients(zip(list(grads), list(trainable_variables)))

    def build(self, variables):
        self._variables_given = list(variables)

    def minimize(self, loss, var_list, tape=None):
        from .tape import GradientTape

        if tape is None:
            with GradientTape() as tape:
                value = loss()
        else:
            value = loss
        return self.apply_gradients(zip(tape.gradient(value, list(var_list)), var_list))

    @property
    def iterations(self):
        counter = bridge.send(bridge.GET, self._id, "iterations")[0]
        counter._wide = True
        counter._called = f"{self.name}/iteration"
        return counter

    @property
    def learning_rate(self):
        return Rate(self)

    @learning_rate.setter
    def learning_rate(self, value):
        bridge.request(bridge.SET, self._id, "learningRate", _number(value) if not callable(value) else value)

    lr = learning_rate

    @property
    def variables(self):
        return [self.iterations, *bridge.send(bridge.GET, self._id, "variables")[0]]

    @property
    def name(self):
        return self._called or bridge.send(bridge.GET, self._id, "name")[0]

    def __repr__(self):
        return f"<keras.src.optimizers.{type(self).__name__.lower()}.{type(self).__name__} object>"


class Rate:
    """The learning rate of an optimizer: reads as the number, can be assigned to."""

    def __init__(self, optimizer):
        self._optimizer = optimizer

    def numpy(self):
        from _tapedeck.scalars import float32

        return float32(float(self))

    def assign(self, value):
        self._optimizer.learning_rate = value
        return self

    def __float__(self):
        return float(bridge.send(bridge.GET, self._optimizer._id, "learningRate")[0])

    def __repr__(self):
        return f"<KerasVariable shape=(), dtype=float32, path={self._optimizer.name}/learning_rate>"

    def __format__(self, spec):
        return format(float(self), spec)

    def _encoded(self, kept):
        return float(self)


def _rate_operators():
    import operator

    for name in ("add", "sub", "mul", "truediv", "pow"):
        run = getattr(operator, name)
        setattr(Rate, f"__{name}__", lambda self, other, run=run: run(float(self), other))
        setattr(Rate, f"__r{name}__", lambda self, other, run=run: run(other, float(self)))
    for name in ("eq", "lt", "le", "gt", "ge"):
        run = getattr(operator, name)
        setattr(Rate, f"__{name}__", lambda self, other, run=run: run(float(self), float(other)))
    Rate.__hash__ = lambda self: hash(float(self))


_rate_operators()


def _optional(value):
    return None if value is None else _tensor(value)


def _number(value):
    return float(value) if hasattr(value, "numpy") or hasattr(value, "item") else value


class Schedule(Plain):
    """A learning rate by the step. Subclasses write `__call__(step)`."""

    _home = "keras.src.optimizers.schedules"

    def __init__(self):
        pass

    def __call__(self, step):
        if isinstance(step, _Numbers) and len(step.shape):
            from . import functions

            return functions.top("stack")([self(one) for one in step])
        return _tensor(float(bridge.request(bridge.METHOD, self._id, "call", _number(step))))


for _one in (Optimizer, Schedule):
    _one.__module__ = "keras"
