"""A simulated radio on a bus of its own, and an adapter as the runner would hold it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.directory import Point
from dinrail.testing.context import RecordingContext
from dinrail_bluetooth.adapter import BluetoothAdapter
from dinrail_bluetooth.config import BluetoothConfig
from dinrail_bluetooth.sim import Peripheral, PrivateBus, SimulatedBluez

__all__ = ["Field", "Rig", "device", "fresh", "good", "typed"]


def typed(**config: Any) -> BluetoothConfig:
    return msgspec.convert(config, BluetoothConfig)


def device(peripheral: Peripheral, kind: str, name: str = "left", **more: Any) -> dict[str, Any]:
    """Entry of a configuration."""
    return {"name": name, "address": peripheral.address, "type": kind, **more}


class Field:
    """The bus and what is on it; `bluez` can be replaced by another one."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.bus = PrivateBus(folder)
        self.bluez = SimulatedBluez()
        patch.setenv("DBUS_SYSTEM_BUS_ADDRESS", self.bus.address)

    async def start(self, *peripherals: Peripheral, passive: bool = True) -> SimulatedBluez:
        await self.bus.start()
        return await self.appear(peripherals, passive=passive)

    async def appear(self, peripherals: Iterable[Peripheral], *, passive: bool = True) -> SimulatedBluez:
        self.bluez = SimulatedBluez(peripherals, passive=passive)
        await self.bluez.start(self.bus.address)
        return self.bluez

    async def stop(self) -> None:
        await self.bluez.stop()
        await self.bus.stop()


class Rig:
    """`start`, then look; `ended` is the error its `run` ended with."""

    def __init__(self, **config: Any) -> None:
        self.config = typed(**{"interval": 0.5, **config})
        self.context = RecordingContext("batteries")
        self.adapter = BluetoothAdapter(self.config, self.context)
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self.adapter.connect(None)
        self._running = asyncio.create_task(self.adapter.run())

    async def ended(self, timeout: float = 5.0) -> BaseException | None:
        assert self._running is not None
        await asyncio.wait([self._running], timeout=timeout)
        assert self._running.done(), "still running"
        await self.adapter.close()
        return self._running.exception()

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self.adapter.close()

    def points(self) -> dict[str, Point]:
        return {point.path: point for point in self.adapter.points() or ()}

    async def write(self, path: str, value: Any) -> Any:
        point = self.points()[path]
        return await self.adapter.write(point, point.accept(value))

    def value(self, tag: str) -> object:
        return self.context.last[tag].value if tag in self.context.last else None

    def quality(self, tag: str) -> tuple[str, str]:
        told = self.context.last.get(tag)
        return (told.quality, told.reason) if told else ("", "")

    @property
    def problem(self) -> str:
        return next((each.problem.key for each in self.adapter.crew.devices if each.problem is not None), "")


def good(rig: Rig, name: str = "left") -> Callable[[], bool]:
    return lambda: rig.quality(f"{name}.voltage") == ("good", "")


def fresh(rig: Rig, name: str = "left") -> Callable[[], object]:
    """Whether anything good was told of it from now on."""
    told = len(rig.context.told)
    return lambda: any(each.tag == f"{name}.voltage" and each.quality == "good" for each in rig.context.told[told:])
