"""What a protocol adapter subclasses; the runner owns everything else.

class Meter(Adapter[MeterConfig]):
    config_type = MeterConfig

    def points(self): return [Point("power", "REAL", unit="W")]
    async def connect(self, endpoint): ...
    async def poll(self): self.route_data(self.id, "power", await self._client.read())
    async def close(self): ...
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.errors import CallRefused, NotWritable
from dinrail.neighbours import Neighbours
from dinrail.sample import Quality, Scalar

__all__ = ["Adapter", "Context"]

C = TypeVar("C")


class Context(Protocol):
    """What the runner gives an adapter."""

    id: str
    clock: Clock
    log: logging.Logger
    neighbours: Neighbours | None
    """Points of other instances, for types whose manifest names where they are configured; None while trying out."""
    data: Path | None
    """Folder that outlives the process, for types whose manifest asks for `storage`."""

    def route_data(
        self, source_id: str, tag: str, value: object, *, ts: int | None, quality: Quality, reason: str
    ) -> None:
        """See Adapter.route_data."""
        ...

    def count(self, name: str, amount: int) -> None:
        """See Adapter.count."""
        ...

    def gauge(self, name: str, value: float) -> None:
        """See Adapter.gauge."""
        ...

    def points_changed(self) -> None:
        """See Adapter.points_changed."""
        ...

    def degraded(self, key: str | None, message: str, **params: str | int | float | bool | None) -> None:
        """See Adapter.degraded."""
        ...

    def stream(self, name: str, entry: object) -> None:
        """See Adapter.stream."""
        ...

    def watched(self, name: str) -> bool:
        """See Adapter.watched."""
        ...


class Adapter(Generic[C]):
    """One configured connection. Life: constructor → connect → poll/run … → close, again after a failure.

    Errors of `dinrail.errors` tell the runner what to do: DeviceError → points bad, back-off, next endpoint;
    ConfigError → wait for another configuration; anything else is captured and treated like a DeviceError.
    """

    config_type: ClassVar[type]
    fast_loop: ClassVar[bool] = True
    """Whether it runs on uvloop where that exists; it costs 2.4 MB and pays off from thousands of samples a second."""
    calls_without_link: ClassVar[frozenset[str]] = frozenset()
    """Methods of `call` that are answered although the device is not connected."""
    longest_wait: float = 30.0
    """Seconds between two attempts to connect after many failed; less where trying costs nobody anything."""
    streams: ClassVar[tuple[str, ...]] = ()
    """Names of its live lists (scan progress, frames), lower-case letters, digits and _; see `stream`."""
    connect_timeout: float = 4.0
    """Seconds one `connect` may take."""
    write_timeout: float = 5.0
    """Seconds one `write` may take."""
    writes_without_link: ClassVar[bool] = False
    """Whether `write` is asked although the device is not connected, because it keeps some of it for later."""
    writes_at_once: ClassVar[int] = 1
    """How many writes may wait for the device at a time; each begins after the one before it did."""

    def __init__(self, config: C, context: Context) -> None:
        """Only assigns; a subclass that needs more fields assigns them here and touches nothing else."""
        self.config = config
        self.context = context
        self.id = context.id
        self.clock = context.clock
        self.log = context.log

    @classmethod
    def endpoints(cls, config: C) -> list[Any]:
        """What `connect` is tried with, in order; an adapter without endpoints returns its default [None]."""
        return list(getattr(config, "endpoints", None) or [None])

    def interval(self) -> float:
        """Seconds between two calls of `poll`, from start to start."""
        return float(getattr(self.config, "interval", 1.0))

    def points(self) -> Iterable[Point] | None:
        """The directory; asked after construction, after each connect and after `points_changed`.

        None: only the device knows, and it has not been asked yet; what is published stays.
        """
        return ()

    def deadbands(self) -> Mapping[str, float]:
        """Absolute dead band per path, in the point's unit; asked together with `points`."""
        return {}

    async def reload(self, config: C) -> bool:
        """Take a changed configuration without a new link; False: close, and a new adapter connects with it."""
        return False

    async def connect(self, endpoint: Any) -> None:
        """Open the link to the device; raises NotConnected, Timeout, ProtocolError or ConfigError."""
        raise NotImplementedError

    async def poll(self) -> None:
        """Read everything due once and route it. Adapters that are pushed to override `run` instead."""
        raise NotImplementedError

    async def run(self) -> None:
        """Deliver until cancelled or the link fails; the default calls `poll` every `interval`."""
        while True:
            started = self.clock.monotonic()
            await self.poll()
            self.polled()
            took = self.clock.monotonic() - started
            self.gauge("poll_ms", took * 1000)
            if took > self.interval():
                self.count("late_polls")
            await self.clock.sleep(max(0.0, self.interval() - took))

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        """Write a value already checked against `point`; returns what was read back (None: unknown).

        Called one at a time from the write queue, also while `poll` waits on its link.
        """
        raise NotWritable(f"{point.path} is read-only", path=point.path)

    async def close(self) -> None:
        """Release the link and every resource on the device; called after failure and before the end."""

    async def browse(self, params: dict[str, Any]) -> Any:
        """Children of a node of the device's own address space."""
        raise CallRefused("this adapter cannot browse", method="browse")

    async def scan(self, params: dict[str, Any]) -> Any:
        """Devices that answer."""
        raise CallRefused("this adapter cannot scan", method="scan")

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        """Any further method of `dinrail/<instance>/call/<method>`."""
        raise CallRefused(f"unknown method {method[:64]!r}", method=method[:64])

    def route_data(
        self,
        source_id: str,
        tag: str,
        value: object,
        *,
        ts: int | None = None,
        quality: Quality = "good",
        reason: str = "",
    ) -> None:
        """The one way to publish: the value of the point `source_id.tag`.

        source_id: the instance id, or it and a device below it (`bt.bms_001`); tag: the rest of the address;
        ts: Unix ms of the read (default now); reason: a key, when quality is not good.
        Report-by-exception, dead band, refresh and pacing are the runner's.
        """
        self.context.route_data(source_id, tag, value, ts=ts, quality=quality, reason=reason)

    def polled(self) -> None:
        """Say that a poll succeeded (adapters with an own `run`)."""
        self.context.count("polls", 1)

    def count(self, name: str, amount: int = 1) -> None:
        """Add to a counter of the pulse."""
        self.context.count(name, amount)

    def gauge(self, name: str, value: float) -> None:
        """Set a gauge of the pulse."""
        self.context.gauge(name, value)

    def points_changed(self) -> None:
        """Have the directory published again."""
        self.context.points_changed()

    def degraded(self, key: str | None, message: str = "", **params: str | int | float | bool | None) -> None:
        """Say that part of the instance fails (`key`), or that all is well again (None)."""
        self.context.degraded(key, message, **params)

    def stream(self, name: str, entry: object) -> None:
        """Add an entry, anything that is JSON, to a live list of `streams`; costs next to nothing while nobody watches.

        Sent five times a second, at most 250 entries or 128 KiB each; who watches is told how many were left out.
        """
        self.context.stream(name, entry)

    def watched(self, name: str) -> bool:
        """Whether anybody watches a live list, for entries that are work to make."""
        return self.context.watched(name)
