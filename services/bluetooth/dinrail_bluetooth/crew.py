"""The devices of the configuration, and who attends to each of them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from dinrail.bms import Options
from dinrail.bms.device import CYCLES, Device
from dinrail.bms.errors import KeyMissing
from dinrail.bms.plugins import load
from dinrail_bluetooth.attendance import Attendant
from dinrail_bluetooth.battery import Advertising, Asked, Keyless
from dinrail_bluetooth.connecting import Connecting
from dinrail_bluetooth.sightings import Sighting
from dinrail_bluetooth.slots import Slots

if TYPE_CHECKING:
    from dinrail_bluetooth.adapter import BluetoothAdapter
    from dinrail_bluetooth.config import BluetoothConfig, DeviceConfig

__all__ = ["Crew"]


class Crew:
    """attendants: by address in capitals, of devices that are connected to."""

    def __init__(self, adapter: BluetoothAdapter) -> None:
        self._adapter = adapter
        self.slots = Slots(adapter.config.slots)
        self.connecting = Connecting(adapter)
        self.attendants: dict[str, Attendant] = {}
        self._made: list[Device] | None = None
        self._by_address: dict[str, Device] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def devices(self) -> list[Device]:
        """Those in use, in order; made when they are asked for first, as plugins are loaded."""
        if self._made is None:
            self._take(self._wanted(self._adapter.config))
        return self._made or []

    @property
    def listening(self) -> bool:
        """Whether anybody needs advertisements."""
        if any(isinstance(each, Advertising) for each in self.devices):
            return True
        return any(each.looking for each in self.attendants.values())

    def begin(self) -> None:
        """Attend to everybody."""
        for device in self.devices:
            self._attend(device)

    async def end(self) -> None:
        """Let go of everybody."""
        await self._dismiss(list(self._tasks))

    async def change(self, config: BluetoothConfig) -> None:
        """Devices that are the same go on undisturbed; the others end, change or begin."""
        before = {device.name: device for device in self.devices}
        wanted = self._wanted(config)
        for at, device in enumerate(wanted):
            old = before.get(device.name)
            if old is not None and old.config == device.config and old.interval == device.interval:
                wanted[at] = old
            else:
                device.follow(old)
        await self._dismiss([address for address, each in self._by_address.items() if each not in wanted])
        self._take(wanted)
        for device in wanted:
            if device not in before.values():
                device.start()
                self._attend(device)

    def heard(self, sighting: Sighting) -> None:
        """An advertisement, perhaps of one of ours."""
        device = self._by_address.get(sighting.advertisement.address)
        if isinstance(device, Advertising):
            device.hear(sighting.advertisement)
        elif device is not None and (attendant := self.attendants.get(sighting.advertisement.address)) is not None:
            attendant.heard()

    def expire(self) -> None:
        """What is too old is bad; who is only listened to and says nothing is out of range."""
        for address, device in self._by_address.items():
            silent = self._adapter.sightings.age(address) > CYCLES * device.interval
            if isinstance(device, Advertising) and silent and device.judged:
                device.absent()
            device.expire()

    def raise_trouble(self) -> None:
        """An attendant that ended had an error nobody expected."""
        for task in self._tasks.values():
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                raise error

    def device_at(self, address: str) -> Device | None:
        """Of the configuration and in use."""
        return self._by_address.get(address.upper())

    def attendant_of_point(self, path: str) -> tuple[Attendant, str] | None:
        """Who attends to the device of a point, and the rest of its path."""
        for attendant in self.attendants.values():
            prefix = f"{attendant.device.name}."
            if path.startswith(prefix):
                return attendant, path[len(prefix) :]
        return None

    def _attend(self, device: Device) -> None:
        if not isinstance(device, Asked):
            return
        address = device.config.address.upper()
        attendant = Attendant(
            device,
            self.slots,
            self.connecting.open,
            age=partial(self._adapter.sightings.age, address),
            unstick=partial(self.connecting.unstick, address),
            polled=self._adapter.polled,
        )
        self.attendants[address] = attendant
        self._tasks[address] = asyncio.create_task(attendant.attend(), name=f"attend {device.name}")

    async def _dismiss(self, addresses: list[str]) -> None:
        tasks = [self._tasks.pop(address) for address in addresses if address in self._tasks]
        for address in addresses:
            self.attendants.pop(address, None)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _take(self, devices: list[Device]) -> None:
        self._made = devices
        self._by_address = {each.config.address.upper(): each for each in devices}  # type: ignore[attr-defined]
        self._adapter.sightings.keep = frozenset(self._by_address)

    def _wanted(self, config: BluetoothConfig) -> list[Device]:
        return [self._make(each, config.interval) for each in config.devices if each.enabled]

    def _make(self, config: DeviceConfig, interval: float) -> Device:
        adapter, parser = self._adapter, load(config.type)
        route = partial(adapter.route_data, adapter.id)
        link = "ble" if "ble" in parser.links else "advertisement"
        try:
            made = parser(Options(key=config.key, invert_current=config.invert_current, link=link))  # type: ignore[arg-type]
        except KeyMissing as error:
            reason = type(error.reason)(error.reason.key, {**error.reason.params, "name": config.name}, error.message)
            return Keyless(config, reason, config.interval or interval, adapter.clock, route)
        kind = Asked if "ble" in parser.links else Advertising
        return kind(config, made, interval, adapter.clock, route, changed=adapter.changed, count=adapter.count)
