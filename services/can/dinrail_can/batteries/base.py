"""What batteries that tell and batteries that are asked have in common: plausibility, points, staleness."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dinrail.bms import CanFrame, CANParser, Frame, Guard
from dinrail.bms.points import BatteryPoints, Value
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
        self.record = BatteryPoints(config.name)
        self.guard = Guard()
        self.heard = 0
        """Unix ms of the last frame of this battery."""
        self._route = route
        self._changed = changed
        self._told: dict[str, bool] = {}

    @property
    def points(self) -> Iterable[Point]:
        """What it told at least once."""
        return self.record.points.values()

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
        known = len(self.record.points)
        values = self.read(frames)
        if len(self.record.points) > known:
            self._changed()
        for path, value, good in values:
            if good:
                self._told[path] = True
                self._route(path, value, ts=ts, quality="good", reason="")
        self.expire((path for path, _, good in values if not good), now_ms)
        return bool(values)

    def read(self, frames: list[Frame]) -> list[Value]:
        """Values of these frames, and their points; empty while they make no record, or none that can be."""
        try:
            record = self.guard.admit(self.parser.decode(frames))
        except DinrailError:
            return []
        return [] if record is None else self.record.take(record)

    def expire(self, paths: Iterable[str], now_ms: int) -> None:
        """Tell values bad, once."""
        reason = self.guard.reason.key if self.guard.reason is not None else "can_stale"
        for path in paths:
            if self._told.get(path):
                self._told[path] = False
                self._route(path, None, ts=now_ms, quality="bad", reason=reason)

    def expire_all(self, now_ms: int) -> None:
        """Nothing is known any more."""
        self.expire(list(self._told), now_ms)
