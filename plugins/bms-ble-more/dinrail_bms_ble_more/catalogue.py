"""What is known of every driver before it is loaded: names, patterns of advertisements, where it lives on Bluetooth.

Written by `generate` from the library, because loading fifty drivers to look at one advertisement costs 6 MB.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

__all__ = ["Entry", "Pattern", "entries", "type_name"]


class Pattern(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One pattern of an advertisement; everything in it must fit.

    local_name has the wildcards of a shell; oui is the beginning of the address; service_data_uuid "" means that the
    advertisement carries no service data at all.
    """

    local_name: str | None = None
    service_uuid: str | None = None
    service_data_uuid: str | None = None
    manufacturer_id: int | None = None
    manufacturer_data_start: tuple[int, ...] = ()
    oui: str | None = None


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One driver. `secret`: it takes a PIN or a password."""

    title: str
    patterns: tuple[Pattern, ...]
    service: str
    notify: str
    write: str
    secret: bool = False


@cache
def entries() -> dict[str, Entry]:
    """Entries by the name of the driver's module, as `renogy_bms`."""
    text = (resources.files(__package__) / "catalogue.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Entry])


def type_name(module: str) -> str:
    """Name in configurations: `ble-renogy-pro` of `renogy_pro_bms`."""
    return "ble-" + module.removesuffix("_bms").replace("_", "-")
