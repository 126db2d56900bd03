"""Control flow and nested structures: `tf.cond`, `tf.while_loop`, `tf.map_fn`, `tf.nest`."""

from . import tape
from .functions import top


def cond(pred, true_fn=None, false_fn=None, name=None):
    return true_fn() if bool(pred) else false_fn()


def while_loop(cond, body, loop_vars, **_):
    state = list(loop_vars)
    while bool(cond(*state)):
        result = body(*state)
        state = list(result) if isinstance(result, (list, tuple)) else [result]
    return state


def map_fn(fn, elems, *_, **__):
    """The function of every element of the first axis."""
    leaves = tape.flatten(elems)
    results = [fn(tape.pack(elems, [leaf[i] for leaf in leaves])) for i in range(leaves[0].shape[0])]
    columns = zip(*map(tape.flatten, results))
    return tape.pack(results[0], [top("stack")(list(column)) for column in columns])


def map_structure(func, *structures, **_):
    columns = zip(*map(tape.flatten, structures))
    return tape.pack(structures[0], [func(*column) for column in columns])
