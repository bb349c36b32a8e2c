"""A CAN adapter on a simulated bus, without its runner; what a runner would do is done here by hand."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from dinrail.testing.context import RecordingContext
from dinrail_can.adapter import CanAdapter
from dinrail_can.config import CanConfig
from dinrail_can.sim import DBC, Simulator

__all__ = ["Rig"]


class Rig:
    """Connects once; `task` is its run."""

    def __init__(self, sim: Simulator, *, wire: str = "socketcand", **options: Any) -> None:
        endpoint: dict[str, Any] = {"interface": "socketcand", "host": "127.0.0.1", "port": sim.port}
        if wire == "slcan":
            assert sim.slcan
            endpoint = {"interface": "slcan", "device": str(sim.slcan.path)}
        chosen = {"databases": [{"dbc": DBC}], "signals": [{"path": "*"}], "interval": 0.05, "endpoints": [endpoint]}
        self.config = msgspec.convert({**chosen, **options}, CanConfig)
        self.context = RecordingContext("can_1")
        self.adapter = CanAdapter(self.config, self.context)
        self.task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self.adapter.connect(self.config.endpoints[0])
        self.task = asyncio.create_task(self.adapter.run())

    async def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
        await self.adapter.close()

    async def failure(self, timeout: float = 15.0) -> BaseException:
        """What ended the run."""
        assert self.task is not None
        await asyncio.wait([self.task], timeout=timeout)
        error = self.task.exception()
        assert error is not None
        await self.adapter.close()
        return error

    def value(self, tag: str) -> Any:
        found = self.context.last.get(tag)
        return found and found.value

    def quality(self, tag: str) -> tuple[str, str]:
        found = self.context.last.get(tag)
        return (found.quality, found.reason) if found else ("", "")

    def point(self, path: str) -> Any:
        return next(each for each in self.adapter.points() or () if each.path == path)
