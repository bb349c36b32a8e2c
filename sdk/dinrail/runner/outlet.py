"""The way of a value to the bus: report-by-exception, dead band, refresh, pacing.

Everything is per point and keeps only the latest value: a queue longer than the number of points cannot arise.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from msgspec import UNSET

from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.errors import AddressError, PacketTooLarge
from dinrail.names import Topics, join, split
from dinrail.runner.counters import Counters
from dinrail.runner.entry import Entry, unchanged
from dinrail.runner.pacing import TokenBucket
from dinrail.runner.refresh import RefreshRing
from dinrail.sample import Quality, Sample, encode_sample, make_sample

__all__ = ["Outlet"]

DEFAULT_PACKETS_PER_S = 500
SHARE = 0.8  # of the limit; the rest is for state, directory, replies and the clocks of two machines
MAX_UNLISTED = 5000
TICK_S = 0.5
MAINTENANCE = "maintenance_hold"


class Publishes(Protocol):
    """The part of the bus an outlet needs."""

    def publish(self, topic: str, payload: bytes, *, qos: int = 0, retain: bool = False) -> bool:
        """False when the packet was not taken."""
        ...

    @property
    def is_congested(self) -> bool:
        """Whether the socket takes no more for now."""
        ...


class Outlet:
    """Publishes the samples of one instance below its packet limit; over it the latest value per point wins."""

    def __init__(
        self,
        bus: Publishes,
        topics: Topics,
        instance: str,
        *,
        clock: Clock,
        counters: Counters,
        complain: Callable[[Exception, str], None],
    ) -> None:
        self._held: Callable[[str], bool] | None = None
        self._withheld: dict[str, Sample] = {}
        self._bus = bus
        self._topics = topics
        self._instance = instance
        self._clock = clock
        self._counters = counters
        self._counts = counters.counts
        self._complain = complain
        rate = SHARE * DEFAULT_PACKETS_PER_S
        self._bucket = TokenBucket(clock, rate=rate, burst=rate)
        self._entries: dict[str, Entry] = {}
        self._routes: dict[tuple[str, str], Entry] = {}
        self._listed: Mapping[str, Point] = {}
        self._deadbands: Mapping[str, float] = {}
        self._ring: RefreshRing[Entry] = RefreshRing()
        self._pending: dict[str, Entry] = {}
        self._clearing: dict[str, str] = {}
        self._wake = asyncio.Event()
        self._online = False

    def limit(self, packets_per_s: int | None) -> None:
        """Pace below this many packets per second (None: 500)."""
        rate = max(1.0, SHARE * (packets_per_s or DEFAULT_PACKETS_PER_S))
        self._bucket.limit(rate=rate, burst=rate)

    @property
    def backlog(self) -> int:
        """Points whose latest value waits for its turn."""
        return len(self._pending) + len(self._clearing)

    def latest(self, path: str) -> Sample | None:
        """The latest sample of a point, sent or not."""
        entry = self._entries.get(join(self._instance, path))
        return entry.sample if entry else None

    def route(self, source_id: str, tag: str, value: object, *, ts: int | None, quality: Quality, reason: str) -> None:
        """Take a value; see Adapter.route_data. Never raises: what cannot be published is counted and reported."""
        entry = self._routes.get((source_id, tag)) or self._admit(source_id, tag)
        if entry is None:
            return
        why = UNSET if quality == "good" else reason or "unspecified"
        try:
            sample = make_sample(value, self._clock.now_ms() if ts is None else ts, quality, why)
        except TypeError as error:
            self._refuse(error, f"{source_id}.{tag}")
            return
        self._offer(entry, sample)

    def take_directory(
        self, points: Mapping[str, Point], deadbands: Mapping[str, float], vanished: Iterable[str]
    ) -> None:
        """Take a new directory; retained samples of the vanished paths are cleared."""
        self._listed, self._deadbands = points, deadbands
        self._forget([join(self._instance, path) for path in vanished])
        for path, point in points.items():
            entry = self._entries.get(join(self._instance, path))
            if entry is not None:
                entry.refresh, entry.deadband = point.refresh, deadbands.get(path, 0.0)
        self._ring.rebuild(self._entries.values())

    def spoil(self, reason: str) -> None:
        """Make every point bad, listed ones without a value too; values and times stay what was last read."""
        for path in self._listed:
            self._entry(path)
        now = self._clock.now_ms()
        for entry in self._entries.values():
            last = entry.sample
            value, ts = (last.value, last.ts) if last is not None else (None, now)
            self._offer(entry, Sample(value, ts, "bad", reason))

    def hold(self, held: Callable[[str], bool] | None) -> None:
        """Points that keep their last value from now on, flagged; the others say what came meanwhile. None: none."""
        self._held = held
        for entry in self._entries.values():
            withheld = self._withheld.pop(entry.address, None)
            if withheld is not None:
                self._offer(entry, withheld)
            elif entry.sample is not None and self._holds(entry):
                self._offer(entry, entry.sample)

    def online(self) -> None:
        """A new broker session: everything is published again, paced."""
        self._online = True
        for entry in self._entries.values():
            entry.sent = None
            if entry.sample is not None:
                self._enqueue(entry)
        self._wake.set()

    def offline(self) -> None:
        """The session is lost; only the latest values are kept."""
        self._online = False
        for entry in self._pending.values():
            entry.pending = False
        self._pending.clear()

    async def run(self) -> None:
        """Send what waits and what is due for a refresh, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._drain())
            group.create_task(self._refresh())

    async def flush(self) -> None:
        """Wait until nothing waits any more."""
        while self._online and self.backlog:
            await self._clock.sleep(0.01)

    async def _drain(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._online and (self._clearing or self._pending):
                if not self._bucket.take():
                    await self._clock.sleep(max(0.02, self._bucket.wait()))
                elif not self._send_next():
                    await self._clock.sleep(0.1)  # the bus is full; nothing loses its place

    def _send_next(self) -> bool:
        if self._clearing:
            address, topic = next(iter(self._clearing.items()))
            if sent := self._bus.publish(topic, b"", qos=1, retain=True):
                del self._clearing[address]
            return sent
        entry = next(iter(self._pending.values()))
        if sent := self._send(entry):
            entry.pending = False
            del self._pending[entry.address]
        return sent

    async def _refresh(self) -> None:
        before = self._clock.monotonic()
        while True:
            await self._clock.sleep(TICK_S)
            now = self._clock.monotonic()
            for entry in self._ring.due(now - before):
                sample, sent = entry.sample, entry.sent
                if sample is None or sent is None or sample.quality == "bad" or sample.ts == sent.ts:
                    continue
                if now - entry.sent_at >= entry.refresh / 2:
                    self._enqueue(entry)
            before = now

    def _holds(self, entry: Entry) -> bool:
        return self._held is not None and self._held(entry.address[len(self._instance) + 1 :])

    def _keep(self, entry: Entry, sample: Sample) -> Sample:
        """What a held point says instead: its last value, flagged; the newest is kept for the end of the hold."""
        self._withheld[entry.address] = sample
        last = entry.sample
        if last is None or (last.quality == "bad" and last.why != MAINTENANCE):
            return Sample(last.value if last else None, sample.ts, "bad", MAINTENANCE)
        return Sample(last.value, last.ts, "uncertain" if last.quality != "bad" else "bad", MAINTENANCE)

    def _offer(self, entry: Entry, sample: Sample) -> None:
        if self._held is not None and self._holds(entry):
            sample = self._keep(entry, sample)
        if entry.pending:
            if entry.sample is not None and not unchanged(sample, entry.sample):
                self._counters.count("merged")
            entry.sample = sample
            return
        entry.sample = sample
        sent = entry.sent
        if sent is not None and unchanged(sample, sent, entry.deadband):
            return
        if self._pending or not self._online or not self._bucket.take() or not self._send(entry):
            self._enqueue(entry)

    def _send(self, entry: Entry) -> bool:
        sample = entry.sample
        if sample is None:
            return True
        try:
            if self._bus.is_congested or not self._bus.publish(entry.topic, encode_sample(sample), retain=True):
                return False
        except PacketTooLarge as error:
            self._refuse(error, entry.address)
            entry.sample = Sample(None, sample.ts, "bad", "value_too_large")
            self._bus.publish(entry.topic, encode_sample(entry.sample), retain=True)
        entry.sent = entry.sample
        entry.sent_at = self._clock.monotonic()
        self._counts["samples_out"] = self._counts.get("samples_out", 0) + 1
        return True

    def _enqueue(self, entry: Entry) -> None:
        if self._online and not entry.pending:
            entry.pending = True
            self._pending[entry.address] = entry
            self._wake.set()

    def _admit(self, source_id: str, tag: str) -> Entry | None:
        try:
            if source_id != self._instance and not source_id.startswith(f"{self._instance}."):
                raise AddressError(f"{source_id[:64]!r} is not of {self._instance}", key="source_invalid")
            address = ".".join(split(join(source_id, tag)))
        except AddressError as error:
            self._refuse(error, f"{source_id}.{tag}")
            return None
        path = address[len(self._instance) + 1 :]
        if path not in self._listed and len(self._entries) - len(self._listed) > MAX_UNLISTED:
            self._counters.count("dropped")
            return None
        entry = self._routes[source_id, tag] = self._entry(path)
        return entry

    def _entry(self, path: str) -> Entry:
        address = join(self._instance, path)
        entry = self._entries.get(address)
        if entry is None:
            entry = self._entries[address] = Entry(address, self._topics.sample(address))
            self._clearing.pop(address, None)
            point = self._listed.get(path)
            if point is not None:
                entry.refresh, entry.deadband = point.refresh, self._deadbands.get(path, 0.0)
            self._ring.add(entry)
        return entry

    def _forget(self, addresses: list[str]) -> None:
        for address in addresses:
            entry = self._entries.pop(address, None)
            self._pending.pop(address, None)
            self._withheld.pop(address, None)
            self._clearing[address] = entry.topic if entry else self._topics.sample(address)
        if addresses:
            self._routes = {r: entry for r, entry in self._routes.items() if entry.address in self._entries}
            self._wake.set()

    def _refuse(self, error: Exception, what: str) -> None:
        self._counters.count("dropped")
        self._complain(error, f"route_data {what[:200]}")
