"""Every topic that was heard: how often, when, what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from dinrail.clock import Clock
from dinrail_mqtt.browser.shown import PREVIEW, shown
from dinrail_mqtt.topics import MAX_TOPIC

__all__ = ["Seen", "Standing", "Table"]

MOST = 20_000
KEPT = 4096
"""Bytes of the last payload, as long as there is room; then only a preview."""
ROOM = 8 * 1024 * 1024
AT_ONCE, BYTES_AT_ONCE = 240, 96 * 1024
SMOOTHING = 0.2


class Standing(NamedTuple):
    """What a topic is already: where its points are, and what of ours is published there."""

    below: str = ""
    own: str = ""


class Seen:
    """One topic; `ts` 0 while only what the broker had kept is known."""

    __slots__ = ("at", "count", "payload", "period", "retained", "size", "standing", "ts")

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.count = 0
        self.at = 0.0
        self.period: float | None = None
        self.payload = b""
        self.size = 0
        self.retained = False
        self.ts = 0


class Table:
    """Bounded in topics and bytes; `changed` tells what is new."""

    def __init__(self, clock: Clock, standing: Callable[[str], Standing]) -> None:
        self._clock = clock
        self._standing = standing
        self._names = self._bytes = 0
        self._changed: dict[str, None] = {}
        self.seen: dict[str, Seen] = {}
        self.messages = 0
        self.unlisted = 0

    def clear(self) -> None:
        """Forget everything."""
        self.seen.clear()
        self._changed.clear()
        self.messages = self.unlisted = self._names = self._bytes = 0

    def take(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Note a message."""
        self.messages += 1
        seen, now = self.seen.get(topic), self._clock.monotonic()
        kept = seen is None and retained
        if seen is None:
            if len(self.seen) >= MOST or len(topic) > MAX_TOPIC or self._names + len(topic) > ROOM:
                self.unlisted += 1
                return
            seen = self.seen[topic] = Seen(self._standing(topic))
            self._names += len(topic)
        if not kept:
            if seen.count:
                took = now - seen.at
                seen.period = took if seen.period is None else seen.period + SMOOTHING * (took - seen.period)
            seen.count += 1
            seen.at, seen.ts = now, self._clock.now_ms()
        if retained:
            seen.retained = bool(payload)
        self._bytes -= len(seen.payload)
        seen.payload = payload[: KEPT if self._bytes + min(len(payload), KEPT) <= ROOM else PREVIEW]
        self._bytes += len(seen.payload)
        seen.size = len(payload)
        self._changed[topic] = None

    def changed(self) -> list[dict[str, Any]]:
        """Topics that were heard since they were told last; what is too much at once is told first the next time."""
        entries: list[dict[str, Any]] = []
        size = 0
        for topic in self._changed:
            if len(entries) >= AT_ONCE or size > BYTES_AT_ONCE:
                break
            entries.append(self.entry(topic))
            size += len(topic) + min(self.seen[topic].size, PREVIEW) + 120
        for entry in entries:
            del self._changed[entry["topic"]]
        return entries

    def page(self, start: int, limit: int) -> list[dict[str, Any]]:
        """Topics in order."""
        return [self.entry(topic) for topic in sorted(self.seen)[start : start + limit]]

    def entry(self, topic: str) -> dict[str, Any]:
        """What a line shows."""
        seen = self.seen[topic]
        entry: dict[str, Any] = {
            "topic": topic,
            "size": seen.size,
            "count": seen.count,
            "period_ms": None if seen.period is None else round(seen.period * 1000, 1),
            "retained": seen.retained,
            "ts": seen.ts or None,
            **shown(seen.payload, seen.size),
        }
        below, own = seen.standing
        if below:
            entry["point"] = below
        if own:
            entry["own"] = own
        return entry
