"""Samples on their way to one client: several stamps with several samples each travel in one packet."""

from __future__ import annotations

import asyncio
import struct
import time
from typing import TYPE_CHECKING

from dinrail_ads.wire.ams import AmsAddress

if TYPE_CHECKING:
    from dinrail_ads.sim.device.notes import Client

__all__ = ["Outbox"]

STREAM, STAMP, SAMPLE = struct.Struct("<2I"), struct.Struct("<QI"), struct.Struct("<2I")
FULL = 512 * 1024


class Outbox:
    """Keeps samples until the shortest of their delays is over."""

    def __init__(self, client: Client, port: int, address: AmsAddress) -> None:
        self.client = client
        self._port = port
        self._address = address
        self._stamps: dict[int, list[bytes]] = {}
        self._size = 0
        self._deadline = float("inf")
        self._timer: asyncio.TimerHandle | None = None

    def add(self, handle: int, value: bytes, stamp: int, max_delay: float) -> None:
        """One sample; `stamp` in 100 ns since 1601, `max_delay` in seconds."""
        self._stamps.setdefault(stamp, []).append(SAMPLE.pack(handle, len(value)) + value)
        self._size += SAMPLE.size + len(value)
        self._deadline = min(self._deadline, time.monotonic() + max_delay)
        if self._size > FULL:
            self._send()

    def send_due(self) -> None:
        """Send now, or set the clock for it."""
        wait = self._deadline - time.monotonic()
        if wait <= 0:
            self._send()
        elif self._stamps and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(wait, self._ring)

    def close(self) -> None:
        """Nothing more is sent."""
        self._stamps.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        self._timer = None
        self.send_due()

    def _send(self) -> None:
        if not self._stamps:
            return
        body = b"".join(STAMP.pack(stamp, len(samples)) + b"".join(samples) for stamp, samples in self._stamps.items())
        packet = STREAM.pack(4 + len(body), len(self._stamps)) + body
        self._stamps, self._size, self._deadline = {}, 0, float("inf")
        self.client.notify(self._port, self._address, packet)
