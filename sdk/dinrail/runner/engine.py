"""The adapter that runs now, its link and its directory."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dinrail.adapter import Adapter
from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.neighbours import Neighbours
from dinrail.reason import Reason
from dinrail.runner.build import build_adapter
from dinrail.runner.context import RunnerContext, SilentContext
from dinrail.runner.ending import end
from dinrail.runner.link import Link
from dinrail.runner.outlet import Outlet
from dinrail.runner.pointbook import PointBook, check_points
from dinrail.runner.presence import Presence
from dinrail.runner.streams import Streams

__all__ = ["Engine"]

SETTLE_S = 0.2
RELOAD_S = 5.0


class Engine:
    """Builds, starts, reloads and stops the adapter; `changed` is called when its link or health changes."""

    def __init__(
        self,
        adapter_type: type[Adapter[Any]],
        *,
        clock: Clock,
        log: logging.Logger,
        presence: Presence,
        outlet: Outlet,
        streams: Streams,
        book: PointBook,
        changed: Callable[[], None],
        neighbours: Callable[[], Neighbours],
        data: Path | None = None,
    ) -> None:
        self._type = adapter_type
        self._data = data
        self._clock = clock
        self._log = log
        self._presence = presence
        self._outlet = outlet
        self._streams = streams
        self._book = book
        self._changed = changed
        self._neighbours = neighbours
        self._link: Link | None = None
        self._task: asyncio.Task[None] | None = None
        self._context: RunnerContext | None = None
        self._points_due = asyncio.Event()
        self._lost = False
        self.degraded: Reason | None = None

    @property
    def adapter(self) -> Adapter[Any] | None:
        """The adapter that runs, connected or not."""
        return self._link.adapter if self._link else None

    @property
    def link(self) -> Link | None:
        """Its link."""
        return self._link

    def try_out(self, config: Any) -> Adapter[Any]:
        """An adapter beside the one that runs, whose data goes nowhere; raises ConfigError."""
        context = SilentContext(self._presence.identity, clock=self._clock, log=self._log)
        return build_adapter(self._type, config, context)

    def build(self, config: Any) -> tuple[Adapter[Any], RunnerContext]:
        """An adapter that touches nothing yet, its directory checked; raises ConfigError."""
        context = RunnerContext(
            self._presence.identity,
            clock=self._clock,
            log=self._log,
            outlet=self._outlet,
            streams=self._streams,
            counters=self._presence.counters,
            on_points=self._points_due.set,
            on_degraded=self._set_degraded,
            data=self._data,
            neighbours=self._neighbours(),
        )
        return build_adapter(self._type, config, context), context

    def start(self, adapter: Adapter[Any], context: RunnerContext) -> None:
        """Publish the directory and keep the adapter connected from now on."""
        link = Link(
            adapter,
            clock=self._clock,
            changed=self._link_changed,
            opened=lambda: self._list_points(adapter),
            complain=self._presence.capture,
        )
        self._list_points(adapter)
        self._link, self._context, self._lost, self.degraded = link, context, False, None
        self._task = asyncio.create_task(link.run())
        self._task.add_done_callback(self._link_ended)
        self._changed()

    async def stop(self, timeout: float) -> None:
        """Close the adapter; what does not end within `timeout` seconds is left behind and reported."""
        link, task = self._link, self._task
        if self._context is not None:
            self._context.detach()
        self._link = self._task = self._context = self.degraded = None
        if link is None or task is None:
            return
        link.give_up()
        if await end({task}, timeout / 2):
            self._presence.capture(TimeoutError("the adapter does not stop delivering"), "stop")
        await link.close(timeout / 2)

    async def reload(self, config: Any) -> bool:
        """Hand a changed configuration to the connected adapter; False when it wants a new link."""
        link = self._link
        if link is None or not link.connected:
            return False
        try:
            async with asyncio.timeout(RELOAD_S):
                if not await link.adapter.reload(config):
                    return False
            link.adapter.config = config
            self._list_points(link.adapter)
        except Exception as error:  # noqa: BLE001
            self._presence.capture(error, "reload")
            return False
        return True

    async def follow_points(self) -> None:
        """Publish the directory again after `points_changed`, many changes at once, until cancelled."""
        while True:
            await self._points_due.wait()
            await self._clock.sleep(SETTLE_S)
            self._points_due.clear()
            if self.adapter is None:
                continue
            try:
                self._list_points(self.adapter)
            except Exception as error:  # noqa: BLE001
                self._presence.capture(error, "points")

    def _list_points(self, adapter: Adapter[Any]) -> None:
        listed = adapter.points()
        points: Mapping[str, Point] | None = self._book.known() if listed is None else check_points(listed)
        if points is None:
            return
        deadbands = adapter.deadbands()
        gone = self._book.replace(points)
        self._presence.points = len(points)
        self._outlet.take_directory(points, deadbands, gone)

    def _link_changed(self) -> None:
        link = self._link
        if link is None:
            return
        lost = link.state in ("disconnected", "error")
        if lost and not self._lost:
            self.degraded = None
            self._outlet.spoil(link.reason.key if link.reason else "not_connected")
        if link.connected and self._lost:
            self._presence.counters.count("reconnects")
        self._lost = lost
        self._changed()

    def _link_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._presence.capture(error, "link")

    def _set_degraded(self, reason: Reason | None) -> None:
        if self.degraded != reason:
            self.degraded = reason
            self._changed()
