"""Which profiles a live unit is likely to fit."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from dinrail.errors import Timeout
from dinrail_modbus.client import ExceptionAnswer
from dinrail_modbus.profiles import Catalog, shipped_names
from dinrail_modbus.profiles.matching import match_profiles
from dinrail_modbus.sim import ModbusServer
from dinrail_modbus.sim.bank import Bank, Refused
from dinrail_modbus.tables import Table
from modbus_rig import Rig
from sunspec_device import common, int_inverter, put_chain


class Unit:
    """Reads a bank and remembers what was asked."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.asked: list[tuple[str, int, int]] = []

    async def read(self, table: Table, address: int, size: int) -> bytes:
        self.asked.append((table, address, size))
        try:
            return struct.pack(f">{size}H", *self.bank.read(table, address, size))
        except Refused as refused:
            raise ExceptionAnswer(refused.code, 1, 3) from None

    async def match(self) -> list[tuple[str, float]]:
        return [(each.profile, each.confidence) for each in await match_profiles(self.read, Catalog())]


async def test_a_code_of_identification_is_nearly_certain() -> None:
    bank = Bank()
    bank.put("input_registers", 0x0B, [341])
    assert await Unit(bank).match() == [("carlo-gavazzi/em340", 0.9)]


async def test_a_name_is_nearly_certain_and_offers_both_variants() -> None:
    bank = Bank()
    bank.put_text("holding_registers", 30000, "SUN2000-10KTL-M1", 15)
    assert await Unit(bank).match() == [("huawei/sun2000", 0.9), ("huawei/sun2000-luna2000", 0.9)]


async def test_plausible_values_alone_leave_doubts() -> None:
    bank = Bank()
    bank.put("input_registers", 0, [0] * 80)
    bank.put_bytes("input_registers", 0, struct.pack(">3f", 230.1, 231.0, 229.9))
    bank.put_bytes("input_registers", 0x46, struct.pack(">f", 49.98))
    found = dict(await Unit(bank).match())
    assert found["eastron/sdm630"] == found["eastron/sdm72d-m-v2"] == 0.78
    assert found["eastron/sdm120"] == 0.64
    assert "janitza/umg96" not in found


async def test_one_register_that_does_not_fit_speaks_against_a_profile() -> None:
    bank = Bank()
    bank.put("holding_registers", 0x2011, [750])
    bank.put("holding_registers", 0x2002, [0x1234])
    assert await Unit(bank).match() == [("wago/750-coupler", 0.98)]
    bank.put("holding_registers", 0x2002, [0x4321])
    assert await Unit(bank).match() == []


@pytest.mark.parametrize(
    ("maker", "model", "wanted"),
    [
        ("Fronius", "Symo GEN24 10.0", [("fronius/gen24", 0.85), ("sunspec", 0.7)]),
        ("Fronius", "Smart Meter TS 65A-3", [("fronius/smart-meter", 0.95), ("fronius/gen24", 0.85), ("sunspec", 0.7)]),
        ("Nobody", "Roof 1", [("sunspec", 0.7)]),
    ],
)
async def test_sunspec_names_maker_and_model(maker: str, model: str, wanted: list[tuple[str, float]]) -> None:
    bank = Bank()
    put_chain(bank, [common(maker, model), int_inverter()])
    assert await Unit(bank).match() == wanted


async def test_word_order_is_part_of_the_match() -> None:
    bank = Bank()
    bank.put_text("holding_registers", 768, "PLENTICORE plus", 32)
    bank.put_low_word_first("holding_registers", 152, 50.01)
    assert await Unit(bank).match() == [("kostal/plenticore", 0.98)]
    bank.put_bytes("holding_registers", 152, struct.pack(">f", 50.01))
    assert await Unit(bank).match() == [("kostal/plenticore-be", 0.98)]


async def test_an_inverter_that_high_addresses_reset_is_left_alone() -> None:
    bank = Bank()
    bank.put("input_registers", 44, [3401])
    unit = Unit(bank)
    assert await unit.match() == []
    assert unit.asked == [("input_registers", 44, 1)]


async def test_each_register_is_asked_for_once_and_few_are() -> None:
    unit = Unit(Bank())
    assert await unit.match() == []
    assert len(unit.asked) == len(set(unit.asked)) < 40
    assert max(size for _, _, size in unit.asked) <= 32


async def test_a_silent_unit_is_given_up_after_three_questions() -> None:
    asked = []

    async def silent(_table: Table, address: int, _size: int) -> bytes:
        asked.append(address)
        raise Timeout("no answer")

    with pytest.raises(Timeout):
        await match_profiles(silent, Catalog())
    assert len(asked) == 3


async def test_own_profiles_are_matched_too_and_bad_ones_passed_over() -> None:
    header = {"vendor": "Acme", "model": "B", "sources": [{"title": "Manual", "version": "1"}]}
    probe: dict[str, Any] = {"address": 7, "equals": [77], "weight": 0.6}
    own = {
        "acme/boiler": {"header": header, "match": {"probes": [probe]}, "points": [{"name": "a", "address": 0}]},
        "acme/bad": {"header": {}},
    }
    bank = Bank()
    bank.put("holding_registers", 7, [77])
    found = await match_profiles(Unit(bank).read, Catalog(own))
    assert [(each.profile, each.confidence, each.vendor) for each in found] == [("acme/boiler", 0.6, "Acme")]


async def test_the_scan_offers_profiles() -> None:
    bank = Bank()
    put_chain(bank, [common(), int_inverter()])
    server = ModbusServer({3: bank})
    await server.listen()
    rig = Rig({"unit_id": 3, "points": [{"name": "x", "address": 40000}]}, port=server.port)
    await rig.open()
    page = await rig.adapter.scan({"first": 2, "last": 4, "profiles": True})
    await rig.stop()
    await server.stop()
    (found,) = page["found"]
    assert (found["unit_id"], found["sunspec"]) == (3, 40000)
    assert [(each["profile"], each["confidence"]) for each in found["profiles"]] == [
        ("fronius/gen24", 0.85), ("sunspec", 0.7),
    ]  # fmt: skip
    assert found["profiles"][0]["vendor"] == "Fronius"


def test_most_profiles_can_be_recognised() -> None:
    catalog = Catalog()
    blind = {
        name
        for name in shipped_names()
        if not (catalog.profile(name).match.probes or catalog.profile(name).match.sunspec)
    }
    assert blind == {
        "eastron/sdm72", "growatt/min-tl-x", "growatt/sph", "growatt/tl-xh", "sma/hybrid", "sungrow/sg",
    }  # fmt: skip
