"""An event loop for a world without sockets: it runs what is ready, and sleeps until something is."""

import asyncio
import time

from _tapedeck import cells

# How long Python sleeps before it looks whether it should stop, in seconds.
_NAP = 0.02


def sleep(seconds, /):
    """`time.sleep` that can be stopped, and that keeps no core busy."""
    if not seconds >= 0:
        raise ValueError("sleep length must be non-negative")
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        cells.host("sleep", str(1000 * min(left, _NAP)))


class EventLoop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self._selector = self

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError("this awaits something that never happens")
        if timeout > 0:
            time.sleep(timeout)
        return []

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass


class Policy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = EventLoop


def install():
    # In place of Pyodide's, which hand the work to a page's own loop.
    time.sleep = sleep
    asyncio.run = asyncio.runners.run
    asyncio._set_running_loop(None)
    asyncio.events._set_event_loop_policy(Policy())


def run(coroutine):
    """Runs a coroutine to its end, in one loop for all cells: what a cell has started goes on in the next."""
    policy = asyncio.events._get_event_loop_policy()
    try:
        loop = policy.get_event_loop()
    except RuntimeError:
        loop = policy.new_event_loop()
        policy.set_event_loop(loop)
    return loop.run_until_complete(coroutine)
