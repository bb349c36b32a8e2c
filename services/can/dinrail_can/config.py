"""Configuration of one instance: the bus, what its frames mean, which signals become points, batteries."""

from __future__ import annotations

from typing import Annotated

import msgspec

from dinrail.options import option
from dinrail_can.checks import check
from dinrail_can.endpoint import Endpoint

__all__ = ["Battery", "CanConfig", "Database", "Selection"]

MAX_DBC = 512 * 1024


class Database(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What frames mean, as a DBC file."""

    dbc: Annotated[str, option("DBC", "The text of the file.", multiline=True, max_length=MAX_DBC)] = ""
    file: Annotated[
        str,
        option(
            "File",
            "Instead of the text: a file the instance can read; one in a container sees only its own.",
            pattern=r"^(/[^\0]+)?$",
            max_length=500,
            advanced=True,
        ),
    ] = ""


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Signals that become points, and what the DBC file does not say of them."""

    path: Annotated[
        str,
        option(
            "Signal or pattern",
            "Message and signal; * stands for any characters.",
            examples=["Inverter.Power", "Inverter.*", "*"],
            min_length=1,
            max_length=260,
        ),
    ]
    writable: Annotated[bool, option("Writable", "The message may be sent with a written value.")] = False
    timeout: Annotated[
        Annotated[float, msgspec.Meta(gt=0, le=86400)] | None,
        option(
            "Stale after",
            "Without a frame for this long, values are bad. Empty: three cycle times of the DBC file, or 10 s.",
            unit="s",
        ),
    ] = None
    unit: Annotated[str, option("Unit", "Empty: that of the DBC file.", max_length=32, advanced=True)] = ""
    min: Annotated[float | None, option("Minimum", "Smaller values are refused when writing.", advanced=True)] = None
    max: Annotated[float | None, option("Maximum", "Larger values are refused when writing.", advanced=True)] = None
    deadband: Annotated[
        float, option("Dead band", "Smaller changes are not published; in the value's unit.", ge=0, advanced=True)
    ] = 0.0
    refresh: Annotated[
        float,
        option("Refresh", "An unchanged value is published again after this.", unit="s", ge=1, le=86400, advanced=True),
    ] = 60.0


class Battery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A battery on the bus."""

    name: Annotated[
        str, option("Name", "First part of its addresses.", pattern=r"^[A-Za-z0-9_-]+$", min_length=1, max_length=32)
    ]
    type: Annotated[
        str,
        option(
            "Type",
            "can-bms: what talks to inverters under 0x351 to 0x381; daly-can: Daly, which is asked.",
            examples=["can-bms", "daly-can"],
            pattern=r"^[a-z0-9-]+$",
            max_length=32,
        ),
    ] = "can-bms"
    keepalive: Annotated[
        bool,
        option(
            "Keep-alive",
            "Sends 0x305 every second, as inverters do; some batteries stop without it. "
            "Not beside an inverter that sends it itself.",
        ),
    ] = False
    address: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=63)] | None,
        option("Board number", "Of a Daly that is not number 1.", advanced=True),
    ] = None
    invert_current: Annotated[
        bool, option("Invert current", "For firmware that counts charging as negative.", advanced=True)
    ] = False
    interval: Annotated[
        float, option("Interval", "How often a battery that has to be asked is asked.", unit="s", ge=0.5, le=3600)
    ] = 2.0
    timeout: Annotated[
        float,
        option(
            "Stale after", "Without its frame for this long, a value is bad.", unit="s", ge=1, le=3600, advanced=True
        ),
    ] = 10.0


class CanConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One bus: ways to it, tried in order."""

    endpoints: Annotated[
        list[Endpoint],
        option("Endpoints", "Tried in this order; when a connection is lost, the next one follows.", min_length=1),
    ]
    databases: Annotated[list[Database], option("DBC files", "What frames mean.", max_length=16)] = []
    signals: Annotated[
        list[Selection],
        option("Signals", "Which signals are published; the first entry that fits counts.", max_length=2000),
    ] = []
    batteries: Annotated[list[Battery], option("Batteries", max_length=16)] = []
    interval: Annotated[
        float,
        option(
            "Interval",
            "A signal is published at most this often; every frame is decoded and the newest value counts.",
            unit="s",
            ge=0.02,
            le=3600,
        ),
    ] = 0.5
    silence: Annotated[
        float,
        option(
            "Reopen after silence",
            "Without any frame for this long the bus is opened anew; 0: never.",
            unit="s",
            ge=0,
            le=3600,
            advanced=True,
        ),
    ] = 10.0
    echo: Annotated[
        float,
        option(
            "Wait for the echo",
            "So long a written value is looked for in frames of the same message.",
            unit="s",
            ge=0,
            le=4,
            advanced=True,
        ),
    ] = 1.0

    def __post_init__(self) -> None:
        check(self)
