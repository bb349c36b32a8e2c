"""An adapter on a simulated PLC."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from dinrail.directory import Point
from dinrail.testing.context import RecordingContext, Told, eventually
from dinrail_ads.adapter import AdsAdapter
from dinrail_ads.config import AdsConfig
from dinrail_ads.sim import Program, Simulator, Variable
from dinrail_ads.sim.program.elementary import BOOL, DINT, INT, LREAL, REAL, UDINT
from dinrail_ads.sim.program.types import string

__all__ = ["RecordingContext", "Rig", "Told", "eventually", "plant", "typed"]


def typed(config: dict[str, Any]) -> AdsConfig:
    """A configuration as the runner makes it."""
    return msgspec.convert(config, AdsConfig, strict=True)


def plant(
    *more: Variable, first: tuple[Variable, ...] = (), drop: tuple[str, ...] = (), name: str = "Plant"
) -> Program:
    """A program that stands still; `first` shifts everything behind it, `more` may replace what is dropped."""
    usual = [
        Variable("MAIN.nCount", INT, "Pieces", initial=7),
        Variable("MAIN.fSpeed", REAL, "Speed", {"unit": "m/s", "min": "0", "max": "10"}, 1.5),
        Variable("MAIN.bRun", BOOL, initial=True),
        Variable("MAIN.nTotal", UDINT, initial=1000),
        Variable("MAIN.fFine", LREAL, initial=0.25),
        Variable("MAIN.sName", string(20), initial="Säge"),
        Variable("GVL.nShift", DINT, "Shift", {"dinrail": "write"}, 3),
        Variable("GVL.bLamp", BOOL, at="%QX0.2", initial=True),
    ]
    return Program(name, [*first, *(each for each in usual if each.name not in drop), *more])


class Rig:
    """One adapter as the runner would hold it; `ended` is the error its `run` ended with."""

    def __init__(self, sim: Simulator, *points: str | dict[str, Any], **options: Any) -> None:
        selections = [{"path": each} if isinstance(each, str) else each for each in points]
        endpoint = {"host": "127.0.0.1", "net_id": "127.0.0.1.1.1", "port": sim.port}
        self.base = {"endpoints": [endpoint], "interval": 0.05, "timeout": 0.5, "points": selections, **options}
        self.sim = sim
        self.config = typed(self.base)
        self.context = RecordingContext("plc")
        self.adapter = AdsAdapter(self.config, self.context)
        self._running: asyncio.Task[None] | None = None

    @property
    def points(self) -> dict[str, Point]:
        """The directory."""
        return {point.path: point for point in self.adapter.points() or ()}

    async def open(self, endpoint: int = 0) -> None:
        """Connect."""
        async with asyncio.timeout(self.adapter.connect_timeout):
            await self.adapter.connect(self.config.endpoints[endpoint])

    async def start(self) -> None:
        """Connect and deliver."""
        await self.open()
        delivering = self.deliver()
        await eventually(lambda: delivering.done() or all(each.delivers for each in self.adapter.runtimes))

    def deliver(self) -> asyncio.Task[None]:
        """Run the connected adapter."""
        self._running = asyncio.create_task(self.adapter.run())
        return self._running

    async def again(self) -> None:
        """What the runner does after a loss: close, then connect until it works."""
        await self.adapter.close()
        for _ in range(20):
            try:
                await self.start()
            except Exception:  # noqa: BLE001
                await self.adapter.close()
                await asyncio.sleep(0.1)
            else:
                return
        raise AssertionError("it does not come back")

    async def ended(self, timeout: float = 5.0) -> BaseException | None:
        """Wait until delivering ends by itself; its error."""
        assert self._running is not None
        await asyncio.wait([self._running], timeout=timeout)
        assert self._running.done(), "still delivering"
        return self._running.exception()

    async def stop(self) -> None:
        """End delivering and close."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self.adapter.close()

    def value(self, tag: str) -> object:
        """The last value of a point, whatever its quality."""
        return self.context.last[tag].value if tag in self.context.last else None

    def quality(self, tag: str) -> tuple[str, str]:
        """Quality and reason of a point."""
        last = self.context.last[tag]
        return last.quality, last.reason

    def all_of(self, quality: str) -> bool:
        """Whether every point of the directory has it."""
        last = self.context.last
        return all(tag in last and last[tag].quality == quality for tag in self.points)

    async def shows(self, tag: str, value: object, quality: str = "good", timeout: float = 5.0) -> Told:
        """Wait for a value."""

        def look() -> Told | None:
            last = self.context.last.get(tag)
            return last if last is not None and (last.value, last.quality) == (value, quality) else None

        try:
            return await eventually(look, timeout)
        except AssertionError:
            raise AssertionError(f"{tag} is {self.context.last.get(tag)}, not {value} {quality}") from None

    async def write(self, tag: str, value: Any) -> Any:
        """As the write queue does: checked, then written."""
        point = self.points[tag]
        return await self.adapter.write(point, point.accept(value))
