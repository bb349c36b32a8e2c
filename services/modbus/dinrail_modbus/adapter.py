"""The Modbus adapter: one connection or serial line, its units, and what can be asked about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, partial
from typing import Any

from dinrail.adapter import Adapter, Context
from dinrail.directory import Point
from dinrail.errors import CallRefused, UnknownPoint
from dinrail.reason import Reason
from dinrail.sample import Scalar
from dinrail_modbus.calls import decodings, diagnostics, preview, profiles, scan
from dinrail_modbus.config import ModbusConfig, PollClass
from dinrail_modbus.link import Link
from dinrail_modbus.points import Item
from dinrail_modbus.polling import Polling
from dinrail_modbus.profiles.expansion import Expansion, expand_all
from dinrail_modbus.readings import Route
from dinrail_modbus.sunspec import SunSpecUnit
from dinrail_modbus.unit import Unit

__all__ = ["ModbusAdapter"]

REPLUG_S = 5.0  # a serial port that was pulled is looked for this often at least


class ModbusAdapter(Adapter[ModbusConfig]):
    """Polls every unit in the rhythm of its points; besides the SDK's calls those of `calls`."""

    config_type = ModbusConfig
    fast_loop = False  # 10 requests a second cost the same on either loop
    calls_without_link = frozenset({"plan", "decodings", "diagnostics", "profiles"})

    def __init__(self, config: ModbusConfig, context: Context) -> None:
        super().__init__(config, context)
        self._expansions = expand_all(config)
        limits = [expansion.limits for expansion in self._expansions]
        delay = max(config.connect_delay, *(each.connect_delay for each in limits))
        timeout = max(config.timeout, *(each.timeout for each in limits))
        self._link = Link(self.clock, self.count, timeout=timeout, delay=delay)
        self.connect_timeout = type(self).connect_timeout + delay
        if any(endpoint.serial for endpoint in config.endpoints):
            self.longest_wait = REPLUG_S
        self._told: Reason | None = None

    def points(self) -> Iterable[Point] | None:
        if any(isinstance(unit, SunSpecUnit) and not unit.is_asked for unit in self._units):
            return None
        return [item.point for _, item in self._items.values()]

    def deadbands(self) -> Mapping[str, float]:
        return {item.tag: item.deadband for unit in self._units for item in unit.items if item.deadband}

    async def connect(self, endpoint: Any) -> None:
        for unit in self._units:
            unit.forget()
        self._told = None
        await self._link.open(endpoint)
        await self._polling.greet()

    async def run(self) -> None:
        self._polling.start()
        while True:
            await self._polling.step()
            self._report()
            await self.clock.sleep(self._polling.rest())

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        found = self._items.get(point.path)
        if found is None:
            raise UnknownPoint(f"no point {point.path}", path=point.path)
        unit, item = found
        self.count("writes")
        return await unit.write(item, value)

    async def scan(self, params: dict[str, Any]) -> Any:
        return await scan(params, self.config, self._link, self.clock)

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        match method:
            case "plan":
                return preview(params, self.config, self._link.diagnostics.average())
            case "decodings":
                return await decodings(params, self._link)
            case "diagnostics":
                return diagnostics(self._units, self._link, self.clock)
            case "profiles":
                return await profiles(params, self.config)
        raise CallRefused(f"unknown method {method[:64]!r}", method=method[:64])

    async def close(self) -> None:
        self._link.close()

    def _cycle(self, poll: PollClass, seconds: float, read: int, late: bool) -> None:
        """A reading of a poll class has ended."""
        if read or not self._polling.active:
            self.polled()
        if late:
            self.count("late_polls")
        if (latency := self._link.diagnostics.average()) is not None:
            self.gauge("latency_ms", latency * 1000)
        self.gauge("poll_ms" if poll == "normal" else f"poll_{poll}_ms", seconds * 1000)

    def _report(self) -> None:
        """Tell when part of the instance fails, once per change."""
        broken = next((each.problem for each in self._expansions if each.problem.key), None)
        problem = broken or self._polling.problem()
        if problem != self._told:
            self._told = problem
            self.degraded(problem.key or None, problem.message, **problem.params)

    @cached_property
    def _units(self) -> list[Unit]:
        route = partial(self.context.route_data, self.id)
        return [self._unit(expansion, route) for expansion in self._expansions]

    def _unit(self, expansion: Expansion, route: Route) -> Unit:
        if expansion.sunspec:
            return SunSpecUnit(expansion.device, self._link, self.clock, route, self._repoint)
        return Unit(expansion.device, self._link, self.clock, route)

    def _repoint(self) -> None:
        """A unit has found other points on its device."""
        self.__dict__.pop("_items", None)
        self.points_changed()

    @cached_property
    def _polling(self) -> Polling:
        return Polling(self.config, self._units, self._link, self.clock, self._cycle)

    @cached_property
    def _items(self) -> dict[str, tuple[Unit, Item]]:
        return {item.tag: (unit, item) for unit in self._units for item in unit.items}
