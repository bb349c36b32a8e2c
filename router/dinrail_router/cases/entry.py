"""Cases as they stand in routing.json."""

from __future__ import annotations

from typing import Annotated

import msgspec

from dinrail.options import option
from dinrail.sample import Quality, Scalar
from dinrail_router.durations import Duration

__all__ = ["Case", "Expected", "Given"]

_Address = Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]


class Given(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A sample that a point delivers; it holds until the point delivers another one."""

    at: Annotated[Duration, option("At", "Since the start; as the one before it or later.", examples=["10s"])] = 0
    point: Annotated[_Address, option("Point", "Address of the source.", examples=["bt.bms_001.voltage"])]
    value: Annotated[Scalar, option("Value", "What it delivers.", examples=[53100])]
    quality: Annotated[Quality, option("Quality", "Of the sample.")] = "good"
    reason: Annotated[
        str, option("Reason", "Key of the reason why it is not good.", max_length=64, examples=["device_timeout"])
    ] = ""
    stored: Annotated[
        bool, option("Stored", "A copy that lay on the broker, as after a start: a state, and no event.")
    ] = False


class Expected(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A result that leaves a route."""

    at: Annotated[
        Duration | msgspec.UnsetType, option("At", "Since the start; without it at any time.", examples=["1m"])
    ] = msgspec.UNSET
    to: Annotated[_Address, option("To", "Address of the target.", examples=["plc.MAIN.fVoltage"])]
    value: Annotated[Scalar, option("Value", "What arrives there.", examples=[53.1])]
    quality: Annotated[Quality, option("Quality", "Of a calculated point.")] = "good"


class Case(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is given, and exactly what must come of it: for each target the results in their order."""

    name: Annotated[str, option("Name", "What the case is about.", min_length=1, max_length=200)]
    start: Annotated[
        str,
        option("Start", "Date and time the case begins, ISO 8601; without an offset what clocks at the place show. "
               "Default a Monday at noon.", max_length=40, examples=["2026-01-05T06:00:00+01:00"]),
    ] = ""  # fmt: skip
    given: Annotated[list[Given], option("Given", "Samples in the order of time.")]
    expect: Annotated[
        list[Expected], option("Expected", "Results; for each target in the order of time. Nothing else may come.")
    ]
    until: Annotated[
        Duration | msgspec.UnsetType,
        option("Until", "When the case ends, since the start; default a day after the last value.", examples=["1h"]),
    ] = msgspec.UNSET
    only: Annotated[
        list[str],
        option("Only", "Ids of the routes whose results count; all routes run.", examples=[["battery-to-plc"]]),
    ] = []
    tolerance: Annotated[
        float, option("Tolerance", "By how much a number may differ.", unit="as the value", ge=0)
    ] = 0.0  # fmt: skip
