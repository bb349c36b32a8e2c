"""Long computations in a thread that leave the event loop its turns."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["TURN_S", "beside"]

TURN_S = 0.0005
"""After this long the thread lets the event loop in; by default it would be 5 ms."""

Given = TypeVar("Given")
Made = TypeVar("Made")

_lock = threading.Lock()
_running = 0
_before = (0.0, False)


async def beside(work: Callable[[Given], Made], given: Given, *, lasting: bool = False) -> Made:
    """What `work` makes; `lasting`: it is kept, so that the garbage collector need not look through it any more."""
    return await asyncio.to_thread(_run, work, given, lasting)


def _run(work: Callable[[Given], Made], given: Given, lasting: bool) -> Made:
    with _considerate():
        made = work(given)
        if lasting:
            gc.freeze()
        return made


@contextmanager
def _considerate() -> Iterator[None]:
    """Short turns and no collections, which hold up every thread; compiling leaves no cycles behind."""
    global _running, _before  # noqa: PLW0603 - the interpreter has these settings once
    with _lock:
        _running += 1
        if _running == 1:
            _before = sys.getswitchinterval(), gc.isenabled()
            sys.setswitchinterval(TURN_S)
            gc.disable()
    try:
        yield
    finally:
        with _lock:
            _running -= 1
            if _running == 0:
                interval, collecting = _before
                sys.setswitchinterval(interval)
                if collecting:
                    gc.enable()
