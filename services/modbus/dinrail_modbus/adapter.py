"""The Modbus TCP adapter: one connection, its units, one polling cycle after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from typing import Any

from dinrail.adapter import Adapter, Context
from dinrail.directory import Point
from dinrail.errors import DeviceError, NotConnected, Timeout, UnknownPoint
from dinrail.reason import Param, Reason
from dinrail.sample import Scalar
from dinrail_modbus.config import ModbusConfig
from dinrail_modbus.link import Link
from dinrail_modbus.points import Item
from dinrail_modbus.unit import Unit

__all__ = ["ModbusAdapter"]

GREETING_S = 1.8  # for all units together, so that `connect` ends in time
SILENT_UNITS = 2  # that many lost one after the other are a dead link
LATE_CYCLES = 5


class ModbusAdapter(Adapter[ModbusConfig]):
    """Polls every unit each `interval`; healthy ones first, then at most one that is being probed."""

    config_type = ModbusConfig
    fast_loop = False  # 10 requests a second cost the same on either loop

    def __init__(self, config: ModbusConfig, context: Context) -> None:
        super().__init__(config, context)
        self._link = Link(self.clock, self.count, timeout=config.timeout, delay=config.connect_delay)
        self.connect_timeout = type(self).connect_timeout + config.connect_delay
        self._read = 0
        self._late = 0
        self._told: Reason | None = None

    def points(self) -> Iterable[Point]:
        return [item.point for _, item in self._items.values()]

    def deadbands(self) -> Mapping[str, float]:
        found = {}
        for unit, device in zip(self._units, self.config.devices, strict=True):
            for item, point in zip(unit.items, device.points, strict=True):
                if point.deadband:
                    found[item.tag] = point.deadband
        return found

    async def connect(self, endpoint: Any) -> None:
        for unit in self._units:
            unit.forget()
        self._told = None
        await self._link.open(endpoint)
        await self._greet()

    async def run(self) -> None:
        due = self.clock.monotonic()
        while True:
            started = self.clock.monotonic()
            await self.poll()
            if self._read or not self._active:
                self.polled()
            now = self.clock.monotonic()
            due += self.interval()
            self._late = self._late + 1 if now > due else 0
            if self._late:
                self.count("late_polls")
                due = now
            self.gauge("poll_ms", (now - started) * 1000)
            self._report()
            await self.clock.sleep(due - now)

    async def poll(self) -> None:
        self._read = silent = 0
        units = self._active
        for unit in [unit for unit in units if not unit.is_lost()]:
            self._read += await unit.poll()
            silent = silent + 1 if unit.is_lost() and self._link.unanswered else 0
            if silent == SILENT_UNITS:
                raise Timeout("nobody answers any more", key="link_silent")
        now = self.clock.monotonic()
        lost = [unit for unit in units if unit.is_lost() and unit.backoff.is_due(now)]
        if lost:
            self._read += await min(lost, key=lambda unit: unit.backoff.due_at).poll()
        if units and all(unit.is_lost() for unit in units):
            raise units[0].error or Timeout("no unit answers")

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        found = self._items.get(point.path)
        if found is None:
            raise UnknownPoint(f"no point {point.path}", path=point.path)
        unit, item = found
        self.count("writes")
        return await unit.write(item, value)

    async def close(self) -> None:
        self._link.close()

    async def _greet(self) -> None:
        """Wait for one unit to answer, the one that did so last first; an open port alone is no device."""
        if not self._active:
            return
        patience = min(self._link.timeout, GREETING_S / len(self._active))
        error: DeviceError = Timeout("no unit answers")
        for unit in sorted(self._active, key=lambda unit: -unit.answered_at):
            try:
                await unit.greet(patience)
            except NotConnected:
                raise
            except DeviceError as reason:
                error = reason
            else:
                return
        raise error

    def _report(self) -> None:
        """Tell when part of the instance fails, once per change."""
        problem = self._problem()
        if problem != self._told:
            self._told = problem
            self.degraded(problem.key or None, problem.message, **problem.params)

    def _problem(self) -> Reason:
        lost = [unit for unit in self._active if unit.is_lost()]
        if lost:
            names = ", ".join(str(unit.id) for unit in lost)
            return Reason("units_lost", {"units": names}, f"no answer from unit {names}")
        blocks = [block for unit in self._active for block in unit.blocks if block.backoff.failures]
        failing = [item for block in blocks for item in block.items]
        if failing:
            params: dict[str, Param] = {"points": len(failing), "first": failing[0].tag, "reason": failing[0].reason}
            return Reason("points_failing", params, f"{len(failing)} points cannot be read, first {failing[0].tag}")
        if self._late >= LATE_CYCLES:
            period = self.interval()
            return Reason("interval_too_short", {"interval": period}, f"a cycle takes longer than {period:g} s")
        return Reason("")

    @cached_property
    def _units(self) -> list[Unit]:
        route = partial(self.context.route_data, self.id)
        return [Unit(device, self._link, self.clock, route) for device in self.config.devices]

    @cached_property
    def _active(self) -> list[Unit]:
        return [unit for unit in self._units if unit.blocks]

    @cached_property
    def _items(self) -> dict[str, tuple[Unit, Item]]:
        return {item.tag: (unit, item) for unit in self._units for item in unit.items}
