"""Switches that people want turned, until the device can be told."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

__all__ = ["Commands"]


class Command(NamedTuple):
    """A switch to be turned, and where the answer goes."""

    name: str
    on: bool
    done: asyncio.Future[bool]


class Commands:
    """Of one device, in order; one that nobody waits for any more is dropped."""

    def __init__(self) -> None:
        self._waiting: deque[Command] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    async def ask(self, name: str, on: bool) -> bool:
        """What was read back; raises whatever `carry_out` or `refuse` were given."""
        command = Command(name, on, asyncio.get_running_loop().create_future())
        self._waiting.append(command)
        try:
            return await command.done
        finally:
            if command in self._waiting:
                self._waiting.remove(command)

    async def carry_out(self, switch: Callable[[str, bool], Awaitable[bool]], interrupted: Exception) -> None:
        """All of them; what one raises belongs to who asked, `interrupted` when we are cancelled meanwhile."""
        while self._waiting:
            name, on, done = self._waiting.popleft()
            try:
                came = await switch(name, on)
            except asyncio.CancelledError:
                _answer(done, interrupted)
                raise
            except Exception as error:  # noqa: BLE001
                _answer(done, error)
            else:
                if not done.done():
                    done.set_result(came)

    def refuse(self, error: Exception) -> None:
        """None of them can be carried out now."""
        while self._waiting:
            _answer(self._waiting.popleft().done, error)


def _answer(done: asyncio.Future[bool], error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
