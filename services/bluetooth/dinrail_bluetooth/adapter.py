"""The Bluetooth adapter: one radio, its scanner, and an attendant for each device that is connected to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from dinrail.adapter import Adapter, Context
from dinrail.directory import Point
from dinrail.errors import NotConnected, UnknownPoint
from dinrail.sample import Scalar
from dinrail_bluetooth.calls import Calls
from dinrail_bluetooth.config import BluetoothConfig
from dinrail_bluetooth.crew import Crew
from dinrail_bluetooth.live import LiveList
from dinrail_bluetooth.scanner import Scanner
from dinrail_bluetooth.sightings import Sightings
from dinrail_bluetooth.system import System, system_of

__all__ = ["BluetoothAdapter"]

LOOK_S = 0.5


class BluetoothAdapter(Adapter[BluetoothConfig]):
    """Scanning goes on only while somebody needs it; links are made one after the other, as BlueZ wants it."""

    config_type = BluetoothConfig
    fast_loop = False
    calls_without_link = frozenset({"types", "devices"})
    streams = ("devices",)
    connect_timeout = 15.0
    write_timeout = 40.0
    longest_wait = 10.0

    def __init__(self, config: BluetoothConfig, context: Context) -> None:
        super().__init__(config, context)
        self._sightings = Sightings(context.clock)
        self._system: System | None = None
        self._scanner: Scanner | None = None
        self._crew = Crew(self)
        self.live = LiveList(self)
        self._calls = Calls(self)
        self._told: tuple[str, object] | None = None
        self._complete = False

    # What the parts of the adapter need of each other.

    @property
    def sightings(self) -> Sightings:
        """Everything that was heard."""
        return self._sightings

    @property
    def crew(self) -> Crew:
        """Devices and their attendants."""
        return self._crew

    @property
    def scanner(self) -> Scanner | None:
        """None while there is no radio."""
        return self._scanner

    @property
    def system(self) -> System:
        """Raises NotConnected while there is no radio."""
        if self._system is None:
            raise NotConnected("the radio is not there", key="ble_radio_off", radio=self.config.radio)
        return self._system

    def points(self) -> Iterable[Point] | None:
        """None until every device has told something or has had its time to, so that no point vanishes for a moment."""
        if not self._complete:
            return None
        return [point for device in self._crew.devices for point in device.points]

    async def connect(self, endpoint: object) -> None:
        system = system_of(self.config.radio)
        try:
            await system.open()
            await system.end_links([each.address for each in self.config.devices if each.enabled])
        except BaseException:
            await system.close()
            raise
        self._system, self._told = system, None
        self._sightings.clear()
        self._scanner = Scanner(self.config.radio, self._heard, passive=self.config.scan == "auto")
        for device in self._crew.devices:
            device.start()

    async def reload(self, config: BluetoothConfig) -> bool:
        """Devices that stay keep their link, their values and points."""
        same = ("radio", "slots", "scan")
        if self._system is None or any(getattr(config, name) != getattr(self.config, name) for name in same):
            return False
        known = {each.address.upper() for each in self.config.devices if each.enabled}
        added = [each.address for each in config.devices if each.enabled and each.address.upper() not in known]
        await self._system.end_links(added)
        await self._crew.change(config)
        self.config = config
        return True

    async def run(self) -> None:
        lost = asyncio.ensure_future(self.system.lost.wait())
        try:
            self._crew.begin()
            while not lost.done():
                await self._listen_as_needed()
                self._crew.expire()
                self._judge()
                self._report()
                self._measure()
                await asyncio.wait({lost}, timeout=LOOK_S)
                self._crew.raise_trouble()
            raise self.system.why_lost()
        finally:
            lost.cancel()
            await self._crew.end()

    async def write(self, point: Point, value: bool | int | float | str) -> Scalar:
        found = self._crew.attendant_of_point(point.path)
        if found is None:
            raise UnknownPoint(f"no point {point.path}", path=point.path)
        attendant, name = found
        self.count("writes")
        return await attendant.switch(name, bool(value))

    async def scan(self, params: dict[str, Any]) -> Any:
        return await self._calls.scan(params)

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        return await self._calls.answer(method, params)

    async def close(self) -> None:
        scanner, self._scanner = self._scanner, None
        if scanner is not None:
            await scanner.stop()
        system, self._system = self._system, None
        if system is not None:
            await system.close()

    def changed(self) -> None:
        """Points were added."""
        if self._complete:
            self.points_changed()

    async def _listen_as_needed(self) -> None:
        if self._scanner is None:
            return
        watched = self.watched("devices")
        if watched:
            await self.live.prepare()
            self.live.show_changes()
        if self._crew.listening or self._calls.scanning or watched:
            try:
                await self._scanner.start()
            except NotConnected as refused:  # looking is tried again; links that stand go on
                self.log.debug("looking for devices: %s", refused)
        else:
            await self._scanner.stop()

    def _heard(self, device: BLEDevice, data: AdvertisementData) -> None:
        sighting = self._sightings.hear(device, data)
        self._crew.heard(sighting)
        if self.watched("devices"):
            self.live.show(sighting)

    def _judge(self) -> None:
        if not self._complete and all(device.judged for device in self._crew.devices):
            self._complete = True
            self.points_changed()

    def _report(self) -> None:
        """Tell when a device fails, once per change."""
        problem = next((device.problem for device in self._crew.devices if device.problem is not None), None)
        shown = (problem.key, problem.params.get("name")) if problem is not None else None
        if shown != self._told:
            self._told = shown
            if problem is None:
                self.degraded(None)
            else:
                self.degraded(problem.key, problem.message, **problem.params)

    def _measure(self) -> None:
        self.gauge("slots_used", self._crew.slots.used)
        self.gauge("devices_heard", len(self._sightings))
