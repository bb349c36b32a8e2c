"""One class per driver, made when it is asked for by the name of the driver's module."""

from __future__ import annotations

from functools import cache

from dinrail_bms_ble_more.catalogue import entries, type_name
from dinrail_bms_ble_more.conversing import Driven, driven


@cache
def _of(module: str) -> type[Driven]:
    return driven(module, type_name(module), entries()[module])


def __getattr__(name: str) -> type[Driven]:
    """What entry points name."""
    if name not in entries():
        raise AttributeError(f"there is no driver {name!r}")
    return _of(name)
