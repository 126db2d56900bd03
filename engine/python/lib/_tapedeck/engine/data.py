"""`tf.data.Dataset`: pipelines over tensors, as Python's own iterators."""

from . import functions
from .tensor import _Numbers


class Dataset:
    """A sequence of elements; each step of a pipeline is a new one. Every iteration starts from the beginning."""

    __module__ = "tensorflow.python.data.ops.dataset_ops"

    def __init__(self, start, length=None, batch=None, shuffled=False):
        self._start = start
        self._length = length
        self._batch = batch
        self._shuffled = shuffled

    @staticmethod
    def from_tensor_slices(tensors):
        """One element for each place of the first axis."""
        from . import convert

        leaves = [one if isinstance(one, _Numbers) else convert.tensor_of(one) for one in _leaves(tensors)]
        counts = {one.shape[0] for one in leaves}
        if len(counts) != 1:
            raise ValueError(f"Dimensions {sorted(counts)} are not compatible")
        n = counts.pop()
        return Dataset(lambda: (_packed(tensors, [one[i] for one in leaves]) for i in range(n)), n)

    @staticmethod
    def from_tensors(tensors):
        from . import convert

        whole = _packed(tensors, [convert.tensor_of(one) for one in _leaves(tensors)])
        return Dataset(lambda: iter((whole,)), 1)

    @staticmethod
    def from_generator(generator, output_types=None, output_shapes=None, args=None, output_signature=None):
        from . import convert

        def start():
            for one in generator(*(args or ())):
                yield _packed(one, [convert.tensor_of(leaf) for leaf in _leaves(one)])

        return Dataset(start)

    @staticmethod
    def range(*args):
        from . import convert

        numbers = range(*args)
        return Dataset(lambda: (convert.tensor_of(one, "int64") for one in numbers), len(numbers))

    @staticmethod
    def zip(*datasets):
        if len(datasets) == 1 and isinstance(datasets[0], (list, tuple)):
            datasets = tuple(datasets[0])
        lengths = [one._length for one in datasets]
        length = None if None in lengths else min(lengths)
        return Dataset(lambda: zip(*datasets), length, datasets[0]._batch)

    def __iter__(self):
        return iter(self._start())

    def __len__(self):
        if self._length is None:
            raise TypeError("The dataset length is unknown.")
        if self._length == float("inf"):
            raise TypeError("The dataset is infinite.")
        return self._length

    def __repr__(self):
        return f"<_Dataset of {'unknown length' if self._length is None else self._length}>"

    def _next(self, start, length=None, **changed):
        return Dataset(start, length, changed.get("batch", self._batch), changed.get("shuffled", self._shuffled))

    def map(self, map_func, num_parallel_calls=None, deterministic=None, name=None):
        return self._next(lambda: (_spread(map_func, one) for one in self), self._length)

    def filter(self, predicate, name=None):
        return self._next(lambda: (one for one in self if bool(_spread(predicate, one))))

    def batch(self, batch_size, drop_remainder=False, num_parallel_calls=None, deterministic=None, name=None):
        n = int(batch_size)

        def start():
            gathered = []
            for one in self:
                gathered.append(one)
                if len(gathered) == n:
                    yield _joined(gathered)
                    gathered = []
            if gathered and not drop_remainder:
                yield _joined(gathered)

        length = self._length
        if isinstance(length, int):
            length = length // n if drop_remainder else -(-length // n)
        return self._next(start, length, batch=n)

    def unbatch(self):
        def start():
            for one in self:
                leaves = _leaves(one)
                for i in range(leaves[0].shape[0]):
                    yield _packed(one, [leaf[i] for leaf in leaves])

        return self._next(start, None, batch=None)

    def shuffle(self, buffer_size, seed=None, reshuffle_each_iteration=True, name=None):
        import random

        from . import modules

        def start():
            drawn = modules.member("tf.random", "uniform")([], 0, 2**31 - 1, dtype="int32", seed=seed)
            order = random.Random(int(drawn))
            buffer = []
            for one in self:
                buffer.append(one)
                if len(buffer) >= buffer_size:
                    yield buffer.pop(order.randrange(len(buffer)))
            while buffer:
                yield buffer.pop(order.randrange(len(buffer)))

        return self._next(start, self._length, shuffled=True)

    def repeat(self, count=None, name=None):
        def start():
            done = 0
            while count is None or count < 0 or done < count:
                empty = True
                for one in self:
                    empty = False
                    yield one
                if empty:
                    return
                done += 1

        endless = count is None or count < 0
        length = float("inf") if endless else None if self._length is None else self._length * count
        return self._next(start, length)

    def take(self, count, name=None):
        from itertools import islice

        length = count if self._length in (None, float("inf")) else min(count, self._length)
        return self._next(lambda: islice(iter(self), count if count >= 0 else None), length)

    def skip(self, count, name=None):
        from itertools import islice

        length = None if self._length is None else max(0, self._length - count)
        return self._next(lambda: islice(iter(self), count, None), length)

    def enumerate(self, start=0, name=None):
        from . import convert

        return self._next(
            lambda: ((convert.tensor_of(i, "int64"), one) for i, one in enumerate(iter(self), start)), self._length
        )

    def concatenate(self, dataset, name=None):
        from itertools import chain

        both = self._length is not None and dataset._length is not None
        return self._next(lambda: chain(self, dataset), self._length + dataset._length if both else None)

    def prefetch(self, buffer_size, name=None):
        return self

    def cache(self, filename="", name=None):
        kept = []

        def start():
            if kept:
                return iter(kept[0])
            kept.append(list(self))
            return iter(kept[0])

        return self._next(start, self._length)

    def reduce(self, initial_state, reduce_func, name=None):
        state = initial_state
        for one in self:
            state = reduce_func(state, one)
        return functions.top("convert_to_tensor")(state) if not isinstance(state, (tuple, dict)) else state

    def cardinality(self):
        from . import convert

        n = -2 if self._length is None else -1 if self._length == float("inf") else self._length
        return convert.tensor_of(n, "int64")

    def as_numpy_iterator(self):
        return (_packed(one, [leaf.numpy() for leaf in _leaves(one)]) for one in self)

    @property
    def element_spec(self):
        from .function import TensorSpec

        first = next(iter(self))
        return _packed(first, [TensorSpec(leaf.shape, leaf.dtype) for leaf in _leaves(first)])


def _leaves(value):
    """Lists are numbers here; tuples and dicts are structure."""
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in _leaves(value[key])]
    if isinstance(value, tuple):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value]


def _packed(structure, leaves):
    def walk(value):
        if isinstance(value, dict):
            found = {key: walk(value[key]) for key in sorted(value)}
            return {key: found[key] for key in value}
        if isinstance(value, tuple):
            return tuple(walk(one) for one in value)
        return next(rest)

    rest = iter(leaves)
    return walk(structure)


def _spread(function, element):
    result = function(*element) if isinstance(element, tuple) else function(element)
    return result


def _joined(elements):
    columns = zip(*(_leaves(one) for one in elements))
    return _packed(elements[0], [functions.top("stack")(list(column)) for column in columns])


def whole(dataset, steps):
    """All batches end to end: x, y, weights, the batch size, and whether the order is drawn anew each epoch."""
    if dataset._length == float("inf"):
        if steps is None:
            raise ValueError("When passing an infinitely repeating dataset, you must specify `steps_per_epoch`.")
        dataset = dataset.take(steps)
    batches = list(dataset)
    if not batches:
        raise ValueError("The dataset is empty.")
    columns = list(zip(*(_leaves(one) for one in batches)))
    if dataset._batch is None:
        raise ValueError("Expected a dataset of batches: call `.batch(n)` on it.")
    joined = [functions.top("concat")(list(column), 0) for column in columns]
    parts = _packed(batches[0], joined)
    x, y, weight = (*parts, None, None)[:3] if isinstance(parts, tuple) else (parts, None, None)
    return x, y, weight, dataset._batch, dataset._shuffled
