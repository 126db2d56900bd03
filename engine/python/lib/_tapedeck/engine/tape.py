"""`tf.GradientTape` and what goes with it, as blocks of Python's."""

from contextlib import contextmanager

from . import bridge
from .tensor import _Numbers


class UnconnectedGradients:
    """What a source without a path gets."""

    NONE = "none"
    ZERO = "zero"


class GradientTape(bridge.Handle):
    """Records the ops of its block, for `gradient` to walk them in reverse."""

    __module__ = "tensorflow.python.eager.backprop"

    def __init__(self, persistent=False, watch_accessed_variables=True):
        from . import modules

        options = {"persistent": bool(persistent), "watchAccessedVariables": bool(watch_accessed_variables)}
        self._persistent = bool(persistent)
        self._recording = False
        self._hold(bridge.construct(modules.class_index("GradientTape"), options))

    def __enter__(self):
        if self._recording:
            raise ValueError("Tape is still recording, This can happen if you try to re-enter an already-active tape.")
        bridge.send(bridge.METHOD, self._id, "enter")
        self._recording = True
        return self

    def __exit__(self, kind, value, trace):
        self._recording = False
        bridge.send(bridge.METHOD, self._id, "exit")

    def watch(self, tensor):
        """Follows a tensor, or a nest of them. Those of whole numbers are left out with a warning, as in TensorFlow."""
        for one in flatten(tensor):
            if not isinstance(one, _Numbers):
                raise ValueError(f"Passed in object {one} of type {type(one).__name__!r}, not tf.Tensor or tf.Variable or ExtensionType.")
            if not one.dtype.is_floating:
                import sys

                sys.stderr.write(
                    f"WARNING:tensorflow:The dtype of the watched tensor must be floating (e.g. tf.float32), got {one.dtype!r}\n"
                )
                continue
            bridge.request(bridge.METHOD, self._id, "watch", one)

    @contextmanager
    def stop_recording(self):
        """The block's ops are not recorded."""
        if not self._recording:
            raise ValueError("Trying to stop recording a tape which is not recording.")
        bridge.send(bridge.METHOD, self._id, "pause")
        try:
            yield
        finally:
            bridge.send(bridge.METHOD, self._id, "resume")

    def reset(self):
        bridge.send(bridge.METHOD, self._id, "reset")

    def watched_variables(self):
        return tuple(bridge.send(bridge.METHOD, self._id, "watchedVariables"))

    def gradient(self, target, sources, output_gradients=None, unconnected_gradients=UnconnectedGradients.NONE):
        """d(target)/d(source) for every source, in the structure of `sources`; None where there is no path."""
        self._stop()
        targets = [_tensor(one) for one in flatten(target)]
        leaves = flatten(sources)
        _demand_sources(leaves)
        options = {"unconnectedGradients": unconnected_gradients}
        if output_gradients is not None:
            seeds = flatten(output_gradients)
            options["outputGradients"] = [None if one is None else _seed(one, to) for one, to in zip(seeds, targets)]
        try:
            found = self._ask("gradient", targets, leaves, options)
        except ValueError as error:
            raise _used(error) from None
        return pack(sources, found)

    def jacobian(
        self,
        target,
        sources,
        unconnected_gradients=UnconnectedGradients.NONE,
        parallel_iterations=None,
        experimental_use_pfor=True,
    ):
        """All first derivatives: for each source a tensor of shape target.shape + source.shape."""
        self._stop()
        leaves = flatten(sources)
        _demand_sources(leaves)
        try:
            found = self._ask("jacobian", target, leaves, {"unconnectedGradients": unconnected_gradients})
        except ValueError as error:
            raise _used(error) from None
        return pack(sources, found)

    def batch_jacobian(
        self,
        target,
        source,
        unconnected_gradients=UnconnectedGradients.NONE,
        parallel_iterations=None,
        experimental_use_pfor=True,
    ):
        """Per example: shape [batch, …target, …source]."""
        self._stop()
        try:
            return self._ask("batchJacobian", target, source, {"unconnectedGradients": unconnected_gradients})
        except ValueError as error:
            raise _used(error) from None

    def _ask(self, method, *values):
        return bridge.request(bridge.METHOD, self._id, method, *values)

    def _stop(self):
        """A tape that is not persistent records no more once it is asked inside its own block."""
        if self._recording and not self._persistent:
            self._recording = False
            bridge.send(bridge.METHOD, self._id, "exit")


class ForwardAccumulator(bridge.Handle):
    """Jacobian-vector products, computed forwards through the ops of its block."""

    __module__ = "tensorflow.python.eager.forwardprop"

    def __init__(self, primals, tangents):
        from . import modules

        self._hold(bridge.construct(modules.class_index("ForwardAccumulator"), flatten(primals), flatten(tangents)))

    def __enter__(self):
        bridge.send(bridge.METHOD, self._id, "enter")
        return self

    def __exit__(self, kind, value, trace):
        bridge.send(bridge.METHOD, self._id, "exit")

    def jvp(self, primals, unconnected_gradients=UnconnectedGradients.NONE):
        options = {"unconnectedGradients": unconnected_gradients}
        return pack(primals, bridge.request(bridge.METHOD, self._id, "jvp", flatten(primals), options))


def flatten(value):
    """The leaves of nested lists, tuples and dicts, dicts in the order of their keys."""
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in flatten(value[key])]
    if isinstance(value, (list, tuple)) or type(value).__name__ in ("zip", "map", "generator"):
        return [leaf for one in value for leaf in flatten(one)]
    return [value]


def pack(structure, leaves):
    """The structure with other leaves."""
    return _packed(structure, iter(leaves))


def _packed(structure, leaves):
    if isinstance(structure, dict):
        found = {key: _packed(structure[key], leaves) for key in sorted(structure)}
        return {key: found[key] for key in structure}
    if isinstance(structure, tuple) and hasattr(structure, "_fields"):
        return type(structure)(*[_packed(one, leaves) for one in structure])
    if isinstance(structure, (list, tuple)):
        made = [_packed(one, leaves) for one in structure]
        return tuple(made) if isinstance(structure, tuple) else made
    return next(leaves)


def _tensor(value):
    from . import convert

    return value if isinstance(value, _Numbers) else convert.tensor_of(value)


def _seed(value, target):
    from . import convert

    return value if isinstance(value, _Numbers) else convert.tensor_of(value, target.dtype)


def _demand_sources(leaves):
    for one in leaves:
        if not isinstance(one, _Numbers):
            if one is None:
                raise TypeError("Argument `sources` to GradientTape.gradient must not hold None")
            raise TypeError(f"Argument `sources` must be tensors or variables, got {one!r} of {type(one)}")


def _used(error):
    """TensorFlow's own words for a tape that has given its answer."""
    if "a non-persistent tape" not in str(error):
        return error
    return RuntimeError(
        "A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)"
    )


def custom_gradient(f=None):
    """A function whose gradient is the one that it gives beside its value."""
    if f is None:
        return custom_gradient
    from functools import wraps

    from . import modules

    # Of the call under way, innermost last: the engine knows tensors alone.
    keywords = []

    def run(*inputs):
        value, gradient = f(*inputs, **keywords[-1])
        takes_variables = _takes_variables(gradient)

        def upstream(*dys):
            found = gradient(*dys, variables=[])[0] if takes_variables else gradient(*dys)
            return list(found) if isinstance(found, tuple) else found

        return [list(value) if isinstance(value, tuple) else value, upstream]

    made = bridge.request(bridge.CALL, modules.function_index("tf", "customGradient"), None, run)

    @wraps(f)
    def decorated(*args, **kwargs):
        keywords.append(kwargs)
        try:
            return made(*map(_tensor, args))
        finally:
            keywords.pop()

    return decorated


def _takes_variables(gradient):
    from inspect import signature

    try:
        return "variables" in signature(gradient).parameters
    except (TypeError, ValueError):
        return False


def recompute_grad(f):
    """A function whose intermediate results are computed again in the backward pass."""
    from functools import wraps

    from . import modules

    index = modules.function_index("tf", "recomputeGrad")
    plain = bridge.request(bridge.CALL, index, None, f)

    @wraps(f)
    def decorated(*args, **kwargs):
        made = plain
        if kwargs:
            # It is run again for the gradient, with the same keywords.
            made = bridge.request(bridge.CALL, index, None, lambda *inputs: f(*inputs, **kwargs))
        return made(*map(_tensor, args))

    return decorated
