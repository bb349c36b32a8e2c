"""Bus, nodes and ports put together, and let run."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from dinrail_can.sim.battery import Battery
from dinrail_can.sim.bus import Node, SimulatedBus
from dinrail_can.sim.inverter import Inverter
from dinrail_can.sim.slcan import SlcanAdapter
from dinrail_can.sim.socketcand import SocketcandServer

__all__ = ["Simulator"]

STEP_S = 0.01


class Simulator:
    """Without `nodes` an inverter and a battery; `pty` is where the serial adapter appears."""

    def __init__(
        self, *nodes: Node, host: str = "127.0.0.1", port: int = 0, pty: Path | None = None, speed: float = 60.0
    ) -> None:
        self.inverter, self.battery = Inverter(speed), Battery(speed)
        self.bus = SimulatedBus(*(nodes or (self.inverter, self.battery)))
        self.server = SocketcandServer(self.bus)
        self.slcan = SlcanAdapter(self.bus, pty) if pty else None
        self._host, self._port = host, port
        self._task: asyncio.Task[None] | None = None
        self._began = time.monotonic()

    @property
    def port(self) -> int:
        """Of the socketcand server; 0 before the first start."""
        return self.server.port or self._port

    @property
    def links(self) -> int:
        """Clients now."""
        return self.server.links + (1 if self.slcan and self.slcan.is_open else 0)

    async def start(self) -> None:
        """Let it run; after `stop` again at the same place."""
        if self._task is None:
            await self.server.listen(self._host, self._port)
            if self.slcan:
                self.slcan.plug_in()
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Nothing is there any more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if self.slcan:
                self.slcan.unplug()
            await self.server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _run(self) -> None:
        while True:
            self.bus.step(time.monotonic() - self._began)
            await asyncio.sleep(STEP_S)
