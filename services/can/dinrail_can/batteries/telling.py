"""A battery that tells its values by itself, each identifier in a rhythm of its own."""

from __future__ import annotations

from collections.abc import Callable

from dinrail.bms import CANParser, Frame
from dinrail_can.batteries.base import BatteryOnBus
from dinrail_can.config import Battery

__all__ = ["TellingBattery"]

EVERY_MS = 250
"""A record is made of whatever came at most this often."""


class TellingBattery(BatteryOnBus):
    """The newest frame of each identifier counts until it is stale."""

    def __init__(
        self, config: Battery, parser: CANParser, route: Callable[..., None], changed: Callable[[], None]
    ) -> None:
        super().__init__(config, parser, route, changed)
        self.due = self.good_until = 0
        self._latest: dict[int, tuple[Frame, int]] = {}

    def accept(self, frame: Frame, ts: int) -> None:
        self._latest[frame.kind] = (frame, ts)

    @property
    def has_frames(self) -> bool:
        """Whether it said anything."""
        return bool(self._latest)

    def learn(self) -> None:
        """Points of what it said so far; nothing is published."""
        self.read([frame for frame, _ in self._latest.values()])

    def start(self, now_ms: int) -> None:
        super().start(now_ms)
        self._latest.clear()
        self.due, self.good_until = now_ms + EVERY_MS, now_ms + self.timeout_ms

    def tick(self, now_ms: int) -> None:
        """Publish in its rhythm, and what is stale."""
        if now_ms < self.due:
            return
        self.due = now_ms + EVERY_MS
        fresh = [(frame, ts) for frame, ts in self._latest.values() if now_ms - ts <= self.timeout_ms]
        if fresh and self.publish([frame for frame, _ in fresh], max(ts for _, ts in fresh), now_ms):
            self.good_until = now_ms + self.timeout_ms
        if now_ms > self.good_until:
            self.expire_all(now_ms)
