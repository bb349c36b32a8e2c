"""Configuration of one instance: one radio, the batteries around it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from dinrail.options import option
from dinrail_bluetooth.checks import check

__all__ = ["ADDRESS", "BluetoothConfig", "DeviceConfig"]

NAME = r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$"
ADDRESS = r"^([0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$"
"""A MAC, or the id macOS gives instead."""
Interval = Annotated[float, msgspec.Meta(ge=0.5, le=3600)]


class DeviceConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One battery."""

    name: Annotated[str, option("Name", "Put before its points.", examples=["left"], pattern=NAME, max_length=100)]
    address: Annotated[
        str,
        option("Address", "As the list of devices shows it.", examples=["A4:C1:38:12:34:56"], pattern=ADDRESS),
    ]
    type: Annotated[
        str,
        option(
            "Type",
            "Language of the BMS; the list of devices suggests one, the call probe asks the device.",
            examples=["jbd", "daly-d2", "jk-ble", "victron-ble"],
            pattern=r"^[a-z0-9-]+$",
            max_length=64,
        ),
    ]
    enabled: Annotated[bool, option("In use", "A device that is not in use is left to others.")] = True
    key: Annotated[
        str,
        option(
            "Key", "Password of the app, or the 32 digits of Victron's Instant Readout.", secret=True, max_length=128
        ),
    ] = ""
    pin: Annotated[
        str,
        option(
            "PIN",
            "For devices that want to be paired; used when the pairing is lost.",
            secret=True,
            pattern=r"^([0-9]{1,6})?$",
            max_length=6,
            advanced=True,
        ),
    ] = ""
    invert_current: Annotated[
        bool, option("Turn the current round", "For firmware that counts discharging as positive.", advanced=True)
    ] = False
    interval: Annotated[
        Interval | None, option("Interval", "Empty: that of the instance.", unit="s", advanced=True)
    ] = None
    share: Annotated[
        bool,
        option(
            "Leave it between readings", "The link is ended after each reading, so that an app gets in.", advanced=True
        ),
    ] = False
    writes: Annotated[
        list[Literal["charge_mos", "discharge_mos"]],
        option(
            "Switches that can be written",
            "Nothing can be written unless it is named here. What was written is read back from the battery.",
            advanced=True,
            max_length=2,
        ),
    ] = []


class BluetoothConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One radio."""

    radio: Annotated[
        str,
        option("Radio", "Name of the radio on this host.", examples=["hci0"], pattern=r"^[a-z0-9]+$", max_length=32),
    ] = "hci0"
    interval: Annotated[
        float, option("Interval", "From one reading of a device to the next.", unit="s", ge=0.5, le=3600)
    ] = 10.0
    slots: Annotated[
        int,
        option(
            "Connections at once",
            "Most radios carry 3 to 7. With more devices they take turns.",
            ge=1,
            le=10,
            advanced=True,
        ),
    ] = 3
    scan: Annotated[
        Literal["auto", "active"],
        option(
            "Looking for devices",
            "auto: only listening, where the system can; active: devices are asked, which costs their batteries.",
            advanced=True,
        ),
    ] = "auto"
    devices: Annotated[list[DeviceConfig], option("Devices", max_length=64)] = []

    def __post_init__(self) -> None:
        """Refuse what the schema cannot express; raises ConfigError with the JSON pointer."""
        check(self)
