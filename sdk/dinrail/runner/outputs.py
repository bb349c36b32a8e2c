"""Outputs off: what an emergency stop writes before it closes the device, in bounded time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from dinrail.adapter import Adapter
from dinrail.directory import Point
from dinrail.documents import SafeWrite
from dinrail.errors import DinrailError
from dinrail.runner.counters import Counters

__all__ = ["SAFE_S", "outputs_off"]

SAFE_S = 0.8
"""For all of them together: the whole stop has three seconds."""


async def outputs_off(
    writes: Sequence[SafeWrite],
    *,
    target: Adapter[Any] | None,
    points: Mapping[str, Point],
    counters: Counters,
    log: logging.Logger,
) -> None:
    """Write them in their order; each result is logged and counted, none keeps the others from being tried."""
    if not writes:
        return
    if target is None:
        log.error("outputs off: no link to the device, none of %d values was written", len(writes))
        counters.count("safe_writes_failed", len(writes))
        return
    left = list(writes)
    try:
        async with asyncio.timeout(SAFE_S):
            while left:
                await _one(left.pop(0), target, points, counters, log)
    except TimeoutError:
        # The one under way was cut off: whether it was written is unknown.
        log.error("outputs off: not done within %g s, %d values were not tried", SAFE_S, len(left))
        counters.count("safe_writes_failed", 1 + len(left))


async def _one(
    write: SafeWrite, target: Adapter[Any], points: Mapping[str, Point], counters: Counters, log: logging.Logger
) -> None:
    point = points.get(write.path)
    try:
        if point is None:
            raise DinrailError("there is no such point", key="unknown_point")
        await target.write(point, point.accept(write.value))
    except DinrailError as error:
        log.error("outputs off: %s was not set to %r: %s", write.path, write.value, error.message)
        counters.count("safe_writes_failed")
    except Exception as error:  # noqa: BLE001 - a fault of one write must not keep the others from being tried
        log.error("outputs off: %s was not set to %r: %s", write.path, write.value, error)
        counters.count("safe_writes_failed")
    else:
        log.warning("outputs off: %s set to %r", write.path, write.value)
        counters.count("safe_writes_ok")
