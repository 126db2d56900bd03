"""What a person reads of an exception: the frames of cells and of libraries, and nothing of how cells are run."""

import re
import traceback

_OURS = "/lib/tapedeck/"
_PLACE = re.compile(r'^(\s*(?:[|+-]\s*)*)File "(Cell In\[\d+\])", line (\d+)(, in <module>)?', re.MULTILINE)
# The library lies in an archive that nobody can open.
_LIBRARY = re.compile(r'File "/lib/python\d+\.zip/', re.MULTILINE)


def tell(error, first_lines):
    """How the cell has ended, as `world.ts` takes it."""
    if isinstance(error, KeyboardInterrupt):
        end = "interrupted"
        place = _innermost(error, first_lines)
        where = [f"  {place[0]}, line {place[1]}"] if place else []
        lines = ["Traceback (most recent call last):", *where, "KeyboardInterrupt"] if where else ["KeyboardInterrupt"]
    else:
        end = "failed"
        lines = _lines(error, first_lines)
    place = _innermost(error, first_lines)
    return {
        "end": end,
        "name": type(error).__name__,
        "message": _message(error),
        "line": None if place is None else first_lines[place[0]] + place[1] - 1,
        "column": None if place is None else place[2],
        "traceback": lines,
    }


def let_go(error):
    """The frames of an exception hold everything that was in them."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        error.__traceback__, error = None, error.__cause__ or error.__context__


def _lines(error, first_lines):
    try:
        told = traceback.TracebackException.from_exception(error, compact=True)
        _hide(told)
        _begin_in_cell(told, first_lines)
        text = "".join(told.format())
    except MemoryError:
        text = f"{type(error).__name__}: {_message(error)}"
    except Exception as wrong:
        text = f"{type(error).__name__} (and {type(wrong).__name__} when it was to be shown)"
    text = _PLACE.sub(r"\1\2, line \3", text)
    return _LIBRARY.sub('File "', text).rstrip("\n").split("\n")


def _hide(told):
    if told is None:
        return
    told.stack[:] = [frame for frame in told.stack if not _hidden(frame.filename)]
    _hide(told.__cause__)
    _hide(told.__context__)
    for one in told.exceptions or ():
        _hide(one)


def _begin_in_cell(told, first_lines):
    """What stands above the cell's own frames has run it (an event loop), or compiled it."""
    start = next((i for i, frame in enumerate(told.stack) if frame.filename in first_lines), None)
    told.stack[:] = [] if start is None else told.stack[start:]
    if start is None:
        told.stack = None


def _hidden(file):
    return file.startswith((_OURS, "<frozen"))


def _message(error):
    try:
        if isinstance(error, SyntaxError):
            return str(error.msg)
        if isinstance(error, MemoryError) and not error.args:
            return "the notebook's own data grew beyond what Python may take"
        return str(error)
    except Exception:
        return ""


def _innermost(error, first_lines):
    """File, line and column of the last frame that is of a cell."""
    if isinstance(error, SyntaxError) and error.filename in first_lines and error.lineno:
        return error.filename, error.lineno, error.offset or None
    found = None
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename in first_lines:
            positions = list(code.co_positions())
            column = positions[step.tb_lasti // 2][2] if 0 <= step.tb_lasti // 2 < len(positions) else None
            found = code.co_filename, step.tb_lineno, None if column is None else column + 1
        step = step.tb_next
    return found
