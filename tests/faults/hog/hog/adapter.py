"""One value a second for each point, until its time has come."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from dinrail import Adapter, Point
from hog.config import Config
from hog.faults import FAULTS

__all__ = ["Hog"]

RATE = 20_000
AT_MOST = 40_000
TICK_S = 0.01
REFRESH_S = 5.0


class Hog(Adapter[Config]):
    """There is no device."""

    config_type = Config

    def points(self) -> Iterable[Point]:
        return [Point(f"value_{number}", "LINT", refresh=REFRESH_S) for number in range(self.config.points)]

    async def connect(self, endpoint: Any) -> None:
        await self.clock.sleep(1.0)  # so that it is seen to start

    async def run(self) -> None:
        fault, misbehaves = self.config.fault, asyncio.create_task(self._misbehave())
        began, sent = self.clock.monotonic(), 0
        try:
            while not misbehaves.done() or misbehaves.exception() is None:
                due = self.clock.monotonic() - began >= self.config.after
                flooding = due and fault == "flood" and sent < AT_MOST
                many = round(RATE * TICK_S) if flooding else self.config.points
                if not (due and fault == "silent"):
                    self._say(sent, many)
                    self.polled()
                sent += many if flooding else 0
                await self.clock.sleep(TICK_S if flooding else 1.0)
            await misbehaves
        finally:
            misbehaves.cancel()

    async def close(self) -> None:
        pass

    def _say(self, first: int, many: int) -> None:
        now = int(self.clock.now_ms())
        self.log.debug("said %d values", many)
        for number in range(first, first + many):
            self.route_data(self.id, f"value_{number % self.config.points}", now + number)

    async def _misbehave(self) -> None:
        await self.clock.sleep(self.config.after)
        if (fault := FAULTS.get(self.config.fault)) is not None:
            self.log.warning("now: %s", self.config.fault)
            await fault()
