"""What batteries that tell and batteries that are asked have in common: plausibility, points, staleness."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dinrail.bms import BMSData, CanFrame, CANParser, Frame, Guard
from dinrail.bms.points import point_of, values_of
from dinrail.directory import Point
from dinrail.errors import DinrailError
from dinrail.reason import Reason
from dinrail_can.client import Received
from dinrail_can.codec import EXTENDED
from dinrail_can.config import Battery

__all__ = ["BatteryOnBus"]


class BatteryOnBus:
    """Turns frames into points `name.…`; `changed` is called when there are new ones."""

    def __init__(
        self, config: Battery, parser: CANParser, route: Callable[..., None], changed: Callable[[], None]
    ) -> None:
        self.config = config
        self.parser = parser
        self.points: dict[str, Point] = {}
        self.guard = Guard()
        self.heard = 0
        """Unix ms of the last frame of this battery."""
        self._route = route
        self._changed = changed
        self._told: dict[str, bool] = {}

    @property
    def timeout_ms(self) -> int:
        """After this time a value is stale."""
        return int(self.config.timeout * 1000)

    def start(self, now_ms: int) -> None:
        """A new link."""
        self.heard = now_ms
        self._told = dict.fromkeys(self._told, True)
        self.parser.reset()

    def take(self, frames: Iterable[Received]) -> None:
        """Our frames among those of the bus."""
        for key, data, ts in frames:
            for frame in self.parser.feed_can(CanFrame(key & ~EXTENDED, data, bool(key & EXTENDED))):
                self.heard = ts
                self.accept(frame, ts)

    def accept(self, frame: Frame, ts: int) -> None:
        """One frame of ours."""
        raise NotImplementedError

    def problem(self, now_ms: int) -> Reason | None:
        """Why part of it is not known."""
        name = self.config.name
        if now_ms - self.heard > self.timeout_ms:
            return Reason("can_battery_silent", {"name": name}, f"{name} says nothing")
        if self.guard.reason is not None:
            return Reason("can_battery_implausible", {"name": name, "detail": self.guard.reason.message})
        stale = sorted(path for path, good in self._told.items() if not good)
        if stale:
            text = f"{len(stale)} values of {name} are not told any more, first {stale[0]}"
            return Reason("can_battery_stale", {"name": name, "count": len(stale), "first": stale[0]}, text)
        return None

    def publish(self, frames: list[Frame], ts: int, now_ms: int) -> bool:
        """Points of these frames; what was told before and is not in them is bad. False when they make no record."""
        values = self._values(frames)
        if values is None:
            return False
        if self.note(values):
            self._changed()
        for name, value in values.items():
            self._told[name] = True
            self._route(f"{self.config.name}.{name}", value, ts=ts, quality="good", reason="")
        self.expire({name for name in self._told if name not in values}, now_ms)
        return True

    def note(self, values: dict[str, Any]) -> bool:
        """Points of these values; whether there were new ones."""
        new = {name: value for name, value in values.items() if name not in self.points}
        self.points |= {name: point_of(self.config.name, name, value) for name, value in new.items()}
        return bool(new)

    def expire(self, names: Iterable[str], now_ms: int) -> None:
        """Tell values bad, once."""
        reason = self.guard.reason.key if self.guard.reason is not None else "can_stale"
        for name in names:
            if self._told.get(name):
                self._told[name] = False
                self._route(f"{self.config.name}.{name}", None, ts=now_ms, quality="bad", reason=reason)

    def expire_all(self, now_ms: int) -> None:
        """Nothing is known any more."""
        self.expire(list(self._told), now_ms)

    def _values(self, frames: list[Frame]) -> dict[str, Any] | None:
        """None while what came makes no record, or none that can be."""
        try:
            record: BMSData | None = self.guard.admit(self.parser.decode(frames))
        except DinrailError:
            return None
        return None if record is None else values_of(record)
