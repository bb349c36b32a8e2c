"""Marks the points of an instance that can no longer speak as bad, until it is back."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable, Iterable

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.documents import State, StatusName
from dinrail.errors import BusError
from dinrail.names import Topics
from dinrail.sample import Sample, encode_sample
from dinrail_gateway.background import begin, end
from dinrail_gateway.points.space import DataSpace, Entry
from dinrail_gateway.status.schemas import StatusView

__all__ = ["BATCH", "Marker"]

GRACE_S = 1.0
JUDGE_S = 2.0
TRUST_S = 10.0
BATCH = 50
AGAIN_S = 10.0
MAX_BYTES = 1024
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
        self._statuses: dict[str, StatusName] = {}
        self._trusted: dict[str, float] = {}
        self._watch: asyncio.Task[None] | None = None
        self._log = logging.getLogger("dinrail.gateway.status")
        self.marked = 0

    def start(self) -> None:
        """Begin to notice who fell silent without a change of status."""
        self._watch = begin(self._judge_all, "marker")

    def status_changed(self, instance: str, view: StatusView) -> None:
        """Start or end marking as the new status demands."""
        self._statuses[instance] = view["status"]
        self._judge(instance)

    async def _judge_all(self) -> None:
        while True:
            await self._clock.sleep(JUDGE_S)
            for instance in list(self._statuses):
                self._judge(instance)

    def _judge(self, instance: str) -> None:
        status = self._statuses[instance]
        trusted = self._trusted.get(instance, 0.0) > self._clock.monotonic()
        speechless = status in _SPEECHLESS and not trusted and not self._speaks(instance)
        task = self._tasks.get(instance)
        if speechless and task is None:
            task = begin(functools.partial(self._mark, instance, f"instance_{status}"), f"marking of {instance}")
            self._tasks[instance] = task
            task.add_done_callback(lambda _: self._tasks.pop(instance, None))
        elif not speechless and task is not None:
            task.cancel()

    def forget(self, instance: str) -> None:
        """Nobody needs to be marked any more: the instance was removed."""
        self._statuses.pop(instance, None)
        self._trusted.pop(instance, None)
        if task := self._tasks.get(instance):
            task.cancel()

    def spoke(self, instance: str, state: State) -> None:
        """A living adapter republishes everything itself, whatever the engine has told of it so far."""
        if state.state in _ALIVE:
            self._trusted[instance] = self._clock.monotonic() + TRUST_S
            if task := self._tasks.get(instance):
                task.cancel()
        else:
            self._trusted.pop(instance, None)

    async def stop(self) -> None:
        """End all marking."""
        await end(self._watch, *self._tasks.values())

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
        payload = encode_sample(Sample(sample.value, sample.ts, "bad", reason))
        if len(payload) > MAX_BYTES:
            payload = encode_sample(Sample(None, sample.ts, "bad", reason))
        try:
            self.marked += self._bus.publish(self._topics.sample(entry.address), payload, retain=True)
        except BusError as error:
            self._log.warning("%s was not marked: %s", entry.address, error)

    @staticmethod
    def _unmarked(entries: Iterable[Entry]) -> list[Entry]:
        # What neither the directory nor the broker knows would only fill the broker's memory.
        known = (entry for entry in entries if entry.point is not None or entry.stored)
        return [entry for entry in known if entry.sample is not None and entry.sample.quality != "bad"]
