"""What a configuration must not be beyond its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dinrail.bms import BMSParser
from dinrail.bms.errors import KeyMissing
from dinrail.bms.parser import Options
from dinrail.bms.plugins import load
from dinrail.errors import ConfigError

if TYPE_CHECKING:
    from dinrail_bluetooth.config import BluetoothConfig, DeviceConfig

__all__ = ["check", "speaks_bluetooth"]


def check(config: BluetoothConfig) -> None:
    """Raise ConfigError with the place that is wrong. No devices at all are fine: the first ones are to be found."""
    for index, device in enumerate(config.devices):
        path = f"/devices/{index}"
        others = [each for each in config.devices if each is not device]
        if any(each.name == device.name or device.name.startswith(f"{each.name}.") for each in others):
            text = f"{device.name} is used twice, or within another name"
            raise _wrong(f"{path}/name", "name_taken", text, name=device.name)
        if any(each.address.upper() == device.address.upper() for each in others):
            text = f"{device.address} is there twice"
            raise _wrong(f"{path}/address", "ble_address_taken", text, address=device.address)
        _check_type(device, path)


def speaks_bluetooth(parser: type[BMSParser]) -> bool:
    """Whether it is for devices that are connected to, or for advertisements."""
    return "ble" in parser.links or "advertisement" in parser.links


def _check_type(device: DeviceConfig, path: str) -> None:
    try:
        parser = load(device.type)
    except ConfigError as error:
        raise _wrong(f"{path}/type", error.reason.key, error.message, type=device.type) from None
    if not speaks_bluetooth(parser):
        text = f"{parser.title} does not talk over Bluetooth"
        raise _wrong(f"{path}/type", "type_not_bluetooth", text, type=device.type)
    for index, name in enumerate(device.writes):
        if name not in parser.switches:
            text = f"{name} of type {device.type} cannot be written"
            raise _wrong(f"{path}/writes/{index}", "switch_unknown", text, name=name, type=device.type)
    try:
        parser(Options(key=device.key))
    except KeyMissing as error:
        if device.key:  # secrets are merged in later; an absent one is a state of the device
            raise _wrong(f"{path}/key", error.reason.key, error.message) from None


def _wrong(path: str, key: str, message: str, **params: str) -> ConfigError:
    return ConfigError(message, path=path, key=key, **params)
