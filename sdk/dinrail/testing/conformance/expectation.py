"""How a check says that an adapter does not conform."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

__all__ = ["NotConforming", "eventually", "expect"]

T = TypeVar("T")


class NotConforming(AssertionError):
    """The adapter does not do what every adapter must."""


def expect(condition: object, message: str) -> None:
    """Raise NotConforming unless `condition` is true."""
    if not condition:
        raise NotConforming(message)


async def eventually(look: Callable[[], T | None], timeout: float, message: str | Callable[[], str]) -> T:
    """Look until it returns something true, and return it; raises NotConforming after `timeout` seconds."""
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout
    while True:
        found = look()
        if found:
            return found
        if loop.time() > until:
            raise NotConforming(f"within {timeout:g} s: {message if isinstance(message, str) else message()}")
        await asyncio.sleep(0.02)
