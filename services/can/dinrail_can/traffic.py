"""Every identifier that was seen on the bus: how often, when, what; and how full the bus is."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from dinrail.clock import Clock
from dinrail_can.client import Received
from dinrail_can.codec import EXTENDED, Reading

__all__ = ["Traffic", "shown_id"]

MOST = 4096
"""Identifiers kept; further ones are only counted."""
AT_ONCE = 240
"""Entries told at once: more than a live list takes would leave out always the same ones."""
STANDARD_BITS, EXTENDED_BITS, STUFFING = 47, 67, 1.1
SMOOTHING = 0.2


def shown_id(key: int) -> str:
    """As candump writes it: three or eight hex digits."""
    return f"{key & ~EXTENDED:08X}" if key & EXTENDED else f"{key:03X}"


class Seen:
    """One identifier."""

    __slots__ = ("count", "data", "period_ms", "ts")

    def __init__(self) -> None:
        self.count = 0
        self.data = b""
        self.ts = 0
        self.period_ms: float | None = None


class Traffic:
    """Updated with every frame; `measure` is asked now and then."""

    def __init__(self, clock: Clock, readings: dict[int, Reading]) -> None:
        self.seen: dict[int, Seen] = {}
        self.frames = 0
        self.unlisted = 0
        self._readings = readings
        self._clock = clock
        self._bits = 0.0
        self._measured = (clock.monotonic(), 0)
        self._changed: dict[int, None] = {}

    def take(self, frames: Iterable[Received]) -> None:
        """Note frames."""
        for key, data, ts in frames:
            self.frames += 1
            self._bits += (EXTENDED_BITS if key & EXTENDED else STANDARD_BITS) + 8 * len(data)
            seen = self.seen.get(key)
            if seen is None:
                if len(self.seen) >= MOST:
                    self.unlisted += 1
                    continue
                seen = self.seen[key] = Seen()
            elif seen.count > 1 and seen.period_ms is not None:
                seen.period_ms += SMOOTHING * (ts - seen.ts - seen.period_ms)
            else:
                seen.period_ms = float(ts - seen.ts)
            seen.count += 1
            seen.data, seen.ts = data, ts
            self._changed[key] = None

    def measure(self, bitrate: int) -> tuple[float, float]:
        """Frames per second and load in % since the last time."""
        now, frames = self._clock.monotonic(), self.frames
        took = max(0.001, now - self._measured[0])
        rate, load = (frames - self._measured[1]) / took, 100 * self._bits * STUFFING / took / bitrate
        self._measured, self._bits = (now, frames), 0.0
        return rate, load

    def changed(self, most: int = AT_ONCE) -> list[dict[str, Any]]:
        """Entries of identifiers that came since they were told last; what is too much is told first the next time."""
        keys = list(islice(self._changed, most))
        for key in keys:
            del self._changed[key]
        return [self.entry(key) for key in keys]

    def entry(self, key: int) -> dict[str, Any]:
        """What a person wants to see of an identifier, with decoded signals where a DBC file describes it."""
        seen = self.seen[key]
        entry: dict[str, Any] = {
            "id": shown_id(key),
            "extended": bool(key & EXTENDED),
            "data": seen.data.hex().upper(),
            "count": seen.count,
            "period_ms": None if seen.period_ms is None else round(seen.period_ms, 1),
            "ts": seen.ts,
        }
        reading = self._readings.get(key)
        if reading is not None:
            entry["message"] = reading.message.name
            found = reading.read(seen.data)
            entry["signals"] = {name: value for name, (value, _) in found.items()}
            reasons = {name: reason for name, (_, reason) in found.items() if reason}
            if reasons:
                entry["reasons"] = reasons
        return entry
