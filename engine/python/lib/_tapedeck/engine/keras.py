"""Layers, models, optimizers, losses and metrics as Keras shows them to Python, subclasses of a notebook's own among them."""

from functools import wraps
from inspect import Parameter, signature
from weakref import ref

from . import bridge, functions
from .classes import Plain
from .names import camel
from .tape import flatten, pack
from .tensor import Tensor, Variable, _Numbers
from .types import as_dtype


class Shown(Plain):
    """Objects whose shapes and dtypes Keras shows as tuples and names."""

    _home = "keras"

    def _shown(self, name, value):
        if name in ("input_shape", "output_shape", "shape", "batch_shape") and isinstance(value, list):
            return _shapes(value)
        return value


def _shapes(value):
    if value and isinstance(value[0], list):
        return [tuple(one) for one in value]
    return tuple(value)


class KerasTensor(Shown):
    """A tensor that has no numbers yet: what `Input` gives and what layers make of it."""

    @property
    def shape(self):
        return tuple(bridge.send(bridge.GET, self._id, "shape")[0])

    @property
    def dtype(self):
        return bridge.send(bridge.GET, self._id, "dtype")[0]

    @property
    def name(self):
        return bridge.send(bridge.GET, self._id, "name")[0]

    @property
    def ndim(self):
        return len(self.shape)

    def __repr__(self):
        return f"<KerasTensor shape={self.shape}, dtype={self.dtype}, sparse=False, ragged=False, name={self.name}>"

    def __add__(self, other):
        return _merged("Add", self, other)

    def __sub__(self, other):
        return _merged("Subtract", self, other)

    def __mul__(self, other):
        return _merged("Multiply", self, other)

    def __iter__(self):
        raise TypeError("Iterating over a symbolic KerasTensor is not supported.")

    def __bool__(self):
        raise TypeError("A symbolic KerasTensor cannot be used as a boolean.")


def _merged(name, a, b):
    if not isinstance(b, KerasTensor):
        return NotImplemented
    from . import modules

    return modules.member("tf.keras.layers", name)()([a, b])


def _has_symbol(value):
    return any(isinstance(one, KerasTensor) for one in flatten(value))


class Layer(Shown):
    """A function with weights. Subclasses write `call`, and `build` where the shape decides about the weights."""

    _engine_made = False

    def __new__(cls, *args, **kwargs):
        made = object.__new__(cls)
        made.__dict__["_kwargs"] = {}
        return made

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "build" in cls.__dict__:
            cls.build = _built_once(cls.__dict__["build"])

    def __init__(self, *, activity_regularizer=None, trainable=True, dtype=None, autocast=True, name=None, **kwargs):
        options = {"trainable": trainable, **{camel(key): one for key, one in kwargs.items() if key != "input_shape"}}
        if "input_shape" in kwargs:
            self.__dict__["_given_shape"] = tuple(kwargs["input_shape"])
        if dtype is not None:
            options["dtype"] = as_dtype(dtype)
        if name is not None:
            options["name"] = name
        if activity_regularizer is not None:
            options["activityRegularizer"] = activity_regularizer
        self._begin("customLayer", options)

    def _begin(self, kind, options):
        """Makes the engine's side of a subclass: it calls back through a reference that keeps nothing alive."""
        weak = ref(self)

        def call(inputs, options):
            return weak()._called(inputs, options)

        hooks = {"call": call}
        cls = type(self)
        if cls.build is not Layer.build:
            hooks["build"] = lambda shape: weak()._build(shape)
        if cls.compute_output_shape is not Layer.compute_output_shape:
            hooks["computeOutputShape"] = lambda shape: _listed(weak().compute_output_shape(_shapes(shape)))
        self._hold(bridge.identify(bridge.HOST, 0, kind, cls.__name__, hooks, options))
        state = self.__dict__
        state["_custom"] = True
        state["_pending"] = None
        state["_structure"] = None
        state["_accepts"] = _accepted(cls.call)

    def _encoded(self, kept):
        """Whatever it is given to holds it from now on, and so its Python side must live."""
        if self.__dict__.get("_custom", False):
            bridge.alive[self._id] = self
        return f"h{self._id}"

    def _construct(self, index, positional, options):
        _refuse_override(self, Layer, "call", "subclass keras.layers.Layer and keep the layer in it")
        if "inputShape" in options:
            self.__dict__["_given_shape"] = tuple(options.pop("inputShape"))
        if "inputDim" in options and type(self).__name__ != "Embedding":
            self.__dict__["_given_shape"] = (options.pop("inputDim"),)
        super()._construct(index, positional, options)

    # A call

    def __call__(self, *args, **kwargs):
        if not self._id:
            raise RuntimeError(
                f"In layer {type(self).__name__!r}, you forgot to call `super().__init__()` as the first statement in the `__init__()` method."
            )
        custom = self.__dict__.get("_custom", False)
        if not args and kwargs:
            key = next(iter(kwargs))
            args = (kwargs.pop(key),)
        inputs, *rest = args
        options = {}
        if not custom:
            options = {camel(key): one for key, one in kwargs.items() if one is not None}
            if rest:
                options.update(self._by_place(rest))
            given = inputs
            if self._takes_several():
                named = [options.pop(key) for key in ("query", "value", "key") if key in options]
                given = [inputs, *[one for one in rest if isinstance(one, (_Numbers, KerasTensor))], *named]
            return bridge.request(bridge.METHOD, self._id, "call", _input(given), options)
        training = kwargs.pop("training", None)
        mask = kwargs.pop("mask", None) if "mask" not in self._accepts else None
        if training is not None:
            options["training"] = bool(training)
        if mask is not None:
            options["mask"] = mask
        if _has_symbol(inputs):
            bridge.alive[self._id] = self
        leaves = [one if isinstance(one, KerasTensor) else _input(one) for one in flatten(inputs) if one is not None]
        if isinstance(inputs, (list, tuple)) and _is_numbers(inputs):
            leaves, inputs = [_input(inputs)], None
        plain = len(leaves) == 1 and not isinstance(inputs, (list, tuple, dict))
        self.__dict__["_pending"] = (None if plain else inputs, rest, kwargs)
        try:
            result = bridge.request(bridge.METHOD, self._id, "call", leaves[0] if plain else leaves, options)
        finally:
            self.__dict__["_pending"] = None
        structure, self.__dict__["_structure"] = self._structure, None
        return result if structure is None else pack(structure, flatten(result))

    def _by_place(self, rest):
        return {"training": rest[0]} if isinstance(rest[0], bool) else {}

    def _takes_several(self):
        return type(self).__name__ == "MultiHeadAttention"

    def _called(self, inputs, options):
        """The engine runs the function of a subclass."""
        pending, self.__dict__["_pending"] = self._pending, None
        structure, rest, kwargs = pending if pending is not None else (None, (), {})
        if structure is not None:
            present = iter(flatten(inputs))
            inputs = pack(structure, [None if one is None else next(present) for one in flatten(structure)])
        kwargs = dict(kwargs)
        if options.get("training") is not None and "training" in self._accepts:
            kwargs["training"] = options["training"]
        if options.get("mask") is not None and "mask" in self._accepts and "mask" not in kwargs:
            kwargs["mask"] = options["mask"]
        result = self._inside(self.call, inputs, *rest, **kwargs)
        if isinstance(result, _Numbers):
            return result
        if isinstance(result, (list, tuple, dict)):
            self.__dict__["_structure"] = result
            return flatten(result)
        return functions.top("convert_to_tensor")(result)

    def call(self, *args, **kwargs):
        """What a subclass computes."""
        if self.__dict__.get("_custom", False):
            raise NotImplementedError(
                f"Layer {type(self).__name__} does not have a `call()` method implemented."
            )
        return self(*args, **kwargs)

    def _build(self, shape):
        self.__dict__["_building"] = True
        try:
            self._inside(self.build, _shapes(shape))
        finally:
            self.__dict__["_building"] = False

    def _inside(self, method, *args, **kwargs):
        """Runs what the engine asks for, with the layer's name as the scope already."""
        state = self.__dict__
        state["_depth"] = state.get("_depth", 0) + 1
        try:
            return method(*args, **kwargs)
        finally:
            state["_depth"] -= 1

    def build(self, input_shape=None):
        """Makes the weights for inputs of this shape."""
        if not self.__dict__.get("_building", False):
            bridge.request(bridge.METHOD, self._id, "build", _listed(input_shape))

    def compute_output_shape(self, *args, **kwargs):
        shape = args[0] if args else next(iter(kwargs.values()))
        return _shapes(bridge.request(bridge.METHOD, self._id, "computeOutputShape", _listed(shape)))

    def get_config(self):
        return bridge.send(bridge.METHOD, self._id, "getConfig")

    # Weights

    def add_weight(
        self,
        shape=None,
        initializer=None,
        dtype=None,
        trainable=True,
        autocast=True,
        regularizer=None,
        constraint=None,
        aggregation="none",
        overwrite_with_gradient=False,
        name=None,
    ):
        """A variable of the layer."""
        if isinstance(shape, str):
            shape, name = None, shape
        if initializer is None:
            initializer = "glorot_uniform"
        if isinstance(shape, int):
            shape = (shape,)
        options = {"trainable": bool(trainable)}
        if regularizer is not None:
            options["regularizer"] = regularizer
        if constraint is not None:
            options["constraint"] = constraint
        if dtype is not None:
            options["dtype"] = as_dtype(dtype)
        if callable(initializer) and not isinstance(initializer, bridge.Handle):
            own = initializer

            def initializer(shape, options=None):
                return _tensor(own(tuple(shape), dtype="float32") if _wants_dtype(own) else own(tuple(shape)))

        scope = bridge.host("enterScope", self.name) if not self._in_scope() else None
        try:
            return bridge.request(
                bridge.METHOD, self._id, "addWeight", name or "variable", list(shape or ()), initializer, options
            )
        finally:
            if scope is not None:
                bridge.host("leaveScope", scope)

    def _in_scope(self):
        return self.__dict__.get("_depth", 0) > 0

    def __setattr__(self, name, value):
        if self.__dict__.get("_custom", False) and not name.startswith("_"):
            self._track(name, value)
        prepared = getattr(type(self), name, None)
        if isinstance(prepared, property) and prepared.fset is not None or name in self.__dict__ or not self._id:
            object.__setattr__(self, name, value)
        elif self.__dict__.get("_custom", False) or name.startswith("_"):
            object.__setattr__(self, name, value)
        else:
            bridge.request(bridge.SET, self._id, camel(name), value)

    def _track(self, name, value):
        before = self.__dict__.get(name)
        if isinstance(before, Layer) and before is not value:
            self._tell("untrack", before)
        for layer in _inside(value, Layer):
            self._tell("track", layer, f"s{name}")
        for variable in _inside(value, Variable):
            self._tell("trackWeight", variable)

    def _tell(self, operation, other, *rest):
        """Of something that is an attribute of this one, which holds it by that alone."""
        bridge.send(bridge.HOST, 0, operation, f"h{self._id}", f"h{other._id}", *rest)

    @property
    def trainable(self):
        return bridge.send(bridge.GET, self._id, "trainable")[0]

    @trainable.setter
    def trainable(self, value):
        bridge.request(bridge.SET, self._id, "trainable", bool(value))

    @property
    def name(self):
        return bridge.send(bridge.GET, self._id, "name")[0]

    @property
    def built(self):
        return bridge.send(bridge.GET, self._id, "built")[0]

    @built.setter
    def built(self, value):
        bridge.request(bridge.SET, self._id, "built", bool(value))

    def get_weights(self):
        """The values now, as arrays."""
        return [one.numpy() for one in bridge.send(bridge.GET, self._id, "weights")[0]]

    def set_weights(self, weights):
        bridge.request(bridge.METHOD, self._id, "setWeights", [_tensor(one) for one in weights])

    def count_params(self):
        return bridge.send(bridge.METHOD, self._id, "countParams")

    def add_loss(self, loss):
        for one in flatten(loss):
            bridge.request(bridge.METHOD, self._id, "addLoss", one)

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"

    __hash__ = object.__hash__


def _refuse_override(made, base, name, instead):
    """The engine would go on with its own function: better to say so than to compute something else."""
    if getattr(type(made), name) is not getattr(base, name):
        raise NotImplementedError(
            f"Tapedeck cannot replace `{name}` of one of its own classes yet ({type(made).__name__}): {instead}"
        )


def _built_once(build):
    """A subclass's `build`, by way of the engine where somebody else calls it: it knows then that it is done."""

    @wraps(build)
    def once(self, *args, **kwargs):
        if self.__dict__.get("_building", False) or not self.__dict__.get("_custom", False):
            return build(self, *args, **kwargs)
        shape = args[0] if args else next(iter(kwargs.values()), None)
        bridge.request(bridge.METHOD, self._id, "build", _listed(shape))

    return once


def _inside(value, kind):
    if isinstance(value, kind):
        return [value]
    if isinstance(value, dict):
        return [found for one in value.values() for found in _inside(one, kind)]
    if isinstance(value, (list, tuple)):
        return [found for one in value for found in _inside(one, kind)]
    return []


def _accepted(call):
    try:
        parameters = signature(call).parameters
    except (TypeError, ValueError):
        return ()
    if any(one.kind is Parameter.VAR_KEYWORD for one in parameters.values()):
        return ("training", "mask")
    return tuple(parameters)


def _wants_dtype(function):
    try:
        return "dtype" in signature(function).parameters
    except (TypeError, ValueError):
        return False


def _is_numbers(value):
    return all(not isinstance(one, (bridge.Handle, Tensor, dict)) and not hasattr(one, "__array__") for one in flatten(value))


def _tensor(value):
    from . import convert

    return value if isinstance(value, (_Numbers, KerasTensor)) else convert.tensor_of(value)


def _input(value):
    """What a layer is called on: numbers become tensors, lists of tensors stay lists."""
    if isinstance(value, (_Numbers, KerasTensor)) or value is None:
        return value
    if isinstance(value, (list, tuple)) and not _is_numbers(value):
        return [_input(one) for one in value]
    if isinstance(value, dict):
        return {key: _input(one) for key, one in value.items()}
    return _tensor(value)


def _listed(shape):
    if isinstance(shape, dict):
        return [_listed(one) for one in shape.values()]
    if isinstance(shape, (list, tuple)):
        return [_listed(one) if isinstance(one, (list, tuple)) else one for one in shape]
    return shape


# How many optimizers have each name in this world.
_named = {}


class Optimizer(Plain):
    """Applies gradients to variables by its rule."""

    _home = "keras.src.optimizers"

    def __init__(self, *args, **kwargs):
        raise NotImplementedError(
            "Tapedeck has no optimizers of a notebook's own yet: apply a rule of yours with variable.assign_sub"
        )

    def _construct(self, index, positional, options):
        # Keras names every optimizer of a class the same; here a second one gets a number, for its slots are told apart.
        if "name" not in options:
            default = "SGD" if type(self).__name__ == "SGD" else type(self).__name__.lower()
            count = _named.get(default, 0)
            _named[default] = count + 1
            options["name"] = f"{default}_{count}" if count else default
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
        return bridge.send(bridge.GET, self._id, "name")[0]

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


class Schedule(Plain):
    """A learning rate by the step. Subclasses write `__call__(step)`."""

    _home = "keras.src.optimizers.schedules"

    def __init__(self):
        pass

    def __call__(self, step):
        return _tensor(float(bridge.request(bridge.METHOD, self._id, "call", _number(step))))

class Initializer(Plain):
    """Makes the first values of a weight. Subclasses write `__call__(shape, dtype=None)`."""

    _home = "keras.src.initializers"

    def __init__(self):
        pass

    def __call__(self, shape, dtype=None, **kwargs):
        options = {} if dtype is None else {"dtype": as_dtype(dtype)}
        return bridge.request(bridge.METHOD, self._id, "call", [shape] if isinstance(shape, int) else list(shape), options)

    def _encoded(self, kept):
        return f"h{self._id}" if self._id else f"k{bridge.register(lambda shape, *rest: _tensor(self(tuple(shape))))}"


class Penalty(Plain):
    """Regularizers and constraints: functions of a weight. Subclasses write `__call__(x)`."""

    _home = "keras.src"

    def __init__(self):
        pass

    def __call__(self, x):
        return bridge.request(bridge.METHOD, self._id, "call", _tensor(x))

    def _encoded(self, kept):
        return f"h{self._id}" if self._id else f"k{bridge.register(lambda x, *rest: _tensor(self(x)))}"


# What stands above the classes of a part of Keras.
ROOTS = {
    "tf.keras.initializers": Initializer,
    "tf.keras.regularizers": Penalty,
    "tf.keras.constraints": Penalty,
    "tf.keras.optimizers.schedules": Schedule,
}


for _one in (KerasTensor, Layer, Optimizer, Loss, Metric, Schedule, Initializer, Penalty):
    _one.__module__ = "keras"


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
