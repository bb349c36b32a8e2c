"""A real Modbus adapter process between a broker and simulated devices, and a link that can be made half-open."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

from dinrail.testing.conformance import Subject
from dinrail_modbus.sim import Simulator

__all__ = ["HalfOpen", "ModbusSubject"]


class ModbusSubject(Subject):
    """Inverter and meter behind `endpoint`."""

    command = ("-m", "dinrail_modbus")
    interval = 0.5
    timeout = 0.5

    def __init__(self) -> None:
        self.simulator = Simulator(speed=60)
        self.endpoint: dict[str, Any] = {}
        self.link: Path | None = None

    def config(self) -> dict[str, Any]:
        power = {"name": "power", "table": "input_registers", "address": 6, "type": "int32", "unit": "W"}
        serial = {"name": "serial", "address": 100, "type": "string", "length": 8}
        grid = {"name": "power", "table": "input_registers", "address": 18, "type": "float32", "unit": "W"}
        return {
            "endpoints": [self.endpoint],
            "interval": self.interval,
            "timeout": self.timeout,
            "devices": [
                {"unit_id": 1, "prefix": "inverter", "points": [power, serial]},
                {"unit_id": 2, "prefix": "meter", "order": "CDAB", "points": [grid]},
            ],
        }

    def changed_config(self) -> dict[str, Any]:
        return self.config()

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return {}, ""

    async def start_device(self) -> None:
        await self.simulator.start()
        if self.link is None:
            self.endpoint = self.endpoint or {"host": "127.0.0.1", "port": self.simulator.port}
        else:
            self.simulator.line.plug(self.link)
            self.endpoint = {"transport": "serial", "device": str(self.link), "baud": 115200}

    async def stop_device(self) -> None:
        await self.simulator.stop()

    def links(self) -> int:
        return self.simulator.server.links


class HalfOpen:
    """A relay to a port; while `swallows`, connections stand and nothing passes, in either direction."""

    def __init__(self) -> None:
        self.port = 0
        self.swallows = False
        self._server: asyncio.Server | None = None
        self._target = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, target: int) -> None:
        """Listen for `target`."""
        self._target = target
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cut everything."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        with suppress(ConnectionError, asyncio.CancelledError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
            try:
                await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
            finally:
                far_writer.close()
                writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            if not self.swallows:
                writer.write(data)
                await writer.drain()
        writer.close()
