"""Configuration of one instance: endpoints → devices (unit ids) → points."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from dinrail.options import option
from dinrail_modbus.checks import check
from dinrail_modbus.endpoint import Endpoint
from dinrail_modbus.orders import Order
from dinrail_modbus.tables import Table

__all__ = [
    "DeviceConfig",
    "Endpoint",
    "ModbusConfig",
    "Order",
    "Planning",
    "PointConfig",
    "PollClass",
    "ValueType",
]

ValueType = Literal[
    "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64", "string"
]  # fmt: skip
PollClass = Literal["fast", "normal", "slow"]
Planning = Literal["gaps", "block", "strict", "single"]
BitNumber = Annotated[int, msgspec.Meta(ge=0, le=15)]
TextLength = Annotated[int, msgspec.Meta(ge=1, le=123)]
RegisterAddress = Annotated[int, msgspec.Meta(ge=0, le=65535)]


class PointConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One value: where it lies, how it is coded, what it means."""

    name: Annotated[
        str,
        option(
            "Name",
            "Path of the point below the instance, in dots.",
            examples=["grid.voltage"],
            min_length=1,
            max_length=200,
        ),
    ]
    table: Annotated[Table, option("Table", "Which of the device's four tables holds the value.")] = "holding_registers"
    address: Annotated[
        int,
        option(
            "Address",
            "As sent on the wire, counted from 0. A manual that says 40001 or 30001 means 0; "
            "one that counts registers from 1 means one less.",
            ge=0,
            le=65535,
        ),
    ]
    type: Annotated[
        ValueType,
        option("Type", "How the registers are read. Coils and discrete inputs need bool."),
    ] = "uint16"
    order: Annotated[
        Order | None,
        option(
            "Byte and word order",
            "A is the most significant byte; the name lists the bytes as they arrive: ABCD high word first, "
            "CDAB low word first, BADC and DCBA the same with the bytes of each word swapped. Empty: as the device.",
            advanced=True,
        ),
    ] = None
    bit: Annotated[BitNumber | None, option("Bit", "For bool in a register: 0 is the least significant.")] = None
    byte: Annotated[
        Literal["low", "high"] | None,
        option("Byte", "For int8 and uint8: which half of the register. Empty: low.", advanced=True),
    ] = None
    length: Annotated[TextLength | None, option("Length", "For string: number of registers, two characters each.")] = (
        None
    )
    poll: Annotated[
        PollClass,
        option("Poll class", "Which of the three intervals it is read at; a faster one goes first.", advanced=True),
    ] = "normal"
    scale: Annotated[float, option("Scale", "Value = raw × scale + offset.")] = 1.0
    offset: Annotated[float, option("Offset", "Added after scaling.", advanced=True)] = 0.0
    scale_register: Annotated[
        RegisterAddress | None,
        option(
            "Scale factor register",
            "Address of a signed register with the power of ten the raw is multiplied by (SunSpec: _SF). "
            "It is read in the same request as the value.",
            advanced=True,
        ),
    ] = None
    unavailable: Annotated[
        list[int],
        option(
            "No value",
            "Raw integers by which the device says that it has no value; the point is bad then.",
            examples=[[65535], [-32768]],
            max_length=8,
            advanced=True,
        ),
    ] = []
    unit: Annotated[str, option("Unit", examples=["W", "°C"], max_length=32)] = ""
    description: Annotated[str, option("Description", max_length=500)] = ""
    writable: Annotated[bool, option("Writable", "Only coils and holding registers.")] = False
    min: Annotated[float | None, option("Minimum", "Smaller values are refused when written.")] = None
    max: Annotated[float | None, option("Maximum", "Larger values are refused when written.")] = None
    texts: Annotated[
        dict[str, str],
        option("Texts", "Meaning of single values, for enumerations.", examples=[{"0": "off", "4": "feeding"}]),
    ] = {}
    refresh: Annotated[
        float,
        option(
            "Refresh", "An unchanged value is published again after this time.", unit="s", ge=1, le=86400, advanced=True
        ),
    ] = 60.0
    deadband: Annotated[
        float,
        option("Dead band", "Smaller changes are not published; in the unit of the value.", ge=0, advanced=True),
    ] = 0.0


class DeviceConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One unit id behind the connection, and its points; or, as a broadcast, all of them at once."""

    unit_id: Annotated[
        int,
        option(
            "Unit id",
            "Slave address; often 1. A device reached without a gateway may want 0, 1 or 255.",
            ge=0,
            le=255,
        ),
    ] = 1
    broadcast: Annotated[
        bool,
        option(
            "Broadcast",
            "What is written here, with unit id 0, every device of the line takes; none answers, nothing can be read.",
            advanced=True,
        ),
    ] = False
    prefix: Annotated[
        str, option("Prefix", "Put before the names of this device's points.", examples=["meter"], max_length=200)
    ] = ""
    profile: Annotated[
        str,
        option(
            "Profile",
            "Points and limits of a known device: vendor/model as the reference lists them, or a name below profiles; "
            "sunspec finds the points on the device itself. A point given here replaces the profile's of that name.",
            examples=["eastron/sdm630", "sunspec"],
            pattern=r"^([a-z0-9_-]+(/[a-z0-9_-]+)?)?$",
            max_length=100,
        ),
    ] = ""
    profile_writes: Annotated[
        bool, option("Settings of the profile can be written", "Otherwise they are only read.", advanced=True)
    ] = False
    order: Annotated[Order, option("Byte and word order", "Of every point that does not say otherwise.")] = "ABCD"
    max_registers: Annotated[
        int, option("Registers per request", "What the device answers at most.", ge=1, le=125, advanced=True)
    ] = 125
    max_coils: Annotated[
        int,
        option("Coils per request", "Coils or discrete inputs answered at most.", ge=1, le=2000, advanced=True),
    ] = 2000
    planning: Annotated[
        Planning,
        option(
            "Request planning",
            "gaps: few requests, unused registers up to the gap are read along. block: fewest requests, whatever lies "
            "between. strict: no unused register is ever read. single: each value by a request of its own.",
            advanced=True,
        ),
    ] = "gaps"
    max_gap: Annotated[
        int,
        option(
            "Gap",
            "As many unused registers (16 times as many coils) are read along to save a request. "
            "Only for the planning gaps.",
            ge=0,
            le=124,
            advanced=True,
        ),
    ] = 16
    page: Annotated[
        int,
        option(
            "Page",
            "No request goes across a multiple of this address; Growatt: 125. 0: anywhere.",
            ge=0,
            le=65535,
            advanced=True,
        ),
    ] = 0
    pause: Annotated[
        float, option("Pause", "Between two requests to this device.", unit="s", ge=0, le=10, advanced=True)
    ] = 0.0
    write_function: Annotated[
        Literal["auto", "multiple"],
        option(
            "Write function",
            "auto: FC 5 and 6 for one coil or register, FC 16 for more. multiple: always FC 15 and 16.",
            advanced=True,
        ),
    ] = "auto"
    points: Annotated[list[PointConfig], option("Points", max_length=5000)] = []


class ModbusConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One connection or serial line."""

    endpoints: Annotated[
        list[Endpoint],
        option("Endpoints", "Tried in this order; the next one when a connection fails.", min_length=1, max_length=8),
    ]
    interval: Annotated[float, option("Poll interval", unit="s", ge=0.05, le=3600)] = 1.0
    fast_interval: Annotated[
        float,
        option("Fast interval", "Of the points of the poll class fast.", unit="s", ge=0.02, le=3600, advanced=True),
    ] = 0.2
    slow_interval: Annotated[
        float,
        option("Slow interval", "Of the points of the poll class slow.", unit="s", ge=0.05, le=86400, advanced=True),
    ] = 30.0
    timeout: Annotated[
        float,
        option(
            "Time-out",
            "How long one answer may take. Longer than the 1 s most gateways wait for a device, "
            "so that their own error is heard.",
            unit="s",
            ge=0.05,
            le=30,
            advanced=True,
        ),
    ] = 1.5
    connect_delay: Annotated[
        float,
        option(
            "Delay after connecting",
            "Silence some inverters need before the first request.",
            unit="s",
            ge=0,
            le=30,
            advanced=True,
        ),
    ] = 0.0
    devices: Annotated[list[DeviceConfig], option("Devices", min_length=1, max_length=247)]
    profiles: Annotated[
        dict[str, dict[str, Any]],
        option("Own profiles", "By name (vendor/model), with the fields of a profile file.", advanced=True),
    ] = {}

    def interval_of(self, poll: PollClass) -> float:
        """Seconds from one reading of a class to the next."""
        return {"fast": self.fast_interval, "normal": self.interval, "slow": self.slow_interval}[poll]

    def __post_init__(self) -> None:
        """Refuse what the schema cannot express; raises ConfigError with the JSON pointer."""
        check(self)
