"""Configuration of one instance: one line, the batteries and meters on it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from dinrail.options import option
from dinrail_serial.checks import check
from dinrail_serial.endpoint import Endpoint

__all__ = ["BatteryConfig", "FieldConfig", "MeterConfig", "SerialConfig"]

NAME = r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$"
GROUP = r"^[A-Za-z_][A-Za-z0-9_]*$"
Interval = Annotated[float, msgspec.Meta(ge=0.2, le=3600)]
Pattern = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Column = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z_][A-Za-z0-9_]*)?$", max_length=64)]
Group = Annotated[str, msgspec.Meta(pattern=GROUP, max_length=64)]


class BatteryConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One battery: which language it speaks, which address it has."""

    name: Annotated[str, option("Name", "Put before its points.", examples=["left"], pattern=NAME, max_length=100)]
    type: Annotated[
        str,
        option(
            "Type",
            "Language of the BMS; the call probe suggests one.",
            examples=["daly-a5", "jbd", "vedirect-text"],
            pattern=r"^[a-z0-9-]+$",
            max_length=64,
        ),
    ]
    address: Annotated[
        Annotated[int, msgspec.Meta(ge=0, le=255)] | None,
        option("Address", "Number of the board on a shared line. Empty: the type's own."),
    ] = None
    key: Annotated[
        str,
        option("Key", "Password or key, for types that want one.", secret=True, advanced=True, max_length=128),
    ] = ""
    invert_current: Annotated[
        bool, option("Turn the current round", "For firmware that counts discharging as positive.", advanced=True)
    ] = False
    interval: Annotated[
        Interval | None, option("Interval", "Empty: that of the instance.", unit="s", advanced=True)
    ] = None
    writes: Annotated[
        list[Literal["charge_mos", "discharge_mos"]],
        option(
            "Switches that can be written",
            "Nothing can be written unless it is named here. What was written is read back from the battery.",
            advanced=True,
            max_length=2,
        ),
    ] = []


class FieldConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What a group or column means."""

    kind: Annotated[Literal["number", "text"], option("Kind")] = "number"
    unit: Annotated[str, option("Unit", max_length=32)] = ""
    scale: Annotated[float, option("Scale", "Value = number × scale + offset.")] = 1.0
    offset: Annotated[float, option("Offset", "Added after scaling.", advanced=True)] = 0.0
    description: Annotated[str, option("Description", max_length=500)] = ""


class MeterConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A device that sends lines of text: read by patterns with named groups, or by columns."""

    name: Annotated[str, option("Name", "Put before its points.", examples=["meter"], pattern=NAME, max_length=100)]
    request: Annotated[
        str,
        option(
            "Request",
            "Sent before each reading; \\r, \\n, \\t and \\x02 are understood. Empty: the device talks by itself.",
            examples=["P?\\r\\n"],
            max_length=200,
        ),
    ] = ""
    patterns: Annotated[
        list[Pattern],
        option(
            "Patterns",
            "Regular expressions with named groups; each line is searched with each of them.",
            examples=[["P=(?P<power>[-+.0-9]+)"]],
            max_length=50,
        ),
    ] = []
    delimiter: Annotated[
        str, option("Delimiter", "Between columns, where no pattern is given.", examples=[";"], max_length=8)
    ] = ""
    columns: Annotated[
        list[Column],
        option(
            "Columns",
            "Their names in order; an empty one is skipped.",
            examples=[["", "power", "energy"]],
            max_length=100,
        ),
    ] = []
    fields: Annotated[
        dict[Group, FieldConfig], option("Fields", "Unit and scale by the name of a group or column.", max_length=100)
    ] = {}
    decimal: Annotated[Literal[".", ","], option("Decimal mark", advanced=True)] = "."
    terminator: Annotated[
        str, option("End of line", "As in the request.", min_length=1, max_length=8, advanced=True)
    ] = "\\n"
    timeout: Annotated[
        float, option("Time-out", "How long an answer may take.", unit="s", ge=0.05, le=30, advanced=True)
    ] = 2.0
    interval: Annotated[
        Interval | None, option("Interval", "Empty: that of the instance.", unit="s", advanced=True)
    ] = None


class SerialConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One line."""

    endpoints: Annotated[
        list[Endpoint],
        option("Endpoints", "Tried in this order; the next one when a connection fails.", min_length=1, max_length=4),
    ]
    interval: Annotated[
        float, option("Interval", "From one reading of a device to the next.", unit="s", ge=0.2, le=3600)
    ] = 5.0
    batteries: Annotated[list[BatteryConfig], option("Batteries", max_length=32)] = []
    meters: Annotated[list[MeterConfig], option("Meters", max_length=32)] = []

    def __post_init__(self) -> None:
        """Refuse what the schema cannot express; raises ConfigError with the JSON pointer."""
        check(self)
