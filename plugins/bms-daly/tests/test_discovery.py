"""Advertisements are those of aiobmsble/test_data/daly_bms.json, which names the issue each is from."""

from __future__ import annotations

import pytest

from dinrail.bms import Advertisement
from dinrail.bms.plugins import suggest

OWN = [
    Advertisement(name="DL-46640102XXXX", services=("0000fff0-0000-1000-8000-00805f9b34fb",)),
    Advertisement(name="DL-401710015C9B", manufacturer_data={770: bytes.fromhex("16401710015c9b444c")}),
    Advertisement(name="JHB-501812XXXXXX", manufacturer_data={260: bytes.fromhex("0150181201a3b34a4842")}),
    Advertisement(name="Randomname", manufacturer_data={260: bytes.fromhex("0150181201a4944a4842")}),
    Advertisement(name="BT270-2", manufacturer_data={770: bytes.fromhex("16401712011197444c")}),
]


@pytest.mark.parametrize("advertisement", OWN, ids=lambda one: one.name)
def test_variants_are_suggested_in_the_order_they_are_probed(advertisement: Advertisement) -> None:
    daly = [one.type for one in suggest(advertisement) if one.type.startswith("daly")]
    assert daly == ["daly-d2", "daly-p81", "daly-a5"]
    assert suggest(advertisement)[0].type == "daly-d2"


@pytest.mark.parametrize(
    "stranger",
    [
        Advertisement(name="SomeMeter", services=("fff0",)),
        Advertisement(name="SOLAR", manufacturer_data={0x02E1: b"\x10\x00"}),
        Advertisement(name="ANT-BLE20PHB", services=("ffe0",)),
    ],
    ids=lambda one: one.name,
)
def test_devices_of_others_are_not_claimed(stranger: Advertisement) -> None:
    assert not [one for one in suggest(stranger) if one.type.startswith("daly")]
