"""Tells silent instances from a silent bus."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from dinrail.bus import Bus
from dinrail.errors import BusError

__all__ = ["bus_answers"]

TOPIC = "dinrail/gateway/probe"


def bus_answers(bus: Bus, *, seconds: float = 3.0) -> Callable[[], Awaitable[bool]]:
    """A question to the broker: does it acknowledge a message within `seconds`?"""

    async def ask() -> bool:
        if not bus.is_connected:
            return False
        try:
            await bus.publish_acked(TOPIC, b"", expiry=5, timeout=seconds)
        except BusError:
            return False
        return True

    return ask
