"""An adapter as the runner would hold it, and a context that remembers what it said."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from dinrail.directory import Point
from dinrail.testing.context import RecordingContext
from dinrail_serial.adapter import SerialAdapter
from dinrail_serial.config import SerialConfig

__all__ = ["Rig", "typed"]


def typed(**config: Any) -> SerialConfig:
    return msgspec.convert(config, SerialConfig)


class Rig:
    """`start`, then look; `ended` is the error its `run` ended with."""

    def __init__(self, endpoint: dict[str, Any], **config: Any) -> None:
        self.config = typed(endpoints=[endpoint], **{"interval": 0.2, **config})
        self.context = RecordingContext("batteries")
        self.adapter = SerialAdapter(self.config, self.context)
        self._running: asyncio.Task[None] | None = None

    async def open(self) -> None:
        await self.adapter.connect(self.config.endpoints[0])

    async def start(self) -> None:
        await self.open()
        self._running = asyncio.create_task(self.adapter.run())

    async def ended(self, timeout: float = 5.0) -> BaseException | None:
        assert self._running is not None
        await asyncio.wait([self._running], timeout=timeout)
        assert self._running.done(), "still polling"
        await self.adapter.close()
        return self._running.exception()

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self.adapter.close()

    def points(self) -> dict[str, Point]:
        return {point.path: point for point in self.adapter.points() or ()}

    async def write(self, path: str, value: Any) -> Any:
        point = self.points()[path]
        return await self.adapter.write(point, point.accept(value))

    def value(self, tag: str) -> object:
        return self.context.last[tag].value if tag in self.context.last else None

    def quality(self, tag: str) -> tuple[str, str]:
        told = self.context.last.get(tag)
        return (told.quality, told.reason) if told else ("", "")
