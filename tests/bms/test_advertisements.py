"""The advertisements aiobmsble collected, each from an issue it names: ours are suggested, those of others are not."""

from __future__ import annotations

import importlib.resources
import json
from collections.abc import Iterator
from typing import Any

from bms.oracle import needs_aiobmsble

from dinrail.bms import Advertisement
from dinrail.bms.plugins import suggest, types

pytestmark = needs_aiobmsble
MAKERS = {"daly_bms": "daly-", "jbd_bms": "jbd", "ant_bms": "ant-", "ant_leg_bms": "ant-", "jikong_bms": "jk-"}
"""Driver of the reference, and how our types of the same maker begin."""


def recorded() -> Iterator[tuple[str, Advertisement]]:
    folder = importlib.resources.files("aiobmsble") / "test_data"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".json"):
            for entry in json.loads(file.read_text()):
                if "type" in entry:
                    yield entry["type"], advertisement(entry["advertisement"])


def advertisement(entry: dict[str, Any]) -> Advertisement:
    made = entry.get("manufacturer_data") or {}
    return Advertisement(
        name=entry.get("local_name") or "",
        address=str((entry.get("platform_data") or [""])[0]),
        manufacturer_data={int(company): bytes.fromhex(data) for company, data in made.items()},
        services=tuple(entry.get("service_uuids") or ()),
    )


def wanted(driver: str) -> str | None:
    prefix = MAKERS.get(driver)
    return prefix if prefix and any(name.startswith(prefix) for name in types()) else None


def first(one: Advertisement) -> str:
    """Type suggested first among those of the makers compared here."""
    return next((found.type for found in suggest(one) if found.type.startswith(tuple(MAKERS.values()))), "")


def test_there_is_something_to_compare() -> None:
    drivers = [driver for driver, _ in recorded()]
    assert len(drivers) > 100
    assert set(MAKERS) <= set(drivers)


def test_devices_of_our_makers_are_suggested_as_such() -> None:
    missed = [
        (driver, one.name, first(one)) for driver, one in recorded() if not first(one).startswith(wanted(driver) or "")
    ]
    assert missed == []


def test_devices_of_others_are_not_claimed() -> None:
    assert [(driver, one.name, first(one)) for driver, one in recorded() if driver not in MAKERS and first(one)] == []
