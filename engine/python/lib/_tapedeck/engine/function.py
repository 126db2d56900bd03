"""`tf.function`: Python runs a function once for each signature of its arguments, the engine repeats what it did."""

import functools
import io
import sys
from inspect import signature

from . import bridge
from .exceptions import TracedRead
from .tape import flatten
from .tensor import Tensor, Variable
from .types import TensorShape, as_dtype

_eagerly = False
_depth = 0
# The names of the arguments of the function that is being traced, by the ids of their tensors; None outside of any.
_symbols = None


def symbol(tensor):
    """The name and shape by which a tensor is printed inside a traced function, where it has no numbers; None elsewhere."""
    return None if _symbols is None else _symbols.get(tensor._id, ("Identity", tensor.shape))


class _Printing:
    """A block in which tensors are printed as symbols."""

    def __init__(self, names):
        self._names = names

    def __enter__(self):
        global _symbols
        self._outer, _symbols = _symbols, self._names

    def __exit__(self, *_):
        global _symbols
        _symbols = self._outer


class TensorSpec:
    """What a tensor is to be: a shape, None for a size that may vary, and a dtype."""

    def __init__(self, shape, dtype="float32", name=None):
        self.shape = TensorShape(shape) if shape is not None else None
        self.dtype = as_dtype(dtype)
        self.name = name

    def __repr__(self):
        return f"TensorSpec(shape={self.shape}, dtype={self.dtype!r}, name={self.name!r})"

    def __eq__(self, other):
        return isinstance(other, TensorSpec) and (self.shape, self.dtype) == (other.shape, other.dtype)

    def __hash__(self):
        return hash((self.shape, self.dtype))


class _Trace:
    """One signature: the engine's function, and how its results are arranged."""

    def __init__(self):
        self.call = None
        self.structure = None
        self.kept = None
        # Numbers were asked for inside: what it does cannot be repeated without it.
        self.eager = False


class Function:
    """A function that is traced, as `tf.function` gives it."""

    def __init__(self, function, input_signature=None):
        self._function = function
        self._signature = None if input_signature is None else list(input_signature)
        self._traces = {}
        self._count = 0
        functools.update_wrapper(self, function)
        try:
            self._parameters = signature(function)
        except (TypeError, ValueError):
            self._parameters = None

    def __repr__(self):
        return f"<tensorflow.python.eager.polymorphic_function.polymorphic_function.Function object at {id(self):#x}>"

    @property
    def python_function(self):
        return self._function

    def __get__(self, instance, owner=None):
        return self if instance is None else _Bound(self, instance)

    def experimental_get_tracing_count(self):
        return self._count

    def get_concrete_function(self, *args, **kwargs):
        """Itself: it keeps a trace for each signature, and finds the one that is asked for."""
        return self

    def __call__(self, *args, **kwargs):
        if _eagerly:
            return self._function(*args, **kwargs)
        args, kwargs = self._canonical(args, kwargs)
        tensors, key, kept = _parted(args, kwargs)
        trace = self._traces.get(key)
        if trace is None:
            trace = self._traces[key] = _Trace()
            trace.kept = kept
        if trace.eager:
            return self._unheard(args, kwargs)
        if trace.call is None:
            return self._traced(trace, tensors, args, kwargs, key)
        return _rebuilt(trace.structure, trace.call(*tensors))

    def _traced(self, trace, tensors, args, kwargs, key):
        """Runs it for the first time; what it prints counts only if it can be repeated."""
        global _depth
        from . import modules

        index = modules.function_index("tf", "function")
        # One signature is one trace, whatever the sizes: the engine's further traces are its own business.
        heard = self._signature is not None and self._count > 0

        def run(*given):
            self._count += not heard
            rest = iter(given)
            positional, named = _filled(list(args), rest), _filled(kwargs, rest)
            with _Printing(self._names(positional, named)):
                value = self._function(*positional, **named)
            trace.structure, results = _arranged(value)
            return results

        trace.call = bridge.request(bridge.CALL, index, None, run)
        printed = sys.stdout
        sys.stdout = held = io.StringIO()
        _depth += 1
        try:
            results = trace.call(*tensors)
        except TracedRead:
            sys.stdout = printed
            if _depth > 1:
                del self._traces[key]
                raise
            trace.call, trace.eager = None, True
            if heard:
                return self._unheard(args, kwargs)
            with _Printing(self._names(args, kwargs)):
                return self._function(*args, **kwargs)
        except BaseException:
            del self._traces[key]
            raise
        finally:
            _depth -= 1
            sys.stdout = printed
            if not trace.eager and not heard:
                printed.write(held.getvalue())
        return _rebuilt(trace.structure, results)

    def _unheard(self, args, kwargs):
        """Python's own prints belong to the trace alone."""
        printed = sys.stdout
        sys.stdout = io.StringIO()
        try:
            return self._function(*args, **kwargs)
        finally:
            sys.stdout = printed

    def _names(self, args, kwargs):
        """What the tensors among the arguments are called, and the shapes that the signature says."""
        if self._parameters is None:
            return {}
        specs = iter(self._signature or ())
        found = {}
        for name, value in self._parameters.bind(*args, **kwargs).arguments.items():
            for one in flatten(value):
                if isinstance(one, Tensor):
                    spec = next(specs, None)
                    found[one._id] = (name, one.shape if spec is None or spec.shape is None else spec.shape)
        return found

    def _canonical(self, args, kwargs):
        if self._parameters is not None:
            bound = self._parameters.bind(*args, **kwargs)
            bound.apply_defaults()
            args, kwargs = bound.args, bound.kwargs
        if self._signature is None:
            return args, kwargs
        return _fitted(args, self._signature), kwargs


class _Bound:
    """A traced method of an object."""

    def __init__(self, function, instance):
        self._function = function
        self.__self__ = instance
        functools.update_wrapper(self, function._function)

    def __call__(self, *args, **kwargs):
        return self._function(self.__self__, *args, **kwargs)

    def get_concrete_function(self, *args, **kwargs):
        return self

    def experimental_get_tracing_count(self):
        return self._function._count

    @property
    def python_function(self):
        return functools.partial(self._function._function, self.__self__)


def function(func=None, input_signature=None, autograph=True, jit_compile=None, reduce_retracing=False, **_):
    """Decorates a function, with arguments or without."""
    if func is None:
        return lambda given: Function(given, input_signature)
    return Function(func, input_signature)


def run_functions_eagerly(run_eagerly):
    global _eagerly
    _eagerly = bool(run_eagerly)


def functions_run_eagerly():
    return _eagerly


def _fitted(args, specs):
    """The arguments as tensors of their specs; an object before them stays what it is."""
    from . import convert

    lead = len(args) - len(flatten(specs))
    made = list(args[:lead])
    for value, spec in zip(args[lead:], specs):
        tensor = value if convert.is_tensor(value) else convert.tensor_of(value, spec.dtype)
        fits = spec.shape is None or spec.shape.is_compatible_with(tensor.shape)
        if not fits or tensor.dtype != spec.dtype:
            raise TypeError(
                f"Binding inputs to tf.function failed due to `Can not cast TensorSpec(shape={tensor.shape}, dtype={tensor.dtype!r}, name=None) to {spec!r}`."
            )
        made.append(tensor)
    return tuple(made)


def _parted(args, kwargs):
    """The tensors among the arguments, a key of everything else, and what the key stands for."""
    tensors, kept = [], []

    def walk(value):
        if isinstance(value, Tensor):
            tensors.append(value)
            return ("t", tuple(value.shape), value.dtype.name)
        if hasattr(value, "__array__") and not isinstance(value, Variable):
            from . import convert

            tensors.append(convert.tensor_of(value))
            return ("t", tuple(tensors[-1].shape), tensors[-1].dtype.name)
        if isinstance(value, (list, tuple)):
            return (type(value).__name__, *map(walk, value))
        if isinstance(value, dict):
            return ("dict", *((key, walk(value[key])) for key in sorted(value)))
        if value is None or isinstance(value, (bool, int, float, str)):
            return (type(value).__name__, value)
        kept.append(value)
        return ("id", id(value))

    key = (walk(tuple(args)), walk(kwargs))
    return tensors, key, kept


def _filled(value, rest):
    """The arguments with the tensors that the engine hands in."""
    if isinstance(value, Tensor) or hasattr(value, "__array__") and not isinstance(value, Variable):
        return next(rest)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*[_filled(one, rest) for one in value])
    if isinstance(value, (list, tuple)):
        return type(value)([_filled(one, rest) for one in value])
    if isinstance(value, dict):
        found = {key: _filled(value[key], rest) for key in sorted(value)}
        return {key: found[key] for key in value}
    return value


class _Leaf:
    pass


_LEAF = _Leaf()


def _arranged(value):
    """The structure of a result with a mark for each tensor, and the tensors."""
    from . import convert

    results = []

    def walk(one):
        if one is None:
            return None
        if isinstance(one, dict):
            return {key: walk(inner) for key, inner in one.items()}
        if isinstance(one, tuple) and hasattr(one, "_fields"):
            return type(one)(*map(walk, one))
        if isinstance(one, (list, tuple)):
            return type(one)(map(walk, one))
        if not isinstance(one, (Tensor, Variable)):
            try:
                one = convert.tensor_of(one)
            except (TypeError, ValueError):
                raise TypeError(
                    f"To be compatible with tf.function, Python functions must return zero or more Tensors or ExtensionTypes or None values; in compilation of it, found return value of type {type(one).__name__}, which is not a Tensor or ExtensionType."
                ) from None
        results.append(one)
        return _LEAF

    structure = walk(value)
    return structure, results


def _rebuilt(structure, results):
    rest = iter(results or ())

    def walk(one):
        if one is _LEAF:
            return next(rest)
        if isinstance(one, dict):
            return {key: walk(inner) for key, inner in one.items()}
        if isinstance(one, tuple) and hasattr(one, "_fields"):
            return type(one)(*map(walk, one))
        if isinstance(one, (list, tuple)):
            return type(one)(map(walk, one))
        return one

    return walk(structure)
