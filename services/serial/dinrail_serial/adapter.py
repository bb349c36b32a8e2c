"""The serial adapter: one line, its batteries and meters in turns."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Any

from dinrail.adapter import Adapter, Context
from dinrail.bms import BMSParser, Options
from dinrail.bms.battery import Battery
from dinrail.bms.device import Device
from dinrail.bms.plugins import make
from dinrail.directory import Point
from dinrail.errors import CallRefused, NotConnected, UnknownPoint
from dinrail.reason import Reason
from dinrail.sample import Scalar
from dinrail_serial.checks import line_baud
from dinrail_serial.client import SerialClient
from dinrail_serial.config import BatteryConfig, SerialConfig
from dinrail_serial.endpoint import Endpoint
from dinrail_serial.meter import Meter
from dinrail_serial.probing import probe, serial_types

__all__ = ["SerialAdapter"]

REPLUG_S = 5.0  # a port that was pulled is looked for this often at least
LONGEST_REST_S = 1.0  # devices of a new configuration do not wait longer for their first turn


class SerialAdapter(Adapter[SerialConfig]):
    """Whose turn it is, is who has waited longest; a write waits for the turn that runs."""

    config_type = SerialConfig
    fast_loop = False
    calls_without_link = frozenset({"types", "diagnostics"})
    longest_wait = REPLUG_S
    write_timeout = 15.0

    def __init__(self, config: SerialConfig, context: Context) -> None:
        super().__init__(config, context)
        self._client: SerialClient | None = None
        self._turn = asyncio.Lock()
        self._told: Reason | None = None
        self._complete = False
        self._made_devices: list[Device] | None = None

    def points(self) -> Iterable[Point] | None:
        """None until every device has told something or has had its time to, so that no point vanishes for a moment."""
        if not self._complete:
            return None
        return [point for device in self._devices for point in device.points]

    async def connect(self, endpoint: Endpoint) -> None:
        baud = line_baud(self.config, self.config.endpoints.index(endpoint))
        client = SerialClient(endpoint, baud)
        await client.open()
        self._client, self._told = client, None
        for device in self._devices:
            device.start()

    async def reload(self, config: SerialConfig) -> bool:
        """Devices that stay keep their values and points; a changed endpoint needs a new link."""
        rates = [[line_baud(each, at) for at in range(len(each.endpoints))] for each in (config, self.config)]
        if self._client is None or config.endpoints != self.config.endpoints or rates[0] != rates[1]:
            return False
        async with self._turn:
            before, devices = self._devices, self._made(config)
            for at, device in enumerate(devices):
                same = next((each for each in before if each.config == device.config), None)
                if same is not None:
                    same.interval = device.interval
                    devices[at] = same
                else:
                    device.follow(next((each for each in before if each.name == device.name), None))
                    device.start()
            self.config, self._made_devices = config, devices
        return True

    async def run(self) -> None:
        while True:
            due = min(self._devices, key=lambda each: each.due_at)
            now = self.clock.monotonic()
            if due.talks or due.due_at <= now:
                async with self._turn:
                    if await due.turn(self._line()):
                        self.polled()
            else:
                # Writes and a lost line are not waited for: the line is looked after while nobody is due.
                wake = min([due.due_at, now + LONGEST_REST_S, *(each.stale_at for each in self._devices)])
                await self._line().lost(max(0.01, wake - now))
            for device in self._devices:
                device.expire()
            self._judge()
            self._report()

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        for device in self._devices:
            if isinstance(device, Battery) and point.path.startswith(f"{device.name}."):
                self.count("writes")
                async with self._turn:
                    return await device.switch(self._line(), point.path[len(device.name) + 1 :], bool(value))
        raise UnknownPoint(f"no point {point.path}", path=point.path)

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        match method:
            case "probe":
                async with self._turn:
                    return await probe(params, self._line(), self.clock)
            case "types":
                found = await asyncio.to_thread(serial_types)
                return [
                    {
                        "type": each.type,
                        "title": each.title,
                        "baud": each.serial.baud if each.serial else None,
                        "addressed": each.addressed,
                        "switches": sorted(each.switches),
                    }
                    for each in found
                ]
            case "diagnostics":
                return [self._diagnosed(device) for device in self._devices]
        raise CallRefused(f"unknown method {method[:64]!r}", method=method[:64])

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _line(self) -> SerialClient:
        if self._client is None:
            raise NotConnected("not open")
        return self._client

    def _judge(self) -> None:
        if not self._complete and all(device.judged for device in self._devices):
            self._complete = True
            self.points_changed()

    def _report(self) -> None:
        """Tell when part of the line fails, once per change."""
        problem = next((device.problem for device in self._devices if device.problem is not None), None)
        if (problem and problem.key) != (self._told and self._told.key) or (
            problem and self._told and problem.params.get("name") != self._told.params.get("name")
        ):
            self._told = problem
            if problem is None:
                self.degraded(None)
            else:
                self.degraded(problem.key, problem.message, **problem.params)

    def _changed(self) -> None:
        if self._complete:
            self.points_changed()

    def _diagnosed(self, device: Device) -> dict[str, Any]:
        shown: dict[str, Any] = {"name": device.name, "problem": device.problem, "failures": device.failures}
        if isinstance(device, Battery):
            counters = device.parser.counters
            shown |= {
                "type": device.parser.type,
                "frames": counters.frames,
                "rejected": dict(counters.rejected),
                "skipped_bytes": counters.skipped_bytes,
                "withheld": device.guard.withheld,
            }
        return shown

    @property
    def _devices(self) -> list[Device]:
        if self._made_devices is None:
            self._made_devices = self._made(self.config)
        return self._made_devices

    def _made(self, config: SerialConfig) -> list[Device]:
        route = partial(self.route_data, self.id)
        batteries = [
            Battery(each, _parser(each), config.interval, self.clock, route, changed=self._changed, count=self.count)
            for each in config.batteries
        ]
        return [*batteries, *(Meter(each, config.interval, self.clock, route) for each in config.meters)]


def _parser(config: BatteryConfig) -> BMSParser:
    options = Options(key=config.key, address=config.address, invert_current=config.invert_current, link="serial")
    return make(config.type, options)
