"""SIGTERM and SIGINT: a soft stop, and an end by force when the event loop no longer listens."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["soft_stop"]

FORCE_S = 1.9


@contextmanager
def soft_stop(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> Iterator[None]:
    """Within the block a signal calls `stop` in the loop; 1.9 s later the kernel ends the process if it still runs.

    The timer does not need the loop, so an adapter that blocks still ends in time; its will then says `lost`. Windows
    has neither the timer nor SIGTERM from outside: there Ctrl-Break asks, and the gateway's patience ends it.
    """

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, FORCE_S)
        loop.call_soon_threadsafe(stop)

    asking = [signal.SIGTERM, signal.SIGINT, *([signal.SIGBREAK] if hasattr(signal, "SIGBREAK") else [])]
    before = {number: signal.signal(number, on_signal) for number in asking}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
