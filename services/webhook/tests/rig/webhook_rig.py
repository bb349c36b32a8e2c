"""An adapter without its runner, with a receiver on loopback."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from dinrail.errors import DeviceError
from dinrail.sample import Scalar
from dinrail.testing.context import RecordingContext, eventually
from dinrail_webhook.adapter import WebhookAdapter
from dinrail_webhook.client import Resolve, resolve
from dinrail_webhook.config import WebhookConfig
from dinrail_webhook.sim import Receiver

__all__ = ["Rig", "Rigs"]


class Rig:
    """One life of an adapter."""

    def __init__(self, receiver: Receiver, config: dict[str, Any], resolver: Resolve, data: Path | None) -> None:
        self.receiver = receiver
        self.context = RecordingContext("hooks")
        self.context.data = data
        self.adapter = WebhookAdapter(msgspec.convert(config, WebhookConfig), self.context, resolver)
        self.task: asyncio.Task[None] | None = None

    async def start(self) -> Rig:
        await self.adapter.connect(None)
        self.task = asyncio.create_task(self.adapter.run())
        await eventually(lambda: self.context.counts["polls"] or (self.task and self.task.done()))
        return self

    async def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            with contextlib.suppress(asyncio.CancelledError, DeviceError):
                await self.task
        await self.adapter.close()

    async def write(self, name: str, value: Scalar) -> Scalar:
        """As the runner does it."""
        point = next(each for each in self.adapter.points() if each.path == name)
        return await self.adapter.write(point, point.accept(value))

    async def dead(self, count: int = 1) -> list[dict[str, Any]]:
        """Wait for so many dead letters."""
        for _ in range(1500):
            found = await self.adapter.call("letters", {})
            if found["total"] == count:
                return found["items"]
            await asyncio.sleep(0.01)
        raise AssertionError(f"there are {found}")

    def bodies(self) -> list[Any]:
        return [each.body for each in self.receiver.got]


class Rigs:
    """Makes rigs and takes them down."""

    def __init__(self, receiver: Receiver, data: Path) -> None:
        self._receiver = receiver
        self._data = data
        self._made: list[Rig] = []

    def target(self, path: str = "/ok", **options: Any) -> dict[str, Any]:
        """Configuration of one target of the receiver."""
        return {"name": "alert", "url": f"http://127.0.0.1:{self._receiver.port}{path}", "content": "text", **options}

    async def start(self, *targets: dict[str, Any], allow: Sequence[str] = ("127.0.0.0/8",), **more: Any) -> Rig:
        resolver, data = more.pop("resolver", resolve), more.pop("data", self._data)
        self._made.append(Rig(self._receiver, {"targets": list(targets), "allow": list(allow), **more}, resolver, data))
        return await self._made[-1].start()

    async def stop(self) -> None:
        for each in self._made:
            await each.stop()
