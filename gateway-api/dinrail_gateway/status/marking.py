"""Marks the points of an instance that can no longer speak as bad, until it is back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.documents import State, StatusName
from dinrail.errors import BusError
from dinrail.names import Topics
from dinrail.sample import Sample, encode_sample
from dinrail_gateway.points.space import DataSpace, Entry
from dinrail_gateway.status.schemas import StatusView

__all__ = ["BATCH", "Marker"]

GRACE_S = 1.0
BATCH = 50
AGAIN_S = 10.0
PAUSE_S = 0.25  # 200 a second: below every source's limit at the router

_SPEECHLESS: frozenset[StatusName] = frozenset({"stopped", "failed", "error", "suspended_by_spam", "panic"})
_ALIVE = frozenset({"starting", "connecting", "connected", "disconnected", "error"})


class Marker:
    """Republishes last values as bad, paced; one task per speechless instance, ended when it speaks again."""

    def __init__(
        self, bus: Bus, topics: Topics, space: DataSpace, *, speaks: Callable[[str], bool], clock: Clock
    ) -> None:
        """speaks: whether an instance has been heard lately, so that it marks its points itself."""
        self._bus = bus
        self._topics = topics
        self._space = space
        self._speaks = speaks
        self._clock = clock
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._log = logging.getLogger("dinrail.gateway.status")
        self.marked = 0

    def status_changed(self, instance: str, view: StatusView) -> None:
        """Start or end marking as the new status demands."""
        speechless = view["status"] in _SPEECHLESS and not self._speaks(instance)
        task = self._tasks.get(instance)
        if speechless and task is None:
            task = asyncio.create_task(self._mark(instance, f"instance_{view['status']}"), name=f"mark {instance}")
            self._tasks[instance] = task
            task.add_done_callback(lambda _: self._tasks.pop(instance, None))
        elif not speechless and task is not None:
            task.cancel()

    def spoke(self, instance: str, state: State) -> None:
        """A living adapter republishes everything itself."""
        if state.state in _ALIVE and (task := self._tasks.get(instance)):
            task.cancel()

    async def stop(self) -> None:
        """End all marking."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _mark(self, instance: str, reason: str) -> None:
        await self._clock.sleep(GRACE_S)
        told = False
        while True:
            # Again and again: stored samples may still arrive, and a full queue drops some of ours.
            waiting = self._unmarked(self._space.of(instance)) if self._bus.is_connected else []
            if waiting and not told:
                self._log.info("%s: %d points are marked bad", instance, len(waiting))
                told = True
            for number, entry in enumerate(waiting, 1):
                self._publish(entry, reason)
                if number % BATCH == 0:
                    await self._clock.sleep(PAUSE_S)
            await self._clock.sleep(AGAIN_S)

    def _publish(self, entry: Entry, reason: str) -> None:
        sample = entry.sample
        if sample is None or sample.quality == "bad":
            return
        bad = Sample(sample.value, sample.ts, "bad", reason)
        try:
            self.marked += self._bus.publish(self._topics.sample(entry.address), encode_sample(bad), retain=True)
        except BusError as error:
            self._log.warning("%s was not marked: %s", entry.address, error)

    @staticmethod
    def _unmarked(entries: Iterable[Entry]) -> list[Entry]:
        return [entry for entry in entries if entry.sample is not None and entry.sample.quality != "bad"]
