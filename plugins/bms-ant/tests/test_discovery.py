"""Advertisements of github.com/patman15/aiobmsble test_data, and devices that were once taken for ANT boards."""

from __future__ import annotations

import pytest

from dinrail.bms import Advertisement
from dinrail.bms.plugins import suggest

OWN = [
    ("ant-new", "ANT-BLE24C-001"),
    ("ant-new", "ANT-BLE22AACB-0489"),
    ("ant-new", "ANT@BLE24CBUB-1231\r"),
    ("ant-new", "ANT@BLE32ABUB"),
    ("ant-old", "ANT-BLE16S"),
    ("ant-old", "ANT-BLE08A"),
]
STRANGERS = [
    Advertisement(name="HMSoft", services=("ffe0",)),
    Advertisement(name="ANT-BLE", services=("ffe0",)),
    Advertisement(name="ANT+ GPS", services=("ffe0",)),
    Advertisement(name="JK_B2A8S20P", manufacturer_data={2917: bytes.fromhex("88a0c847801488b7")}, services=("ffe0",)),
]


@pytest.mark.parametrize(("expected", "name"), OWN)
@pytest.mark.parametrize("services", [("ffe0",), ()])
def test_boards_are_suggested_by_the_generation_in_their_name(
    expected: str, name: str, services: tuple[str, ...]
) -> None:
    found = suggest(Advertisement(name=name, manufacturer_data={0x2313: b"\x88\xa0"}, services=services))
    assert [one.type for one in found] == [expected]
    assert found[0].confidence == (90 if services else 50)


@pytest.mark.parametrize("one", STRANGERS, ids=lambda one: one.name)
def test_devices_of_others_are_not_claimed(one: Advertisement) -> None:
    assert not [found for found in suggest(one) if found.type.startswith("ant-")]
