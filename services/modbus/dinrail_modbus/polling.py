"""The polling of all units: three rhythms on one line, the faster one first, and probes of the lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from dinrail.clock import Clock
from dinrail.errors import DeviceError, NotConnected, Timeout
from dinrail.reason import Param, Reason
from dinrail_modbus.blocks import CLASSES
from dinrail_modbus.config import ModbusConfig, PollClass
from dinrail_modbus.link import Link
from dinrail_modbus.rhythm import Rhythm
from dinrail_modbus.unit import Unit

__all__ = ["Polling"]

GREETING_S = 1.8  # for all units together, so that `connect` ends in time
SILENT_UNITS = 2  # that many lost one after the other are a dead link
LATE_CYCLES = 5


class Polling:
    """Reads healthy units in their rhythms, then at most one of those that are lost.

    `told`: a reading of a class has ended, that took so many seconds, with so many answers and too late or not.
    """

    def __init__(
        self,
        config: ModbusConfig,
        units: Sequence[Unit],
        link: Link,
        clock: Clock,
        told: Callable[[PollClass, float, int, bool], None],
    ) -> None:
        self.active = [unit for unit in units if unit.classes]
        self._link = link
        self._clock = clock
        self._told = told
        used = {poll for unit in self.active for poll in unit.classes} or {"normal"}
        self._rhythms = [Rhythm(poll, config.interval_of(poll)) for poll in CLASSES if poll in used]

    async def greet(self) -> None:
        """Wait for one unit to answer, the one that did so last first; an open port alone is no device."""
        if not self.active:
            return
        patience = min(self._link.timeout, GREETING_S / len(self.active))
        error: DeviceError = Timeout("no unit answers")
        for unit in sorted(self.active, key=lambda unit: -unit.answered_at):
            try:
                await unit.greet(patience)
            except NotConnected:
                raise
            except DeviceError as reason:
                error = reason
            else:
                return
        raise error

    def start(self) -> None:
        """Everything is due."""
        for rhythm in self._rhythms:
            rhythm.start(self._clock.monotonic())

    async def step(self) -> None:
        """Read what is due, fast before slow; raises DeviceError when the link is dead."""
        for rhythm in self._rhythms:
            if rhythm.is_due(self._clock.monotonic()):
                await self._read(rhythm)
        await self._probe()
        if self.active and all(unit.is_lost() for unit in self.active):
            raise self.active[0].error or Timeout("no unit answers")

    def rest(self) -> float:
        """Seconds until the next reading or probe."""
        now = self._clock.monotonic()
        probes = [max(unit.backoff.due_at - now, self._suspicion(unit)) for unit in self.active if unit.is_lost()]
        return max(0.0, min([rhythm.due_at - now for rhythm in self._rhythms] + probes))

    def problem(self) -> Reason:
        """What part of the instance fails; an empty key when nothing does."""
        lost = [unit for unit in self.active if unit.is_lost()]
        troubled = [unit.trouble for unit in self.active if unit.trouble.key]
        if troubled:
            return troubled[0]
        if lost:
            names = ", ".join(str(unit.id) for unit in lost)
            return Reason("units_lost", {"units": names}, f"no answer from unit {names}")
        blocks = [block for unit in self.active for block in unit.blocks if block.backoff.failures]
        failing = [item for block in blocks for item in block.items]
        if failing:
            params: dict[str, Param] = {"points": len(failing), "first": failing[0].tag, "reason": failing[0].reason}
            return Reason("points_failing", params, f"{len(failing)} points cannot be read, first {failing[0].tag}")
        for rhythm in self._rhythms:
            if rhythm.late >= LATE_CYCLES:
                period = rhythm.interval
                return Reason("interval_too_short", {"interval": period}, f"a cycle takes longer than {period:g} s")
        return Reason("")

    async def _read(self, rhythm: Rhythm) -> None:
        started = self._clock.monotonic()
        read = silent = 0
        for unit in [unit for unit in self.active if not unit.is_lost()]:
            read += await unit.poll(rhythm.poll, partial(self._let_pass, rhythm))
            silent = silent + 1 if unit.is_lost() and self._link.unanswered else 0
            if silent == SILENT_UNITS:
                raise Timeout("nobody answers any more", key="link_silent")
        now = self._clock.monotonic()
        self._told(rhythm.poll, now - started, read, rhythm.done(now))

    async def _let_pass(self, slower: Rhythm) -> None:
        for rhythm in self._rhythms:
            if rhythm is slower:
                return
            if rhythm.is_due(self._clock.monotonic()):
                await self._read(rhythm)

    async def _probe(self) -> None:
        now = self._clock.monotonic()
        lost = [unit for unit in self.active if unit.is_lost() and unit.backoff.is_due(now)]
        lost = [unit for unit in lost if self._suspicion(unit) <= 0]
        if not lost:
            return
        unit = min(lost, key=lambda unit: unit.backoff.due_at)
        if await unit.probe():
            for rhythm in self._rhythms:
                await unit.poll(rhythm.poll, _nobody)

    def _suspicion(self, unit: Unit) -> float:
        """Seconds for which the others would have to wait for a late answer of this one first."""
        return self._link.suspicion(unit.id)


async def _nobody() -> None:
    pass
