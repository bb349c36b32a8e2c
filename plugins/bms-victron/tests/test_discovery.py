"""Advertisements of github.com/patman15/aiobmsble test_data and github.com/keshavdv/victron-ble."""

from __future__ import annotations

import pytest

from dinrail.bms import Advertisement
from dinrail.bms.plugins import suggest

OWN = [
    Advertisement(name="SmartShunt HQ2", manufacturer_data={0x02E1: bytes.fromhex("100289a302b040af925d09a4d89aa012")}),
    Advertisement(manufacturer_data={0x02E1: bytes.fromhex("100289a30d787fafde83ccec982199fd815286")}),
]
STRANGERS = [
    Advertisement(
        name="SmartSolar", manufacturer_data={0x02E1: bytes.fromhex("100242a0016207adceb37b605d7e0ee21b24df5c")}
    ),
    Advertisement(
        name="MultiPlus", manufacturer_data={0x02E1: bytes.fromhex("100380270c1252dad26f0b8eb39162074d140df410")}
    ),
    Advertisement(name="SmartShunt", services=("65970000-4bda-4c1e-af4b-551c4cf74769",)),
    Advertisement(name="JK_B2A8S20P", manufacturer_data={2917: bytes.fromhex("88a0c847801488b7")}, services=("ffe0",)),
    Advertisement(name="ANT-BLE24C-001", manufacturer_data={8979: b"\x88\xa0"}, services=("ffe0",)),
]


@pytest.mark.parametrize("one", OWN, ids=lambda one: one.name or "nameless")
def test_batteries_with_instant_readout_are_suggested(one: Advertisement) -> None:
    assert [found.type for found in suggest(one)] == ["victron-ble"]


@pytest.mark.parametrize("one", STRANGERS, ids=lambda one: one.name)
def test_devices_of_others_are_not_claimed(one: Advertisement) -> None:
    assert "victron-ble" not in [found.type for found in suggest(one)]
