"""Configuration of one instance: the PLC, its runtimes, and what of their programs becomes points."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from dinrail.options import option
from dinrail_ads.checks import check

__all__ = ["AdsConfig", "Endpoint", "RuntimeConfig", "Selection"]

NET_ID = r"^(\d{1,3}\.){5}\d{1,3}$"
Interval = Annotated[float, msgspec.Meta(ge=0.01, le=3600)]


class Endpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A way to the PLC."""

    host: Annotated[
        str, option("Host", "Name or IP address.", examples=["192.168.1.10"], pattern=r"^[^\s/]+$", max_length=253)
    ]
    net_id: Annotated[
        str,
        option(
            "AMS NetId",
            "Six numbers; shown by TwinCAT under Router, Info. Often the IP address and .1.1.",
            examples=["192.168.1.10.1.1"],
            pattern=NET_ID,
        ),
    ]
    port: Annotated[int, option("TCP port", ge=1, le=65535, advanced=True)] = 48898


class RuntimeConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One PLC project on the target."""

    port: Annotated[int, option("AMS port", "851 for the first runtime, 852 for the second; TwinCAT 2: 801.", ge=1)] = (
        851
    )
    name: Annotated[
        str,
        option(
            "Name",
            "First part of the addresses when there are several runtimes. Empty: the port number.",
            pattern=r"^[A-Za-z0-9_-]*$",
            max_length=32,
        ),
    ] = ""


class Selection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Variables that become points, and what the program does not say of them."""

    path: Annotated[
        str,
        option(
            "Variable or pattern",
            "MAIN.fTemperature; a whole structure MAIN.stPump; * stands for one part, ** for everything below. "
            "With several runtimes their name comes first.",
            examples=["MAIN.**", "GVL.aBattery.*.fVoltage"],
            min_length=1,
            max_length=400,
        ),
    ]
    writable: Annotated[bool, option("Writable", "Values may be written to the PLC.")] = False
    mode: Annotated[
        Literal["auto", "notify", "poll"],
        option(
            "Transfer", "How values come: sent by the PLC on change, polled, or as the budget allows.", advanced=True
        ),
    ] = "auto"
    interval: Annotated[
        Interval | None, option("Interval", "How often it is polled or checked for a change.", unit="s", advanced=True)
    ] = None
    unit: Annotated[str, option("Unit", examples=["W", "°C"], max_length=32)] = ""
    description: Annotated[str, option("Description", "Empty: the comment in the program.", max_length=500)] = ""
    min: Annotated[float | None, option("Minimum", "Smaller values are refused when writing.", advanced=True)] = None
    max: Annotated[float | None, option("Maximum", "Larger values are refused when writing.", advanced=True)] = None
    deadband: Annotated[
        float, option("Dead band", "Smaller changes are not published; in the value's unit.", ge=0, advanced=True)
    ] = 0.0
    refresh: Annotated[
        float,
        option("Refresh", "An unchanged value is published again after this.", unit="s", ge=1, le=86400, advanced=True),
    ] = 60.0
    type: Annotated[
        str,
        option(
            "Type when configured",
            "Filled in when a variable is ticked. A program with another type here is not written to until confirmed.",
            max_length=200,
            advanced=True,
        ),
    ] = ""


class AdsConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One PLC: ways to it, tried in order, and its runtimes."""

    endpoints: Annotated[
        list[Endpoint],
        option("Endpoints", "Tried in this order; when a connection is lost, the next one follows.", min_length=1),
    ]
    runtimes: Annotated[list[RuntimeConfig], option("Runtimes", min_length=1, max_length=16)] = msgspec.field(
        default_factory=lambda: [RuntimeConfig()]
    )
    own_net_id: Annotated[
        str,
        option(
            "Own AMS NetId",
            "How the PLC knows us. In a container: the host's IP address and .1.1. Empty: own IP address and .1.1.",
            examples=["192.168.1.20.1.1"],
            pattern=r"^((\d{1,3}\.){5}\d{1,3})?$",
            restart=True,
        ),
    ] = ""
    points: Annotated[list[Selection], option("Points", "Which variables are published.", max_length=5000)] = []
    exclude: Annotated[
        list[str],
        option(
            "Excluded",
            "Variables or patterns that are left out of everything above; what is named below one is not.",
            max_length=5000,
        ),
    ] = []
    marked: Annotated[
        bool,
        option(
            "Marked variables",
            "Variables with {attribute 'dinrail'} in the PLC source are published too, with everything below them; "
            "{attribute 'dinrail' := 'write'} makes a value writable, 'no' takes a part out again.",
        ),
    ] = True
    interval: Annotated[
        Interval, option("Interval", "How often polled values are read, and how fine changes are seen.", unit="s")
    ] = 0.5
    notifications: Annotated[
        int,
        option(
            "Notifications",
            "So many values at most are sent by the PLC itself; all others are polled. A PLC has room for about 550.",
            ge=0,
            le=500,
            advanced=True,
        ),
    ] = 400
    block: Annotated[
        int, option("Values per request", "Each request holds up a PLC task for a moment.", ge=1, le=500, advanced=True)
    ] = 500
    max_points: Annotated[
        int, option("Most points", "Further ones are left out and reported.", ge=1, le=20000, advanced=True)
    ] = 5000
    timeout: Annotated[
        float, option("Time limit", "How long an answer may take.", unit="s", ge=0.2, le=2.0, advanced=True)
    ] = 1.5
    user: Annotated[str, option("User", "Of the PLC, to enter a route there on request.", max_length=64)] = ""
    password: Annotated[str, option("Password", "Used for that only.", max_length=64, secret=True)] = ""

    def __post_init__(self) -> None:
        check(self)
