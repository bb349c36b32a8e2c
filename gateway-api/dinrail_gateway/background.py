"""Background work that goes on for ever: a failure is logged and costs one round, never the rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

__all__ = ["begin", "end"]

PAUSE_S = 1.0


def begin(work: Callable[[], Awaitable[None]], name: str) -> asyncio.Task[None]:
    """Start `work`, a loop that only ends when cancelled; begun again a second after an unexpected failure."""
    return asyncio.create_task(_forever(work, name), name=name)


async def end(*tasks: asyncio.Task[None] | None) -> None:
    """Cancel and wait."""
    running = [task for task in tasks if task is not None]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def _forever(work: Callable[[], Awaitable[None]], name: str) -> None:
    while True:
        try:
            await work()
        except Exception:
            logging.getLogger("dinrail.gateway").exception("%s failed and goes on", name)
        await asyncio.sleep(PAUSE_S)
