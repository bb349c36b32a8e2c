"""Advertisements of github.com/patman15/aiobmsble test_data/jikong_bms.json and of makers on the same service."""

from __future__ import annotations

import pytest

from dinrail.bms import Advertisement
from dinrail.bms.plugins import suggest

LONG_FFE0 = "0000ffe0-0000-1000-8000-00805f9b34fb"
OWN = [
    Advertisement(
        name="BatteryOben-00", manufacturer_data={2917: bytes.fromhex("88a0c847800fd5c5")}, services=(LONG_FFE0,)
    ),
    Advertisement(
        name="JK_B2A8S20P", manufacturer_data={2917: bytes.fromhex("88a0c847801488b7")}, services=(LONG_FFE0,)
    ),
    Advertisement(name="JK-BD4A8S-4P", manufacturer_data={19274: bytes.fromhex("0001")}, services=(LONG_FFE0,)),
    Advertisement(name="JK-BD4A8S-4P", services=("ffe0",)),
]
STRANGERS = [
    Advertisement(
        name="ANT-BLE24C-001", manufacturer_data={8979: bytes.fromhex("88a0aabbcc900001")}, services=("ffe0",)
    ),
    Advertisement(name="HMSoft", services=("ffe0",)),
    Advertisement(name="JK-headphones"),
    Advertisement(name="BatteryOben-00", manufacturer_data={2917: b"\x88"}, services=("fff0",)),
]


@pytest.mark.parametrize("one", OWN, ids=lambda one: one.name)
def test_boards_are_suggested_and_nothing_else_is(one: Advertisement) -> None:
    assert [found.type for found in suggest(one)] == ["jk-ble"]


@pytest.mark.parametrize("one", STRANGERS, ids=lambda one: one.name)
def test_devices_of_others_are_not_claimed(one: Advertisement) -> None:
    assert "jk-ble" not in [found.type for found in suggest(one)]
