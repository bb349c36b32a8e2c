"""Writes the catalogue anew and prints the entry points: `python -m dinrail_bms_ble_more.generate` after an update."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
from aiobmsble.utils import load_bms_plugins  # type: ignore[import-untyped]

from dinrail.bms.advertisement import short_uuid
from dinrail_bms_ble_more.catalogue import Entry, Pattern, type_name

__all__ = ["OWN", "catalogue", "entry_points"]

OWN = {"ant_bms", "ant_leg_bms", "daly_bms", "jbd_bms", "jikong_bms"}
"""Makers with a plugin of their own."""
NONE = {"dummy_bms"}


def catalogue() -> dict[str, Entry]:
    """Entry of every driver of the installed library that no other plugin serves."""
    drivers = {module.__name__.rpartition(".")[2]: module.BMS for module in load_bms_plugins()}
    return {name: _entry(drivers[name]) for name in sorted(drivers.keys() - OWN - NONE)}


def entry_points() -> list[str]:
    """Lines of `pyproject.toml`."""
    return [f'{type_name(name)} = "dinrail_bms_ble_more.types:{name}"' for name in catalogue()]


def _entry(driver: Any) -> Entry:
    maker, model = driver.INFO["manufacturer"], driver.INFO["model"]
    return Entry(
        title=model if model.startswith(maker) else f"{maker} {model}",
        patterns=tuple(msgspec.convert(_kept(pattern), Pattern) for pattern in driver.matcher_dict_list()),
        service=short_uuid(driver.uuid_services()[0]),
        notify=_uuid(driver.uuid_rx),
        write=_uuid(driver.uuid_tx),
        secret=driver.accept_secret,
    )


def _kept(pattern: dict[str, Any]) -> dict[str, Any]:
    # Every driver wants a device that can be connected to; what only advertises is no candidate anyway.
    return {key: value for key, value in pattern.items() if key != "connectable"}


def _uuid(ask: Any) -> str:
    try:
        return short_uuid(ask())
    except NotImplementedError:
        return ""  # the driver picks it from what it finds


def main() -> None:
    """Write the file beside this one."""
    text = msgspec.json.format(msgspec.json.encode(catalogue()), indent=1)
    Path(__file__).with_name("catalogue.json").write_bytes(text + b"\n")
    sys.stdout.write("\n".join([*entry_points(), ""]))


if __name__ == "__main__":
    main()
