"""Waiting for what happens in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

__all__ = ["until"]


async def until(condition: Callable[[], object], timeout: float = 20.0) -> None:
    """Until the condition holds; raises TimeoutError."""
    async with asyncio.timeout(timeout):
        while not condition():  # noqa: ASYNC110 - anything may make it true
            await asyncio.sleep(0.01)
