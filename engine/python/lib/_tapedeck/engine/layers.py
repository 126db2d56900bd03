"""Layers as Keras shows them to Python, and those that a notebook writes itself."""

from functools import wraps
from inspect import Parameter, signature
from weakref import ref

from . import bridge, functions
from .classes import by_hand, class_of
from .module import snake_of
from .names import camel
from .symbols import KerasTensor, Shown, _has_symbol, _input, _is_numbers, _listed, _shapes, _tensor
from .tape import flatten, pack
from .tensor import Variable, _Numbers
from .types import as_dtype


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
        if type(self).call is not Layer.call:
            self._stand_before(index, positional, options)
            return
        if "inputShape" in options:
            self.__dict__["_given_shape"] = tuple(options.pop("inputShape"))
        if "inputDim" in options and type(self).__name__ != "Embedding":
            self.__dict__["_given_shape"] = (options.pop("inputDim"),)
        super()._construct(index, positional, options)

    def _stand_before(self, index, positional, options):
        """A `call` of a notebook's own before one of the engine's layers, which is kept inside and which `super()` means."""
        made = class_of(index)
        base = made.__new__(made)
        outer = {key: options.pop(key) for key in ("name", "trainable") if key in options}
        # A name that is said, so that the next layer of the class is counted as if this one were none of it.
        base._construct(index, positional, {**options, "name": snake_of(made.__name__)})
        self._begin("customLayer", outer)
        self.__dict__["_base"] = base
        self._tell("track", base, "sbase")

    def __getattr__(self, name):
        base = self.__dict__.get("_base")
        if base is not None and not name.startswith("_"):
            try:
                return Shown.__getattr__(self, name)
            except AttributeError:
                return getattr(base, name)
        return Shown.__getattr__(self, name)

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
        base = self.__dict__.get("_base")
        if base is not None:
            return base(*args, **kwargs)
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
        base = self.__dict__.get("_base")
        if base is not None and self.__dict__.get("_building", False):
            base.build(input_shape)
        if not self.__dict__.get("_building", False):
            bridge.request(bridge.METHOD, self._id, "build", _listed(input_shape))

    def compute_output_shape(self, *args, **kwargs):
        shape = args[0] if args else next(iter(kwargs.values()))
        return _shapes(bridge.request(bridge.METHOD, self._id, "computeOutputShape", _listed(shape)))

    def get_config(self):
        return bridge.send(bridge.METHOD, self._id, "getConfig")

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new one of what `get_config` gave; a class of a notebook's own takes it as its arguments."""
        from . import modules

        if cls is not by_hand().get(cls.__name__):
            return cls(**config)
        class_of(modules.class_index(cls.__name__))
        return bridge.request(bridge.CALL, cls._from_config, None, config)

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
        elif self.__dict__.get("_custom", False) or name.startswith("_") or not self._settable(name):
            object.__setattr__(self, name, value)
        else:
            bridge.request(bridge.SET, self._id, camel(name), value)

    def _settable(self, name):
        """Whether the engine's object has a field of this name; any other is Python's own."""
        return bridge.send(bridge.GET, self._id, camel(name)) is not None

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


Layer.__module__ = "keras"
