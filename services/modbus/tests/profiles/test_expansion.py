"""A device with a profile in a configuration, up to the wire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from dinrail.errors import ConfigError
from dinrail_modbus.config import DeviceConfig, PointConfig
from dinrail_modbus.profiles import Catalog
from dinrail_modbus.profiles.expansion import expand
from dinrail_modbus.sim import ModbusServer
from dinrail_modbus.sim.bank import Bank
from modbus_rig import Rig, eventually, typed

HEADER = {"vendor": "Acme", "model": "B", "sources": [{"title": "Manual", "version": "1"}]}
BOILER = {
    "header": HEADER,
    "order": "CDAB",
    "limits": {"max_registers": 10, "max_gap": 4, "pause": 0.01, "connect_delay": 0.3, "timeout": 0.7, "page": 100},
    "points": [
        {"name": "power", "address": 0, "type": "int32", "unit": "W"},
        {"name": "target", "address": 5, "writable": True, "max": 90},
    ],
}


@pytest.fixture
async def boiler() -> AsyncIterator[tuple[ModbusServer, Bank]]:
    bank = Bank()
    bank.put("holding_registers", 0, [0x0001, 0x0002, 0, 0, 0, 55])
    bank.allow("holding_registers", [5])
    server = ModbusServer({1: bank, 2: bank})
    await server.listen()
    yield server, bank
    await server.stop()


def device(**options: Any) -> DeviceConfig:
    return expand(DeviceConfig(profile="acme/boiler", **options), Catalog({"acme/boiler": BOILER})).device


async def test_points_come_from_the_profile_in_its_order(boiler: tuple[ModbusServer, Bank]) -> None:
    server, _ = boiler
    rig = Rig({"profile": "acme/boiler", "prefix": "b"}, port=server.port, profiles={"acme/boiler": BOILER})
    await rig.start()
    await eventually(lambda: rig.value("b.power") == 0x00020001)
    await eventually(lambda: rig.value("b.target") == 55)
    assert [path for path, point in rig.points.items() if point.writable] == []
    await rig.stop()


async def test_settings_can_be_written_when_allowed(boiler: tuple[ModbusServer, Bank]) -> None:
    server, bank = boiler
    rig = Rig({"profile": "acme/boiler", "profile_writes": True}, port=server.port, profiles={"acme/boiler": BOILER})
    await rig.start()
    await eventually(lambda: rig.value("target") == 55)
    assert await rig.write("target", 60) == 60
    assert bank.get("holding_registers", 5) == 60
    await rig.stop()


def test_the_stricter_of_both_limits_counts() -> None:
    narrow = device(max_registers=4, max_gap=1, pause=0.5)
    assert (narrow.max_registers, narrow.max_gap, narrow.pause, narrow.page) == (4, 1, 0.5, 100)
    wide = device()
    assert (wide.max_registers, wide.max_gap, wide.pause) == (10, 4, 0.01)


def test_delay_and_time_out_of_the_link_follow_the_profile() -> None:
    rig = Rig({"profile": "acme/boiler"}, port=502, profiles={"acme/boiler": BOILER})
    assert (rig.adapter._link.timeout, rig.adapter._link._delay) == (0.7, 0.3)
    assert rig.adapter.connect_timeout == pytest.approx(4.3)


def test_a_point_of_the_configuration_replaces_the_profiles_of_its_name() -> None:
    points = device(points=[PointConfig(name="power", address=40)]).points
    assert {(point.name, point.address) for point in points} == {("target", 5), ("power", 40)}


async def test_a_bad_own_profile_costs_nobody_else_anything(boiler: tuple[ModbusServer, Bank]) -> None:
    server, _ = boiler
    bad = {"header": HEADER, "points": [{"name": "power", "address": 0, "type": "int33"}]}
    rig = Rig(
        {"unit_id": 1, "profile": "acme/bad", "prefix": "bad", "points": [{"name": "own", "address": 5}]},
        {"unit_id": 2, "profile": "acme/boiler", "prefix": "good"},
        port=server.port,
        profiles={"acme/bad": bad, "acme/boiler": BOILER},
    )
    await rig.start()
    await eventually(lambda: rig.value("good.power") == 0x00020001)
    await eventually(lambda: rig.value("bad.own") == 55)
    assert "bad.power" not in rig.points
    key, params = rig.context.problems[-1]
    assert (key, params["profile"]) == ("profile_invalid", "acme/bad")
    assert "/points/0/type" in params["problem"]
    await rig.stop()


async def test_an_unknown_profile_is_told(boiler: tuple[ModbusServer, Bank]) -> None:
    server, _ = boiler
    rig = Rig({"profile": "acme/none", "points": [{"name": "own", "address": 5}]}, port=server.port)
    await rig.start()
    await eventually(lambda: rig.value("own") == 55)
    assert rig.context.problems[-1][0] == "profile_unknown"
    await rig.stop()


def test_two_devices_of_one_profile_need_prefixes() -> None:
    devices = [{"unit_id": 1, "profile": "eastron/sdm120"}, {"unit_id": 2, "profile": "eastron/sdm120"}]
    with pytest.raises(ConfigError) as caught:
        typed({"endpoints": [{"host": "h"}], "devices": devices})
    assert (caught.value.reason.key, caught.value.path) == ("name_twice", "/devices/1/prefix")


def test_two_devices_that_are_discovered_need_prefixes() -> None:
    devices = [{"unit_id": 1, "profile": "sunspec"}, {"unit_id": 2, "profile": "fronius/smart-meter"}]
    with pytest.raises(ConfigError) as caught:
        typed({"endpoints": [{"host": "h"}], "devices": devices})
    assert (caught.value.reason.key, caught.value.path) == ("name_twice", "/devices/1/prefix")
    devices[1]["prefix"] = "meter"
    assert typed({"endpoints": [{"host": "h"}], "devices": devices})


def test_a_broadcast_has_no_profile() -> None:
    device = {"unit_id": 0, "broadcast": True, "profile": "eastron/sdm120"}
    with pytest.raises(ConfigError) as caught:
        typed({"endpoints": [{"host": "h"}], "devices": [device]})
    assert (caught.value.reason.key, caught.value.path) == ("option_without_effect", "/devices/0/profile")


async def test_the_plan_preview_counts_the_profiles_requests() -> None:
    rig = Rig({"profile": "eastron/sdm630"}, port=502)
    plan = await rig.adapter.call("plan", {})
    assert sum(request["points"] for request in plan["requests"]) == 43
    assert max(request["count"] for request in plan["requests"]) <= 50
