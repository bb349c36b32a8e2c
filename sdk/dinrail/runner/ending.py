"""Ending tasks that may not want to end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

__all__ = ["end"]

AGAIN_S = 0.1


async def end(tasks: Iterable[asyncio.Task[Any]], timeout: float) -> set[asyncio.Task[Any]]:
    """Cancel tasks until they have ended; returns those that still run after `timeout` seconds.

    Once is not enough: before Python 3.12 `asyncio.wait_for` may swallow a cancellation (cpython#86296).
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + timeout
    running = {task for task in tasks if not task.done()}
    while running and (left := until - loop.time()) > 0:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=min(AGAIN_S, left))
    return running
