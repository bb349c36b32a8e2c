"""The directory of calculated points, and the clearing of what an earlier router left behind."""

from __future__ import annotations

import asyncio

import msgspec
from mqtt5 import PublishPacket

from dinrail.bus import Bus, Subscription
from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.errors import BusError, BusTimeout
from dinrail.names import Topics
from dinrail.parts import PartReader
from dinrail.runner.pointbook import PointBook
from dinrail_router.calculated import CalculatedPoints
from dinrail_router.engine import Engine

__all__ = ["Directory"]

RECALL_S = 0.5
COLLECT_S = 0.5
REFRESH_TICK_S = 1.0

_points = msgspec.json.Decoder(list[Point])


class Directory:
    """Publishes `dinrail/calc/points/<n>`; starts from the one that lies on the broker."""

    def __init__(self, bus: Bus, topics: Topics, engine: Engine, clock: Clock, changed: asyncio.Event) -> None:
        """`changed` is set whenever the list of calculated points is."""
        self._bus = bus
        self._topics = topics
        self._engine = engine
        self._clock = clock
        self._changed = changed
        self._book = PointBook(bus, "calc", clock=clock)
        self._reader = PartReader()
        self._earlier: list[Point] = []

    async def run(self, loaded: asyncio.Event) -> None:
        """Until cancelled. Nothing is cleared before the routes are `loaded`: only they tell what is still wanted."""
        await self._recall()
        await loaded.wait()
        calculated = self._engine.calculated
        for point in self._earlier:
            if self._engine.table.reaches(f"calc.{point.path}"):
                calculated.restore(point)
        self._earlier = []
        calculated.recalled()
        while True:
            self._changed.clear()
            self._replace(calculated)
            await self._changed.wait()
            await self._clock.sleep(COLLECT_S)

    async def refresh(self) -> None:
        """Until cancelled: re-send what was read again without a change."""
        while True:
            await self._clock.sleep(REFRESH_TICK_S)
            if self._bus.is_connected and not self._bus.is_congested:
                self._engine.calculated.refresh(REFRESH_TICK_S)

    async def republish(self) -> None:
        """Everything again, to a broker that may have forgotten it."""
        self._book.publish()
        await self._engine.calculated.republish()

    def _replace(self, calculated: CalculatedPoints) -> None:
        gone = self._book.replace({point.path: point for point in calculated.directory()})
        calculated.clear(address for address in (f"calc.{path}" for path in gone) if not calculated.knows(address))

    async def _recall(self) -> None:
        recall = self._bus.subscribe(Topics.of("calc", "points", "+"), self._take, no_local=True)
        # With the options of a source: routes may read from calculated points.
        samples = self._bus.subscribe(self._topics.samples_of("calc"), self._engine.calculated.recall)
        try:
            await self._granted(recall)
            await self._granted(samples)
            await self._clock.sleep(RECALL_S)
        finally:
            self._bus.unsubscribe(recall)
            self._bus.unsubscribe(samples)

    async def _granted(self, recall: Subscription) -> None:
        while True:
            try:
                await recall.wait(5.0)
            except BusTimeout:
                continue
            except BusError:
                return  # no right to read it: nothing can be cleared, everything else works
            return

    def _take(self, packet: PublishPacket) -> None:
        self._book.recall(packet.topic, packet.payload)
        try:
            document = self._reader.feed(packet.payload) if packet.payload else None
            if document is not None:
                self._earlier = _points.decode(document)
        except (ValueError, RecursionError):
            return  # the new directory overwrites it
