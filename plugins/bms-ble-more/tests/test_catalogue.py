"""The catalogue against the installed library: nothing missing, patterns that mean the same."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from dinrail.bms import Advertisement
from dinrail.bms.plugins import load
from dinrail_bms_ble_more.catalogue import entries, type_name
from dinrail_bms_ble_more.generate import catalogue, entry_points

HERE = Path(__file__).parents[1]


def recorded() -> list[dict[str, Any]]:
    """Advertisements the library keeps, each from an issue it names."""
    folder = resources.files("aiobmsble") / "test_data"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".json")), key=lambda one: one.name)
    return [entry["advertisement"] for file in files for entry in json.loads(file.read_text())]


def ours(entry: dict[str, Any]) -> Advertisement:
    return Advertisement(
        name=entry.get("local_name") or "",
        address=str((entry.get("platform_data") or [""])[0]),
        manufacturer_data={
            int(who): bytes.fromhex(data) for who, data in (entry.get("manufacturer_data") or {}).items()
        },
        service_data={uuid: bytes.fromhex(data) for uuid, data in (entry.get("service_data") or {}).items()},
        services=tuple(entry.get("service_uuids") or ()),
    )


def theirs(one: Advertisement) -> Any:
    data = importlib.import_module("bleak.backends.scanner").AdvertisementData
    return data(one.name, one.manufacturer_data, one.service_data, list(one.services), None, -60, ())


def test_it_is_what_the_installed_library_gives() -> None:
    assert entries() == catalogue()


def test_every_entry_has_its_entry_point() -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    assert [
        f'{name} = "{value}"' for name, value in project["entry-points"]["dinrail.parsers"].items()
    ] == entry_points()


def test_there_are_many_recorded_advertisements() -> None:
    assert len(recorded()) > 150


@pytest.mark.parametrize("module", sorted(entries()))
def test_patterns_match_what_the_librarys_own_match(module: str) -> None:
    utils = importlib.import_module("aiobmsble.utils")
    driver = importlib.import_module(f"aiobmsble.bms.{module}").BMS
    parser = load(type_name(module))
    differing = []
    for one in map(ours, recorded()):
        wanted = any(
            utils._advertisement_matches(each, theirs(one), one.address) for each in driver.matcher_dict_list()
        )
        if bool(parser.matches(one)) != wanted:
            differing.append(one.name)
    assert differing == []


def test_looking_at_an_advertisement_loads_no_driver() -> None:
    code = (
        "import sys; from dinrail.bms import Advertisement; from dinrail.bms.plugins import suggest;"
        "assert suggest(Advertisement(name='BT-TH-1234', services=('ffd0',)))[0].type == 'ble-renogy';"
        "assert not [name for name in sys.modules if name.startswith(('aiobmsble', 'bleak'))]"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr == ""
