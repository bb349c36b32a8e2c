"""What a configuration must fulfil beyond types and ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dinrail.errors import ConfigError

if TYPE_CHECKING:
    from dinrail_can.config import CanConfig

__all__ = ["check"]


def check(config: CanConfig) -> None:
    """Raises ConfigError with the place."""
    for index, endpoint in enumerate(config.endpoints):
        if endpoint.interface == "slcan" and not endpoint.device:
            raise ConfigError("slcan needs a serial port", key="device_missing", path=f"/endpoints/{index}/device")
        if endpoint.interface == "socketcand" and not endpoint.host:
            raise ConfigError("socketcand needs a host", key="host_missing", path=f"/endpoints/{index}/host")
    for index, database in enumerate(config.databases):
        if bool(database.dbc) == bool(database.file):
            raise ConfigError("a DBC file is its text or a path", key="dbc_missing", path=f"/databases/{index}/dbc")
    for index, chosen in enumerate(config.signals):
        if chosen.min is not None and chosen.max is not None and chosen.min > chosen.max:
            raise ConfigError("minimum above maximum", key="range_reversed", path=f"/signals/{index}/min")
        if chosen.writable and chosen.path.partition(".")[0].strip("*") == "":
            raise ConfigError(
                "writable signals are named with their message",
                key="writable_too_wide",
                path=f"/signals/{index}/writable",
            )
    seen: set[str] = set()
    for index, battery in enumerate(config.batteries):
        if battery.name in seen:
            text = f"two batteries are named {battery.name}"
            raise ConfigError(text, key="name_twice", path=f"/batteries/{index}/name", name=battery.name)
        seen.add(battery.name)
    if sum(battery.type == "can-bms" for battery in config.batteries) > 1:
        raise ConfigError(
            "batteries of type can-bms have the same identifiers; one bus carries one of them",
            key="battery_twice",
            path="/batteries",
        )
