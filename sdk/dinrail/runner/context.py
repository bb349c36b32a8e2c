"""What an adapter sees of its runner."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from dinrail.clock import Clock, SystemClock
from dinrail.neighbours import Neighbours
from dinrail.reason import Param, Reason
from dinrail.runner.counters import Counters
from dinrail.runner.logtopic import one_line
from dinrail.runner.outlet import Outlet
from dinrail.runner.streams import Streams
from dinrail.sample import Quality

__all__ = ["RunnerContext", "SilentContext"]


class RunnerContext:
    """The `Context` of one adapter object; after `detach` it takes nothing more from it."""

    def __init__(
        self,
        instance: str,
        *,
        clock: Clock,
        log: logging.Logger,
        outlet: Outlet,
        streams: Streams,
        counters: Counters,
        on_points: Callable[[], None],
        on_degraded: Callable[[Reason | None], None],
        data: Path | None = None,
        neighbours: Neighbours | None = None,
    ) -> None:
        self.id = instance
        self.neighbours = neighbours
        self.data = data
        self.clock = clock
        self.log = log
        self._outlet = outlet
        self._streams = streams
        self._counters = counters
        self._on_points = on_points
        self._on_degraded = on_degraded
        self._attached = True

    def detach(self) -> None:
        """A replaced adapter must not speak for its successor."""
        if self.neighbours is not None:
            self.neighbours.stop()
        self._attached = False

    def route_data(
        self, source_id: str, tag: str, value: object, *, ts: int | None, quality: Quality, reason: str
    ) -> None:
        """See Adapter.route_data."""
        if self._attached:
            self._outlet.route(source_id, tag, value, ts=ts, quality=quality, reason=reason)

    def count(self, name: str, amount: int) -> None:
        """See Adapter.count."""
        self._counters.count(name, amount)

    def gauge(self, name: str, value: float) -> None:
        """See Adapter.gauge."""
        self._counters.gauge(name, value)

    def points_changed(self) -> None:
        """See Adapter.points_changed."""
        if self._attached:
            self._on_points()

    def degraded(self, key: str | None, message: str, **params: Param) -> None:
        """See Adapter.degraded."""
        if self._attached:
            self._on_degraded(Reason(key, params, one_line(message, 200)) if key else None)

    def stream(self, name: str, entry: object) -> None:
        """See Adapter.stream."""
        if self._attached:
            self._streams.put(name, entry)

    def watched(self, name: str) -> bool:
        """See Adapter.watched."""
        return self._attached and self._streams.watched(name)


class SilentContext:
    """A `Context` for an adapter that is only checked or tried: nothing it says is published."""

    def __init__(self, instance: str, *, clock: Clock | None = None, log: logging.Logger | None = None) -> None:
        self.id = instance
        self.neighbours: Neighbours | None = None
        self.clock = clock or SystemClock()
        self.log = log or logging.getLogger(instance)
        self.data: Path | None = None

    def route_data(
        self, source_id: str, tag: str, value: object, *, ts: int | None, quality: Quality, reason: str
    ) -> None:
        """Nothing."""

    def count(self, name: str, amount: int) -> None:
        """Nothing."""

    def gauge(self, name: str, value: float) -> None:
        """Nothing."""

    def points_changed(self) -> None:
        """Nothing."""

    def degraded(self, key: str | None, message: str, **params: Param) -> None:
        """Nothing."""

    def stream(self, name: str, entry: object) -> None:
        """Nothing."""

    def watched(self, name: str) -> bool:
        """Nobody watches."""
        return False
