"""The adapter for this machine: all groups, one after the other, in a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from dinrail.adapter import Adapter, Context
from dinrail.directory import Point
from dinrail.errors import CallRefused, Timeout
from dinrail_host.config import HostConfig
from dinrail_host.reading import Group, Reading, Unreadable
from dinrail_host.readings import all_groups

__all__ = ["HostAdapter"]

OK = "ok"
LOOK_S = 10.0
COUNTED_S = 0.1


class HostAdapter(Adapter[HostConfig]):
    """A group that tells nothing has its reason in `state.<group>`; the others go on."""

    config_type = HostConfig
    fast_loop = False
    connect_timeout = LOOK_S + 2

    def __init__(self, config: HostConfig, context: Context) -> None:
        super().__init__(config, context)
        self._groups: list[Group] = all_groups(config)
        self._points: dict[str, Point] = {}
        self._states: dict[str, Unreadable | None] = {}
        self._reading: asyncio.Future[dict[str, list[Reading]]] | None = None

    def points(self) -> Iterable[Point] | None:
        """None until rates are known, which takes two looks."""
        return list(self._points.values()) or None

    async def connect(self, endpoint: object) -> None:
        await self._look()  # counters begin here
        await asyncio.sleep(COUNTED_S)  # the kernel counts in hundredths of a second

    async def reload(self, config: HostConfig) -> bool:
        """All of it is told at once."""
        self.config, self._groups = config, all_groups(config, self._groups)
        await self.poll()
        return True

    async def poll(self) -> None:
        found, now = await self._look(), self.clock.now_ms()
        points = {each.path: each.point for readings in found.values() for each in readings}
        for name, why in self._states.items():
            points[f"state.{name}"] = Point(f"state.{name}", "STRING", description=f"What is known of {name}")
            self.route_data(self.id, f"state.{name}", OK if why is None else why.key, ts=now)
        for readings in found.values():
            for each in readings:
                self.route_data(self.id, each.path, each.value, ts=now)
        for path in self._points.keys() - points.keys():
            self._gone(path, points)
        if points.keys() != self._points.keys():
            self._points = points
            self.points_changed()

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        """What each group says, in the words of who refused."""
        if method != "sensors":
            raise CallRefused(f"unknown method {method[:64]!r}", method=method[:64])
        return {
            name: {"state": OK, "detail": ""} if why is None else {"state": why.key, "detail": why.detail}
            for name, why in self._states.items()
        }

    async def close(self) -> None:
        """Nothing is held; a thread that hangs on a dead disk ends with the process."""

    def _gone(self, path: str, points: dict[str, Point]) -> None:
        """A sensor that was there: bad while its group has a reason, out of the directory when it was just removed."""
        why = self._states.get(path.partition(".")[0])
        if why is not None:
            points[path] = self._points[path]
            self.route_data(self.id, path, None, ts=self.clock.now_ms(), quality="bad", reason=why.key)

    async def _look(self) -> dict[str, list[Reading]]:
        if self._reading is None:  # else an earlier one still hangs, on a network drive for example
            work = asyncio.to_thread(self._read_all, self._groups, self.clock.monotonic())
            self._reading = asyncio.ensure_future(work)
        try:
            async with asyncio.timeout(LOOK_S):
                found = await asyncio.shield(self._reading)
        except TimeoutError:
            raise Timeout(f"reading takes longer than {LOOK_S:g} s", key="readings_hang", seconds=LOOK_S) from None
        self._reading = None
        return found

    def _read_all(self, groups: list[Group], now: float) -> dict[str, list[Reading]]:
        found: dict[str, list[Reading]] = {}
        states: dict[str, Unreadable | None] = {}
        for group in groups:
            readings: list[Reading] = []
            states[group.name] = None
            try:
                for each in group.read(now):
                    readings.append(each)  # noqa: PERF402 - those before a failure count
            except Unreadable as why:
                states[group.name] = why
            except (OSError, ValueError) as error:
                states[group.name] = Unreadable("unreadable", f"{type(error).__name__}: {error}"[:160])
            found[group.name] = readings
        self._states = states
        return found
