"""Python's half of the way to the engine: `wire.ts` and `binding.ts` are the other.

Every call crosses once, with one primitive for each argument: numbers, truth and None as themselves, text whose
first letter says what it stands for. Objects of the engine are ids that are counted here and given back when the
wrapper ends; functions of Python's are ids of a table.
"""

import json
import sys
import warnings
from weakref import WeakValueDictionary

from _tapedeck.cells import FIRST_LINES

from . import exceptions

CALL, CONSTRUCT, METHOD, GET, SET, APPLY, RELEASE, SPEC, READ, UPLOAD, LABEL, CLASS, FUNCTION, HOST = range(1, 15)

MOST_EXACT = 2**53

_host = None
_callbacks = {}
_next_callback = 1
_exceptions = {}
_wrappers = WeakValueDictionary()
_returned = None
_warned = {}
# Objects of Python's own making that the engine holds: a stack of layers, a graph.
alive = {}

# Set by the modules that know them: how a tensor's id, and another object's, become objects of Python's.
tensor_of = None
object_of = None
class_of = None
function_of = None


def connect(host, surface):
    """Begins a world: `host` is the engine's one function, `surface` describes its `tf` as JSON."""
    global _host
    _host = host
    from . import modules

    modules.install(json.loads(surface))


def disconnect():
    """Ends the world: what is still held of it is void."""
    global _host
    from . import modules

    _host = None
    _callbacks.clear()
    _exceptions.clear()
    _warned.clear()
    alive.clear()
    modules.remove()


def line():
    """The line of the notebook that is being run, counted through all cells; 0 outside them."""
    frame = sys._getframe(1)
    while frame is not None:
        first = FIRST_LINES.get(frame.f_code.co_filename)
        if first is not None:
            return first + frame.f_lineno - 1
        frame = frame.f_back
    return 0


def send(operation, a, b, *arguments):
    """One call; the arguments are encoded already."""
    if _host is None:
        raise RuntimeError("this object belongs to a notebook that was restarted")
    answer = _host(operation, a, b, line(), *arguments)
    kind = type(answer)
    if kind is int:
        return tensor_of(answer)
    if kind is str:
        return _told(answer)
    return answer if kind is bool else None


def request(operation, a, b, *values):
    """One call with values as they are."""
    kept = []
    return send(operation, a, b, *[encode(one, kept) for one in values])


def identify(operation, a, b, *values):
    """The id of the object that a call makes, before there is a wrapper of it."""
    if _host is None:
        raise RuntimeError("this object belongs to a notebook that was restarted")
    kept = []
    answer = _host(operation, a, b, line(), *[encode(one, kept) for one in values])
    if answer[0] == "!":
        raise _raised(answer[1:])
    return int(answer[1:].split()[0])


def construct(index, *values):
    """The id of a new object of the engine's class."""
    return identify(CONSTRUCT, index, None, *values)


def host(name, *values):
    """An operation that only Python has (`hostOperations.ts`)."""
    return request(HOST, 0, name, *values)


def release(number, count=1):
    """Gives back what crossed `count` times."""
    if _host is not None:
        _host(RELEASE, number, count, 0)


def _told(text):
    letter = text[0]
    rest = text[1:]
    if letter == "n":
        return _number(rest)
    if letter == "s":
        return rest
    if letter == "h":
        return object_of(*map(int, rest.split()))
    if letter == "j":
        return json.loads(rest, object_hook=_revive)
    if letter == "!":
        raise _raised(rest)
    return _reference(letter, rest)


def _number(text):
    try:
        return int(text)
    except ValueError:
        return float(text)


def _revive(given):
    letter, value = given["$"], given["v"]
    if letter == "t":
        return tensor_of(value)
    if letter == "h":
        return object_of(*map(int, value.split()))
    if letter == "o":
        return {key: one for key, one in value}
    return _reference(letter, value)


def _reference(letter, value):
    number = int(value)
    if letter == "k":
        return _callbacks[number]
    if letter == "f":
        return function_of(number)
    if letter == "c":
        return class_of(number)
    return HostFunction(number)


def _raised(text):
    if text[0] != "[":
        return _exceptions.pop(int(text))
    return exceptions.made(*json.loads(text))


class HostFunction:
    """A function that the engine made, such as what `tf.custom_gradient` gives."""

    __slots__ = ("_id", "__weakref__")

    def __init__(self, number):
        self._id = number

    def __call__(self, *arguments):
        return request(APPLY, self._id, None, *arguments)

    def __del__(self):
        release(self._id)

    def _encoded(self, kept):
        return f"g{self._id}"


class Handle:
    """An object of the engine's. One wrapper stands for it, however often it crosses."""

    _id = 0
    _count = 0

    def __del__(self):
        if self._id:
            release(self._id, self._count)

    def _hold(self, number):
        self._id = number
        self._count = 1
        _wrappers[number] = self

    def _encoded(self, kept):
        return f"h{self._id}"


def wrapper_of(number):
    """The wrapper of an object that has just crossed once more, if there is one."""
    known = _wrappers.get(number)
    if known is not None:
        known._count += 1
    return known


def encode(value, kept):
    """A value as the one primitive that crosses. `kept` gets what must live until the call is over."""
    kind = type(value)
    if kind is float or kind is bool or value is None:
        return value
    if kind is int:
        return value if -MOST_EXACT <= value <= MOST_EXACT else float(value)
    if kind is str:
        return "s" + value
    own = getattr(kind, "_encoded", None)
    if own is not None:
        return own(value, kept)
    if kind is list or kind is tuple or kind is dict:
        return "j" + json.dumps(_structure(value, kept, 0))
    return _encode_other(value, kept)


def _encode_other(value, kept):
    from . import convert

    own = convert.encoded(value, kept)
    if own is not None:
        return own
    if isinstance(value, (list, tuple, dict, range)):
        return "j" + json.dumps(_structure(value, kept, 0))
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return "s" + str(value)
    known = getattr(value, "_engine_reference", None)
    if type(known) is str and known[:1] in "fc":
        return known
    if callable(value):
        return f"k{register(value)} {getattr(value, '__name__', '')}"
    raise TypeError(f"{type(value).__name__!r} object cannot be given to tf: {value!r:.60}")


def _structure(value, kept, depth):
    """What JSON can say, with references as `{"$": letter, "v": rest}`."""
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value
    if kind is float:
        if value - value == 0:
            return value
        return {"$": "n", "v": "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"}
    if depth > 60:
        raise RecursionError("lists or dicts nested too deep")
    if isinstance(value, dict):
        pairs = [[_key(key), _structure(one, kept, depth + 1)] for key, one in value.items()]
        return {"$": "o", "v": pairs}
    if getattr(kind, "_encoded", None) is None and isinstance(value, (list, tuple, range)):
        return [_structure(one, kept, depth + 1) for one in value]
    encoded = encode(value, kept)
    if type(encoded) is not str:
        return _structure(encoded, kept, depth + 1)
    letter = encoded[0]
    if letter == "s":
        return encoded[1:]
    if letter == "j":
        return json.loads(encoded[1:])
    return {"$": letter, "v": encoded[1:]}


def _key(key):
    if isinstance(key, (str, int)):
        return str(key)
    raise TypeError(f"keys of a dict given to tf must be str or int, got {key!r}")


def register(function):
    """The number by which the engine calls the function, until it forgets it."""
    global _next_callback
    number = _next_callback
    _next_callback += 1
    _callbacks[number] = function
    return number


def forget(numbers):
    for one in numbers.split():
        _callbacks.pop(int(one), None)


def invoke(number, arguments):
    """The engine calls a function of Python's. What it raises is kept here and raised again beyond the engine."""
    global _returned
    try:
        values = json.loads(arguments, object_hook=_revive)
        result = _callbacks[number](*values)
        kept = [result]
        encoded = encode(result, kept)
        # It must live until the engine has taken it, which it does before anything else runs here.
        _returned = kept
        return encoded
    except BaseException as error:
        key = len(_exceptions) + 1
        while key in _exceptions:
            key += 1
        _exceptions[key] = error
        return f"!{key}"


def warn(text):
    """The engine warns: as Python's own warning, of the line of the notebook that is being run."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename not in FIRST_LINES:
        frame = frame.f_back
    place = ("tensorflow", 0) if frame is None else (frame.f_code.co_filename, frame.f_lineno)
    # Once for each line, as Python does it: a loop does not say it again.
    warnings.warn_explicit(text, UserWarning, *place, registry=_warned.setdefault(place[0], {}))


def label(name, value):
    """After `name = value` in a cell: a tensor or variable takes the name."""
    if getattr(type(value), "_takes_name", False) and value._id:
        request(LABEL, value._id, None, name)
