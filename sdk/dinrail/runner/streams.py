"""Live lists on `dinrail/<instance>/stream/<name>`: scan progress, frames; sent only while somebody has leased them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from dinrail.clock import Clock
from dinrail.errors import BusError
from dinrail.names import Topics

__all__ = ["LEASE_S", "Streams"]

LEASE_S = 10.0
BEAT_S = 0.2
PER_BEAT = 250
BYTES_PER_BEAT = 128 * 1024

_encode = msgspec.json.Encoder().encode


class Publishes(Protocol):
    """The part of the bus streams need."""

    def publish(self, topic: str, payload: bytes) -> bool:
        """False when the packet was not taken."""
        ...


class _Stream:
    """One leased list; entries wait in it for the next beat, and what is too much is counted."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.until = 0.0
        self.entries: list[bytes] = []
        self.size = 0
        self.skipped = 0

    def take(self, entry: bytes) -> None:
        if len(self.entries) >= PER_BEAT or self.size + len(entry) > BYTES_PER_BEAT:
            self.skipped += 1
            return
        self.entries.append(entry)
        self.size += len(entry)

    def beat(self) -> tuple[bytes, int]:
        """Payload of everything that waits, empty when that is nothing, and how many entries it tells of."""
        entries, told = self.entries, len(self.entries) + self.skipped
        if self.skipped:
            entries.append(_encode({"skipped": self.skipped}))
        self.entries, self.size, self.skipped = [], 0, 0
        return (b"[" + b",".join(entries) + b"]" if entries else b""), told


class Streams:
    """Leased streams of one instance; an entry for one nobody watches costs a look into a dictionary."""

    def __init__(
        self, bus: Publishes, instance: str, *, clock: Clock, complain: Callable[[Exception, str], None]
    ) -> None:
        self._bus = bus
        self._instance = instance
        self._clock = clock
        self._complain = complain
        self._leased: dict[str, _Stream] = {}
        self._wake = asyncio.Event()

    def lease(self, name: str) -> dict[str, Any]:
        """Begin a stream or go on with it for 10 s; returns where it is: `{"topic", "lease_s"}`."""
        stream = self._leased.get(name)
        if stream is None:
            stream = self._leased[name] = _Stream(Topics.of(self._instance, "stream", name))
            self._wake.set()
        stream.until = self._clock.monotonic() + LEASE_S
        return {"topic": stream.topic, "lease_s": LEASE_S}

    def watched(self, name: str) -> bool:
        """Whether anybody watches."""
        return name in self._leased

    def put(self, name: str, entry: object) -> None:
        """Add an entry, if anybody watches. Never raises: what is not JSON is reported."""
        stream = self._leased.get(name)
        if stream is None:
            return
        try:
            stream.take(_encode(entry))
        except (TypeError, ValueError, RecursionError) as error:
            self._complain(error, f"stream {name[:64]}")

    async def run(self) -> None:
        """Send and end what is not leased any more, until cancelled."""
        while True:
            await self._wake.wait()
            await self._clock.sleep(BEAT_S)
            now = self._clock.monotonic()
            for name, stream in list(self._leased.items()):
                self._send(stream)
                if stream.until < now:
                    del self._leased[name]
            if not self._leased:
                self._wake.clear()

    def _send(self, stream: _Stream) -> None:
        payload, told = stream.beat()
        if not payload:
            return
        try:
            sent = self._bus.publish(stream.topic, payload)
        except BusError:
            sent = False
        if not sent:
            stream.skipped += told
