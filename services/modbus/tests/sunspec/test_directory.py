"""What the bus sees of a SunSpec device: the whole adapter on a broker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.parts import split_document
from dinrail.runner import AdapterRunner
from dinrail.runner.package import Package
from dinrail.settings import Settings
from dinrail.testing import FakeBroker
from dinrail_modbus.adapter import ModbusAdapter
from dinrail_modbus.sim import Fault, ModbusServer
from dinrail_modbus.sim.bank import Bank
from modbus_rig import eventually
from sunspec_device import common, int_inverter, put_chain, trackers


class Instance:
    """The instance `roof`: unit 1 by SunSpec, unit 2 a plain register."""

    def __init__(self, broker: FakeBroker, server: ModbusServer, secrets: Path) -> None:
        self.broker = broker
        self._settings = Settings(broker.address, "roof", secrets=secrets)
        devices = [
            {"profile": "sunspec"},
            {"unit_id": 2, "prefix": "b", "points": [{"name": "x", "address": 0}]},
        ]
        endpoints = [{"host": "127.0.0.1", "port": server.port}]
        config = {"endpoints": endpoints, "interval": 0.1, "slow_interval": 0.1, "timeout": 0.3, "devices": devices}
        for number, payload in enumerate(split_document({"id": "roof", "type": "modbus", "config": config}, 1)):
            broker.publish(f"dinrail/roof/config/{number}", payload, qos=1, retain=True)

    async def start(self) -> None:
        self._runner = AdapterRunner(ModbusAdapter, Package.of(ModbusAdapter).manifest, self._settings)
        self._task = asyncio.create_task(self._runner.run())

    async def stop(self) -> None:
        self._runner.request_stop()
        await asyncio.wait_for(self._task, 3)

    def listed(self) -> set[str]:
        """Paths of the directory, all parts."""
        paths: set[str] = set()
        for topic, payload in self.broker.retained.items():
            if topic.startswith("dinrail/roof/points/") and payload:
                data: Any = msgspec.json.decode(payload)["data"]
                paths |= {point["path"] for point in msgspec.json.decode(data)}
        return paths

    def value(self, path: str) -> object:
        """The retained value."""
        payload = self.broker.retained.get(f"smarthome/roof/{path}")
        return msgspec.json.decode(payload)["value"] if payload else None


@pytest.fixture
async def server() -> AsyncIterator[ModbusServer]:
    roof, plain = Bank(), Bank()
    put_chain(roof, [common(), int_inverter(), trackers(2)])
    plain.put("holding_registers", 0, [42])
    server = ModbusServer({1: roof, 2: plain})
    await server.listen()
    yield server
    await server.stop()


async def test_the_directory_follows_what_the_device_has(
    broker: FakeBroker, server: ModbusServer, tmp_path: Path
) -> None:
    instance = Instance(broker, server, tmp_path)
    await instance.start()
    await eventually(lambda: instance.value("inverter/W") == 4321.0)
    await eventually(lambda: {"inverter.W", "mppt.module.2.DCW", "b.x"} <= instance.listed())
    bank = server.units[1]
    bank._tables["holding_registers"].clear()
    put_chain(bank, [common(length=66), int_inverter(watts=777)])
    await eventually(lambda: instance.value("inverter/W") == 777.0)
    await eventually(lambda: "mppt.module.2.DCW" not in instance.listed())
    assert not broker.retained.get("smarthome/roof/mppt/module/2/DCW")  # nothing old stays
    await instance.stop()


async def test_a_new_process_keeps_the_directory_until_the_device_was_asked(
    broker: FakeBroker, server: ModbusServer, tmp_path: Path
) -> None:
    instance = Instance(broker, server, tmp_path)
    await instance.start()
    await eventually(lambda: "inverter.W" in instance.listed() and instance.value("inverter/W") == 4321.0)
    await instance.stop()
    seen: list[bool] = []
    slow = server.inject(Fault("delay", unit=1, seconds=0.05))
    await instance.start()
    while server.counts["connections"] < 2 or len(seen) < 30:
        seen.append("inverter.W" in instance.listed() and bool(broker.retained.get("smarthome/roof/inverter/W")))
        await asyncio.sleep(0.02)
    server.heal(slow)
    await eventually(lambda: "b.x" in instance.listed())
    assert all(seen)
    await instance.stop()


async def test_a_silent_device_does_not_hide_its_neighbours(
    broker: FakeBroker, server: ModbusServer, tmp_path: Path
) -> None:
    silent = server.inject(Fault("silent", unit=1))
    instance = Instance(broker, server, tmp_path)
    await instance.start()
    await eventually(lambda: instance.value("b/x") == 42 and "b.x" in instance.listed())
    server.heal(silent)
    await eventually(lambda: "inverter.W" in instance.listed(), timeout=10)
    await instance.stop()
