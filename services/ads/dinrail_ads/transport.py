"""The seam between the adapter and whatever carries its bytes to one AMS port."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from dinrail.errors import DeviceError
from dinrail_ads.wire.notifications import NotificationSample

__all__ = ["Span", "Transport"]


class Span(NamedTuple):
    """`size` bytes at an index group and offset."""

    group: int
    offset: int
    size: int


class Transport(Protocol):
    """One AMS port of one target. Every method raises Timeout, NotConnected or AdsRefusal."""

    arrived: asyncio.Event
    """Set when samples wait for `take`."""

    async def read(self, group: int, offset: int, size: int, *, timeout: float | None = None) -> bytes:
        """Exactly `size` bytes."""
        ...

    async def write(self, group: int, offset: int, data: bytes) -> None:
        """Write all of `data`."""
        ...

    async def read_write(self, group: int, offset: int, size: int, data: bytes) -> bytes:
        """Send `data`, receive `size` bytes; zeros where a sum of reads and writes answers fewer."""
        ...

    async def state(self) -> int:
        """The ADS state of the port."""
        ...

    async def subscribe(self, spans: Sequence[Span], *, cycle: float, delay: float) -> list[int | DeviceError]:
        """Notification handles, or why there is none; sampled every `cycle` s, sent at most `delay` s later."""
        ...

    async def unsubscribe(self) -> None:
        """Delete all notifications."""
        ...

    def take(self) -> list[NotificationSample]:
        """The samples that arrived since the last call."""
        ...
