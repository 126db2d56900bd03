"""`tf.Tensor` and `tf.Variable`: wrappers that print, index and compute as TensorFlow's do."""

from . import bridge
from .types import DTYPES, TensorShape, as_dtype


class _Numbers:
    """What tensors and variables have in common: reading, operators, printing."""

    __slots__ = ()
    _takes_name = True
    # Before NumPy's own operators, when an array stands on the left.
    __array_priority__ = 100

    def numpy(self):
        """The numbers: an array of the `numpy` module, or a scalar of it."""
        from . import convert

        return convert.array_of(self)

    def __array__(self, dtype=None, copy=None):
        from _tapedeck.construct import asarray

        return asarray(self.numpy(), dtype)

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def device(self):
        return "/job:localhost/replica:0/task:0/device:CPU:0"

    def get_shape(self):
        return self.shape

    def _item(self):
        if self.shape.num_elements() != 1:
            raise TypeError("only length-1 arrays can be converted to Python scalars")
        static = getattr(self, "_static", None)
        if static is not None:
            return static[0] if isinstance(static, list) else static
        value = bridge.send(bridge.METHOD, self._id, "item")
        name = self.dtype.name
        return bool(value) if name == "bool" else int(value) if "int" in name else float(value)

    def __float__(self):
        return float(self._item())

    def __int__(self):
        return int(self._item())

    def __complex__(self):
        return complex(self._item())

    def __index__(self):
        if len(self.shape) or not self.dtype.is_integer:
            raise TypeError("only integer scalar tensors can be converted to a scalar index")
        return int(self._item())

    def __bool__(self):
        if self.shape.num_elements() != 1:
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
            )
        return bool(self._item())

    def __len__(self):
        if not len(self.shape):
            raise TypeError("Scalar tensor has no `len()`")
        return self.shape[0]

    def __iter__(self):
        if not len(self.shape):
            raise TypeError("Cannot iterate over a scalar tensor.")
        return (self[i] for i in range(self.shape[0]))

    def __contains__(self, item):
        raise TypeError("Tensor does not support membership tests: use tf.reduce_any(tensor == item)")

    def __getitem__(self, key):
        from . import indexing

        return indexing.take(self, key)

    def __format__(self, spec):
        return format(self._item() if spec and not len(self.shape) else str(self), spec)

    def __round__(self, digits=None):
        return round(self._item(), digits)

    def ref(self):
        """Something to key a dict by."""
        return Reference(self)

    def _encoded(self, kept):
        return f"h{self._id}"

    def _text(self, is_repr):
        value = self.numpy()
        if not len(self.shape):
            return repr(value.item()) if is_repr else str(value)
        text = repr(value) if is_repr else str(value)
        return "\n" + text if "\n" in text else text


class Reference:
    """`tensor.ref()`: equal where it is of the same tensor."""

    def __init__(self, tensor):
        self._tensor = tensor

    def deref(self):
        return self._tensor

    def __eq__(self, other):
        return isinstance(other, Reference) and self._tensor._id == other._tensor._id

    def __hash__(self):
        return hash(self._tensor._id)

    def __repr__(self):
        return f"<Reference wrapping {self._tensor!r}>"


_EAGER = "tensorflow.python.framework.ops.EagerTensor"
_ASSIGNMENTS = ("assign", "assign_add", "assign_sub")


class Tensor(_Numbers):
    """An immutable array of numbers that the engine holds."""

    # `_static`: the numbers of one that tells a shape, known without reading it.
    # `_part`: how a slice of a variable was cut from it, so that the place can be assigned to.
    __slots__ = ("_id", "_spec", "_wide", "_static", "_part", "__weakref__")
    __module__ = "tensorflow.python.framework.ops"
    __qualname__ = "EagerTensor"

    def __init__(self, *_, **__):
        raise TypeError("a Tensor is made by tf.constant or an op")

    def __del__(self):
        bridge.release(self._id)

    def __getattr__(self, name):
        if name in _ASSIGNMENTS and self._part is not None:
            return getattr(self._part, name)
        raise AttributeError(f"{_EAGER!r} object has no attribute {name!r}", name=name, obj=self)

    def _known(self):
        spec = self._spec
        if spec is None:
            dtype, *sizes = bridge.send(bridge.SPEC, self._id, None).split(" ")
            spec = self._spec = (DTYPES[dtype], TensorShape(one for one in sizes if one))
        return spec

    @property
    def shape(self):
        return self._known()[1]

    @property
    def dtype(self):
        return DTYPES["int64"] if self._wide else self._known()[0]

    @property
    def name(self):
        raise AttributeError("Tensor.name is undefined when eager execution is enabled.")

    def set_shape(self, shape):
        if not TensorShape(self.shape).is_compatible_with(TensorShape(shape)):
            raise ValueError(f"Tensor's shape {self.shape} is not compatible with supplied shape {tuple(shape)}.")

    def cpu(self):
        return self

    def __repr__(self):
        symbol = _symbol(self)
        if symbol is not None:
            return f"<tf.Tensor '{symbol[0]}:0' shape={symbol[1]} dtype={self.dtype.name}>"
        return f"<tf.Tensor: shape={self.shape}, dtype={self.dtype.name}, numpy={self._text(True)}>"

    def __str__(self):
        symbol = _symbol(self)
        if symbol is not None:
            return f'Tensor("{symbol[0]}:0", shape={symbol[1]}, dtype={self.dtype.name})'
        return f"tf.Tensor({self._text(False)}, shape={self.shape}, dtype={self.dtype.name})"

    def __hash__(self):
        raise TypeError("Tensor is unhashable. Instead, use tensor.ref() as the key.")

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def _symbol(tensor):
    from . import function

    return function.symbol(tensor)


def tensor_of(number):
    """The wrapper of a tensor that has just crossed."""
    made = Tensor.__new__(Tensor)
    made._id = number
    made._spec = None
    made._wide = False
    made._static = None
    made._part = None
    return made


def assignment():
    from . import assignment

    return assignment


class Variable(_Numbers, bridge.Handle):
    """A tensor that can be assigned to; active tapes watch it when it is trainable."""

    __module__ = "tensorflow.python.ops.resource_variable_ops"
    __qualname__ = "ResourceVariable"

    def __init__(
        self,
        initial_value=None,
        trainable=None,
        validate_shape=True,
        caching_device=None,
        name=None,
        variable_def=None,
        dtype=None,
        import_scope=None,
        constraint=None,
        synchronization=None,
        aggregation=None,
        shape=None,
    ):
        from . import convert, modules

        if initial_value is None:
            raise ValueError("The `initial_value` arg to `tf.Variable` must be specified.")
        if callable(initial_value) and not convert.is_tensor(initial_value):
            initial_value = initial_value()
        initial = initial_value
        if not convert.is_tensor(initial) or dtype is not None:
            initial = _converted(initial, dtype)
        self._own = True
        self._wide = initial.dtype.name == "int64"
        options = {"trainable": trainable is not False, "name": name or "Variable"}
        self._hold(bridge.construct(modules.class_index("Variable"), initial, options))

    @property
    def shape(self):
        return TensorShape(bridge.send(bridge.GET, self._id, "shape")[0])

    @property
    def dtype(self):
        return DTYPES["int64"] if getattr(self, "_wide", False) else DTYPES[bridge.send(bridge.GET, self._id, "dtype")[0]]

    @property
    def name(self):
        return f"{self._get('path')}:0"

    @property
    def path(self):
        return self._get("path")

    @property
    def trainable(self):
        return self._get("trainable")

    @trainable.setter
    def trainable(self, value):
        bridge.host("setTrainable", self, bool(value))

    def _get(self, name):
        return bridge.send(bridge.GET, self._id, name)[0]

    def read_value(self):
        return self._widened(bridge.send(bridge.METHOD, self._id, "readValue"))

    def value(self):
        return self.read_value()

    def _widened(self, tensor):
        tensor._wide = self.dtype.name == "int64"
        return tensor

    def assign(self, value, use_locking=False, name=None, read_value=True):
        """Puts a value of the same shape and dtype in place."""
        return self._change("assign", value)

    def assign_add(self, delta, use_locking=False, name=None, read_value=True):
        return self._change("assignAdd", delta)

    def assign_sub(self, delta, use_locking=False, name=None, read_value=True):
        return self._change("assignSub", delta)

    def _change(self, method, value):
        from . import convert

        if not convert.is_tensor(value):
            value = _converted(value, self.dtype)
        bridge.request(bridge.METHOD, self._id, method, value)
        return self

    def scatter_nd_update(self, indices, updates, name=None):
        """Puts updates where rows of coordinates say."""
        return assignment().scatter_nd(self, "update", indices, updates)

    def scatter_nd_add(self, indices, updates, name=None):
        return assignment().scatter_nd(self, "add", indices, updates)

    def scatter_nd_sub(self, indices, updates, name=None):
        return assignment().scatter_nd(self, "sub", indices, updates)

    def scatter_update(self, sparse_delta, use_locking=False, name=None):
        """Puts whole rows in place, given as IndexedSlices."""
        return assignment().scatter(self, "update", sparse_delta)

    def scatter_add(self, sparse_delta, use_locking=False, name=None):
        return assignment().scatter(self, "add", sparse_delta)

    def scatter_sub(self, sparse_delta, use_locking=False, name=None):
        return assignment().scatter(self, "sub", sparse_delta)

    def __getitem__(self, key):
        taken = _Numbers.__getitem__(self, key)
        taken._part = assignment().PartOf(self, key)
        return taken

    def set_shape(self, shape):
        pass

    def __hash__(self):
        if self._own:
            raise TypeError("Variable is unhashable. Instead, use variable.ref() as the key.")
        return id(self)

    def __repr__(self):
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}, numpy={self._text(True)}>"

    __str__ = __repr__

    def __deepcopy__(self, memo):
        return type(self)(self.read_value(), trainable=self.trainable, name=self._get("name"))


class _Name(str):
    """A dtype as Keras has it: the name, which knows what it is of."""

    name = property(str)
    is_floating = property(lambda self: as_dtype(str(self)).is_floating)
    is_integer = property(lambda self: as_dtype(str(self)).is_integer)
    is_bool = property(lambda self: self == "bool")


class KerasVariable(Variable):
    """A weight of a layer, or the state of an optimizer or a metric."""

    __module__ = "keras.src.backend"
    __qualname__ = "Variable"
    _own = False
    # Its path in Keras, where the engine tells it apart by another.
    _called = None

    @property
    def path(self):
        return self._called or self._get("path")

    @property
    def name(self):
        return self._get("name")

    @property
    def value(self):
        return self.read_value()

    @property
    def dtype(self):
        return _Name(Variable.dtype.fget(self).name)

    def __repr__(self):
        return f"<KerasVariable shape={self.shape}, dtype={self.dtype.name}, path={self.path}>"

    __str__ = __repr__

    def __hash__(self):
        return id(self)


def _converted(value, dtype):
    from . import convert

    if convert.is_tensor(value):
        if dtype is None or value.dtype == as_dtype(dtype):
            return value
        return convert.tensor_of(value, dtype)
    return convert.tensor_of(value, dtype)


# `type(x).__name__` is what TensorFlow's classes are called.
Tensor.__name__ = "EagerTensor"
Variable.__name__ = "ResourceVariable"
