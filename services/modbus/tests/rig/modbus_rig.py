"""A simulator, an adapter and a context that remembers what the adapter said."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from dinrail.directory import Point
from dinrail.sample import Scalar
from dinrail.testing.context import RecordingContext, Told, eventually
from dinrail_modbus.adapter import ModbusAdapter
from dinrail_modbus.config import ModbusConfig
from dinrail_modbus.sim import SeenRequest

__all__ = ["AC_POWER", "LIMIT", "RecordingContext", "Rig", "Told", "eventually", "functions", "meter", "typed"]

AC_POWER = {"name": "ac", "table": "input_registers", "address": 6, "type": "int32"}
LIMIT = {"name": "limit", "address": 200, "writable": True, "max": 4600}


class Rig:
    """One adapter as the runner would hold it: `open`, then `start`; `ended` is the error its `run` ended with."""

    def __init__(self, *devices: dict[str, Any], port: int, ports: Sequence[int] = (), **options: Any) -> None:
        endpoints = [{"host": "127.0.0.1", "port": each} for each in (ports or (port,))]
        settings = {"interval": 0.05, "timeout": 0.3, "endpoints": endpoints, **options}
        self.config = typed({"devices": list(devices), **settings})
        self.context = RecordingContext("inverter_1")
        self.adapter = ModbusAdapter(self.config, self.context)
        self.points: dict[str, Point] = {}
        self.learn()
        self._running: asyncio.Task[None] | None = None

    def learn(self) -> None:
        """Ask the adapter for its points, as the runner does when they have changed."""
        self.points = {point.path: point for point in self.adapter.points() or ()}

    async def open(self, endpoint: int = 0) -> None:
        """Connect."""
        await self.adapter.connect(self.config.endpoints[endpoint])

    async def start(self) -> None:
        """Connect and poll."""
        await self.open()
        self._running = asyncio.create_task(self.adapter.run())

    async def ended(self, timeout: float = 5.0) -> BaseException | None:
        """Wait until polling ends by itself; its error."""
        assert self._running is not None
        await asyncio.wait([self._running], timeout=timeout)
        assert self._running.done(), "still polling"
        error = self._running.exception()
        await self.adapter.close()
        return error

    async def stop(self) -> None:
        """End polling and close."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self.adapter.close()

    async def write(self, path: str, value: bool | int | float | str) -> Scalar:
        """A write as the runner passes it on."""
        return await self.adapter.write(self.points[path], self.points[path].accept(value))

    def value(self, tag: str) -> object:
        """The latest value, None before the first."""
        return self.context.last[tag].value if tag in self.context.last else None

    def quality(self, tag: str) -> tuple[str, str]:
        """Latest quality and reason; empty before the first."""
        told = self.context.last.get(tag)
        return (told.quality, told.reason) if told else ("", "")


def typed(config: dict[str, Any]) -> ModbusConfig:
    """A configuration as the runner decodes it."""
    return msgspec.convert(config, ModbusConfig)


def meter(unit_id: int = 2, **options: Any) -> dict[str, Any]:
    """A device with one float of the simulated meter."""
    points = [{"name": "power", "table": "input_registers", "address": 18, "type": "float32"}]
    return {"unit_id": unit_id, "prefix": f"m{unit_id}", "order": "CDAB", "points": points, **options}


def functions(requests: Sequence[SeenRequest]) -> list[int]:
    """Function codes in the order they arrived."""
    return [request.function for request in requests]
