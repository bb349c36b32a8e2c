"""A historian without its runner, on a real broker and a real database, and somebody who publishes samples."""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path
from typing import Any

import msgspec

from dinrail.bus import Bus
from dinrail.directory import Point
from dinrail.names import Topics
from dinrail.neighbours import Neighbours
from dinrail.parts import split_document
from dinrail.sample import Sample, Scalar, encode_sample
from dinrail.testing.conformance import Mosquitto
from dinrail.testing.context import RecordingContext, eventually
from dinrail_historian.adapter import HistorianAdapter
from dinrail_historian.config import HistorianConfig

__all__ = ["HistorianRig"]


class HistorianRig:
    """`say` publishes; `settled` waits until nothing waits for the database any more."""

    def __init__(self, broker: Mosquitto, data: Path | None, **config: Any) -> None:
        self.context = RecordingContext("history")
        self.context.data = data
        self._hear = Bus(broker.address, client_id="history")
        self._say = Bus(broker.address, client_id="plc")
        self.topics = Topics()
        self.context.neighbours = Neighbours(self._hear, self.topics, "history", clock=self.context.clock)
        self.config = msgspec.convert({"flush": 0.2} | config, HistorianConfig)
        self.adapter = HistorianAdapter(self.config, self.context)
        self._task: asyncio.Task[None] | None = None
        self.said = self.listed = 0
        self.marks: set[str] = set()

    async def start(self) -> None:
        self._hear.start()
        self._say.start()
        await self._hear.connected()
        await self._say.connected()
        await self.adapter.connect(None)
        # On the same connection and after everything said before it.
        self._hear.subscribe("test/mark/+", lambda packet: self.marks.add(packet.topic))
        self._task = asyncio.create_task(self.adapter.run())
        heard = asyncio.Event()
        self._hear.subscribe("test/heard", lambda _: heard.set())
        # The broker answers in order: when this one arrives, the subscriptions before it are served.
        while not heard.is_set():
            self._say.publish("test/heard", b"x")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(heard.wait(), 0.1)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.adapter.close()
        await self._say.stop()
        await self._hear.stop()

    def say(self, address: str, value: Scalar, ts: int, quality: Any = "good", reason: str = "") -> None:
        sample = Sample(value, ts, quality, reason or msgspec.UNSET)
        self._say.publish(self.topics.sample(address), encode_sample(sample), retain=True)
        self.said += 1

    def list(self, instance: str, *points: Point) -> None:
        self.listed += 1
        for number, payload in enumerate(split_document(list(points), self.listed)):
            self._say.publish(f"dinrail/{instance}/points/{number}", payload, qos=1, retain=True)

    async def settled(self, timeout: float = 30.0) -> None:
        """Until what was said so far is in the database."""
        mark = f"test/mark/{time.monotonic_ns()}"
        self._say.publish(mark, b"x")
        sender, collector = self.adapter._sender, self.adapter._collector
        assert sender is not None
        assert collector is not None
        await eventually(lambda: mark in self.marks, timeout)
        await eventually(lambda: collector.size == 0 and sender.waiting == 0, timeout)

    async def heard(self, timeout: float = 30.0) -> None:
        """Until the historian heard what was said so far."""
        mark = f"test/mark/{time.monotonic_ns()}"
        self._say.publish(mark, b"x")
        await eventually(lambda: mark in self.marks, timeout)
