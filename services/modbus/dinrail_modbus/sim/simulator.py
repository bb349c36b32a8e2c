"""Plant and server together, with a clock that may run faster than ours."""

from __future__ import annotations

from types import TracebackType

from dinrail.testing.device import Pace
from dinrail_modbus.sim.plant import Plant
from dinrail_modbus.sim.rtu_server import RtuServer
from dinrail_modbus.sim.serial_line import SerialLine
from dinrail_modbus.sim.server import ModbusServer

__all__ = ["Simulator"]


class Simulator(Pace):
    """`speed`: simulated seconds per second; 0 stands still until `plant.step` is called.

    `server` speaks Modbus TCP from `start` on, `rtu` RTU over TCP once it listens, `line` RTU once it is plugged in;
    the units, their faults and the record of requests (`server`) are the same.
    """

    def __init__(self, *, seed: int = 1, speed: float = 1.0, start_hour: float = 10.0, night: bool = True) -> None:
        super().__init__(speed)
        self.plant = Plant(seed=seed, start_hour=start_hour, night=night)
        self.server = ModbusServer(self.plant.units)
        self.rtu = RtuServer(self.server)
        self.line = SerialLine(self.server)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server.port

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen and let time pass."""
        await self.server.listen(host, port)
        self.set_going()

    async def stop(self) -> None:
        """Close the port; `start` opens the same one again."""
        self.halt()
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

    def step(self, seconds: float) -> None:
        """Let the sun move."""
        self.plant.step(seconds)
