"""Messages whose signals are points: every frame is decoded, the newest values are published in their rhythm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dinrail_can.client import Received
from dinrail_can.codec import Message, Number, Reading
from dinrail_can.points import Chosen

__all__ = ["Watching"]

Route = Callable[..., None]


class _Value:
    """Newest value of one signal; `ts` 0 before the first one."""

    __slots__ = ("chosen", "reason", "stale", "ts", "value")

    def __init__(self, chosen: Chosen) -> None:
        self.chosen = chosen
        self.value: Number | None = None
        self.reason = ""
        self.ts = 0
        self.stale = False


class _Watch:
    """One message. Equal frames are equal values, but for multiplexed ones a frame tells only a part."""

    __slots__ = ("data", "due", "multiplexed", "reading", "ts", "values")

    def __init__(self, message: Message, chosen: Sequence[Chosen]) -> None:
        names = {each.signal.name for each in chosen}
        self.multiplexed = any(each.multiplexer for each in message.signals)
        self.reading = Reading(message, None if self.multiplexed else names)
        self.values = {each.signal.name: _Value(each) for each in chosen}
        self.data: bytes | None = None
        self.ts = 0
        self.due = 0

    def take(self, data: bytes, ts: int) -> None:
        self.ts = ts
        if data == self.data and not self.multiplexed:
            return
        self.data = data
        for name, (value, reason) in self.reading.read(data).items():
            held = self.values.get(name)
            if held is not None:
                held.value, held.reason, held.ts = value, reason, ts


class Watching:
    """All chosen messages of one bus."""

    def __init__(self, chosen: Sequence[Chosen], route: Route, interval: float) -> None:
        by_key: dict[int, list[Chosen]] = {}
        for each in chosen:
            by_key.setdefault(each.message.key, []).append(each)
        self._watches = {key: _Watch(items[0].message, items) for key, items in by_key.items()}
        self._route = route
        self._interval_ms = int(interval * 1000)
        self._dirty: set[int] = set()
        self._started = 0

    def start(self, now_ms: int) -> None:
        """A new link: what is not heard from now on is stale after its time."""
        self._started = now_ms
        for watch in self._watches.values():
            watch.data, watch.ts = None, 0
            for held in watch.values.values():
                held.ts, held.stale = 0, False

    def take(self, frames: Iterable[Received]) -> None:
        """Decode frames of chosen messages."""
        watches, dirty = self._watches, self._dirty
        for key, data, ts in frames:
            watch = watches.get(key)
            if watch is not None:
                watch.take(data, ts)
                dirty.add(key)

    def data(self, key: int) -> bytes | None:
        """Last frame of a message, as far as it is watched."""
        watch = self._watches.get(key)
        return watch.data if watch is not None else None

    def publish(self, now_ms: int) -> None:
        """Route what is new of messages whose interval is over."""
        for key in list(self._dirty):
            watch = self._watches[key]
            if now_ms >= watch.due:
                watch.due = now_ms + self._interval_ms
                self._dirty.discard(key)
                for held in watch.values.values():
                    if held.ts:
                        self._tell(held, held.ts if watch.multiplexed else watch.ts)

    def stale(self, now_ms: int) -> list[Chosen]:
        """Signals without a frame for too long; each is told bad once."""
        found = []
        for watch in self._watches.values():
            for held in watch.values.values():
                heard = (held.ts if watch.multiplexed else watch.ts) or self._started
                if now_ms - heard <= held.chosen.timeout * 1000:
                    held.stale = False
                    continue
                found.append(held.chosen)
                if not held.stale:
                    held.stale = True
                    self._route(held.chosen.point.path, None, ts=now_ms, quality="bad", reason="can_stale")
        return found

    def _tell(self, held: _Value, ts: int) -> None:
        value: Number | bool | None = held.value
        if held.chosen.point.type == "BOOL" and value is not None:
            value = bool(value)
        quality = "bad" if held.reason else "good"
        self._route(held.chosen.point.path, value, ts=ts, quality=quality, reason=held.reason)
