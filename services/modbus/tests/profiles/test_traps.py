"""What people fell into with these devices, one test each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import pairwise
from typing import Any

import pytest

from dinrail_modbus.blocks import plan_blocks
from dinrail_modbus.config import DeviceConfig
from dinrail_modbus.points import items_of
from dinrail_modbus.profiles import Catalog
from dinrail_modbus.profiles.expansion import expand
from dinrail_modbus.sim import ModbusServer
from dinrail_modbus.sim.bank import Bank
from dinrail_modbus.tables import Table
from modbus_rig import Rig, eventually

Read = Callable[..., Awaitable[dict[str, Any]]]
OFTEN = {"interval": 0.1, "slow_interval": 0.1, "timeout": 2.0}


def planned(name: str) -> DeviceConfig:
    return expand(DeviceConfig(profile=name), Catalog()).device


def bank_of(name: str, registers: dict[int, list[int]], table: Table) -> Bank:
    """A device with everything the profile asks for: zeros, and the registers given."""
    bank, device = Bank(), planned(name)
    for block in plan_blocks(items_of(device), device):
        bank.put(block.table, block.request.start, [0] * block.request.size)
    for address, values in registers.items():
        bank.put(table, address, values)
    return bank


@pytest.fixture
async def read() -> AsyncIterator[Read]:
    """Values and qualities of a profile's points, read from given registers over a socket."""
    running: list[Any] = []

    async def run(name: str, registers: dict[int, list[int]], *, table: Table = "holding_registers") -> dict[str, Any]:
        server = ModbusServer({1: bank_of(name, registers, table)})
        await server.listen()
        rig = Rig({"profile": name}, port=server.port, **OFTEN)
        running.extend((server, rig))
        await rig.start()
        await eventually(lambda: set(rig.points) <= set(rig.context.last), timeout=15)
        return {tag: told.value if told.quality == "good" else told.reason for tag, told in rig.context.last.items()}

    yield run
    for each in reversed(running):
        await each.stop()


async def test_deye_sends_the_low_word_first(read: Read) -> None:
    values = await read("deye/sg-lp3", {516: [0x1234, 0x0001]})
    assert values["battery.energy.charged"] == 7019.6  # 0x00011234 tenths


async def test_deye_counts_a_discharging_battery_positive(read: Read) -> None:
    values = await read("deye/sg-lp3", {590: [1500, 3000]})
    assert (values["battery.power"], values["battery.current"]) == (-1500.0, -30.0)


async def test_deye_temperatures_begin_at_minus_hundred(read: Read) -> None:
    assert (await read("deye/sg-lp3", {586: [1250], 540: [950]}))["battery.temperature"] == 25.0
    assert (await read("deye/sg-lp1", {182: [950]}))["battery.temperature"] == -5.0


async def test_deye_scales_differ_by_battery_and_firmware(read: Read) -> None:
    registers = {516: [1000, 0], 587: [5120], 590: [100], 672: [300]}
    shown = ("battery.energy.charged", "battery.voltage", "battery.power", "pv1.power")
    low = await read("deye/sg-lp3", registers)
    high = await read("deye/sg-hp3", registers)
    newer = await read("deye/sg-hp3-1098", registers)
    assert [low[tag] for tag in shown] == [100.0, 51.2, -100.0, 300]
    assert [high[tag] for tag in shown] == [100.0, 512.0, -1000.0, 3000.0]
    assert [newer[tag] for tag in shown] == [1000, 512.0, -1000.0, 3000.0]


async def test_huawei_gets_its_silence_and_its_pauses() -> None:
    server = ModbusServer({1: bank_of("huawei/sun2000", {}, "holding_registers")})
    await server.listen()
    rig = Rig({"profile": "huawei/sun2000"}, port=server.port, interval=0.1, timeout=0.5)
    began = rig.context.clock.monotonic()
    await rig.start()
    await eventually(lambda: set(rig.points) <= set(rig.context.last), timeout=15)
    await rig.stop()
    await server.stop()
    times = [request.at for request in server.requests]
    assert times[0] - began >= 1.5
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.05
    assert server.counts["connections"] == 1
    assert rig.adapter._link.timeout == 5.0


async def test_huawei_says_no_value_by_the_largest_one(read: Read) -> None:
    values = await read("huawei/sun2000", {37113: [0x7FFF, 0xFFFF], 32080: [0xFFFF, 0xFF38], 32085: [0xFFFF]})
    assert (values["grid.power"], values["power"], values["frequency"]) == ("not_available", -200, "not_available")


async def test_huawei_exports_positive(read: Read) -> None:
    assert (await read("huawei/sun2000", {37113: [0, 2500]}))["grid.power"] == -2500.0


@pytest.mark.parametrize("name", ["growatt/min-tl-x", "growatt/tl-xh", "growatt/sph"])
def test_growatt_requests_stay_within_their_group(name: str) -> None:
    device = planned(name)
    requests = [block.request for block in plan_blocks(items_of(device), device)]
    assert all(request.start // 125 == (request.start + request.size - 1) // 125 for request in requests)
    assert max(request.size for request in requests) <= 45
    assert device.pause == 0.1


async def test_growatt_export_may_be_negative(read: Read) -> None:
    values = await read("growatt/tl-xh", {3043: [0xFFFF, 0xFFF6]}, table="input_registers")
    assert values["grid.export_power"] == -1.0  # not 429496728.6


async def test_sma_has_a_not_a_number_for_each_kind(read: Read) -> None:
    registers = {30775: [0x8000, 0], 30783: [0xFFFF, 0xFFFF], 30201: [0x00FF, 0xFFFD], 30513: [0xFFFF] * 4}
    values = await read("sma/sunny", registers)
    assert {values[tag] for tag in ("power", "l1.voltage", "condition", "energy.total")} == {"not_available"}
    values = await read("sma/sunny", {30775: [0xFFFF, 0xFFFF], 30783: [0, 23012], 30201: [0, 307], 30513: [0, 0, 1, 0]})
    assert (values["power"], values["l1.voltage"], values["condition"], values["energy.total"]) == (
        -1,
        230.12,
        307,
        65.536,
    )


async def test_sungrow_counts_from_one_and_swaps_words(read: Read) -> None:
    registers = {5016: [0x2345, 0x0001], 13009: [0xFF38, 0xFFFF], 13022: [805], 5018: [2301]}
    values = await read("sungrow/sh", registers, table="input_registers")  # 5017, 13010, 13023 and 5019 in the document
    assert (values["pv.power"], values["grid.power"], values["battery.soc"], values["l1.voltage"]) == (
        0x12345, 200.0, 80.5, 230.1,
    )  # fmt: skip


async def test_sungrow_through_a_dongle_has_no_value_instead_of_655350(read: Read) -> None:
    values = await read("sungrow/sh", {13022: [0xFFFF], 5600: [0xFFFF, 0x7FFF]}, table="input_registers")
    assert (values["battery.soc"], values["meter.power"]) == ("not_available", "not_available")


async def test_sungrow_battery_power_without_a_sign_is_told_by_bits(read: Read) -> None:
    values = await read("sungrow/sh", {13000: [0b10], 13020: [0xFFF6], 13021: [1234]}, table="input_registers")
    assert (values["battery.power_raw"], values["battery.charging"], values["battery.discharging"]) == (
        1234,
        True,
        False,
    )
    assert values["battery.current"] == 1.0


async def test_sungrow_battery_power_of_new_firmware_has_a_sign(read: Read) -> None:
    values = await read("sungrow/sh", {5213: [0xFC18, 0xFFFF]}, table="input_registers")
    assert values["battery.power"] == 1000.0  # charging


async def test_kostal_has_two_word_orders(read: Read) -> None:
    low_first, high_first = [0x0000, 0x4366], [0x4366, 0x0000]  # 230.0
    assert (await read("kostal/plenticore", {158: low_first}))["l1.voltage"] == 230.0
    assert (await read("kostal/plenticore", {158: high_first}))["l1.voltage"] != 230.0


async def test_carlo_gavazzi_sends_the_low_word_first(read: Read) -> None:
    values = await read(
        "carlo-gavazzi/em340", {0x28: [0xD8F0, 0xFFFF], 0x34: [0x86A0, 0x0001]}, table="input_registers"
    )
    assert (values["power"], values["energy.import"]) == (-1000.0, 10000.0)


async def test_victron_counts_consumed_ampere_hours_downwards(read: Read) -> None:
    values = await read("victron/gx", {845: [123], 842: [0xFE0C], 820: [0xFF9C], 846: [36]})
    shown = [values[tag] for tag in ("battery.consumed", "battery.power", "grid.l1.power", "battery.time_to_go")]
    assert shown == [-12.3, -500, -100, 3600.0]


async def test_goodwe_turns_its_signs(read: Read) -> None:
    values = await read("goodwe/et", {35182: [0, 900], 36025: [0xFFFF, 0xFF9C]})
    assert (values["battery.power"], values["meter.power"]) == (-900.0, 100.0)


async def test_eastron_answers_fifty_registers_at_most() -> None:
    for name in ("eastron/sdm630", "eastron/sdm120", "eastron/sdm72", "eastron/sdm72d-m-v2"):
        device = planned(name)
        assert max(block.request.size for block in plan_blocks(items_of(device), device)) <= 50
