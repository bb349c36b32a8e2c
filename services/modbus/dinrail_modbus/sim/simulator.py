"""Plant and server together, with a clock that may run faster than ours."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType

from dinrail_modbus.sim.plant import Plant
from dinrail_modbus.sim.rtu_server import RtuServer
from dinrail_modbus.sim.serial_line import SerialLine
from dinrail_modbus.sim.server import ModbusServer

__all__ = ["Simulator"]

TICK_S = 0.1


class Simulator:
    """`speed`: simulated seconds per second; 0 stands still until `plant.step` is called.

    `server` speaks Modbus TCP from `start` on, `rtu` RTU over TCP once it listens, `line` RTU once it is plugged in;
    the units, their faults and the record of requests (`server`) are the same.
    """

    def __init__(self, *, seed: int = 1, speed: float = 1.0, start_hour: float = 10.0, night: bool = True) -> None:
        self.plant = Plant(seed=seed, start_hour=start_hour, night=night)
        self.server = ModbusServer(self.plant.units)
        self.rtu = RtuServer(self.server)
        self.line = SerialLine(self.server)
        self._speed = speed
        self._ticking: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server.port

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen and let time pass."""
        await self.server.listen(host, port)
        if self._speed and self._ticking is None:
            self._ticking = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Close the port; `start` opens the same one again."""
        if self._ticking is not None:
            self._ticking.cancel()
            self._ticking = None
        await self.line.unplug()
        await self.rtu.stop()
        await self.server.stop()

    async def __aenter__(self) -> Simulator:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _tick(self) -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(TICK_S)
            now = time.monotonic()
            self.plant.step((now - last) * self._speed)
            last = now
