"""routing.json as types: the one source of its validation, its JSON Schema and its reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

import msgspec

from dinrail.options import config_schema, option
from dinrail.sample import Quality
from dinrail_router.breaker.allowance import SourceEntry
from dinrail_router.cases import Case, Expected, Given
from dinrail_router.findings import TextError
from dinrail_router.operators import Operator, operators
from dinrail_router.schedule import Place, Schedule

__all__ = ["RouteEntry", "RoutingFile", "SourceId", "fields_at", "routing_schema", "wrong_step"]

if TYPE_CHECKING:
    AnyOperator = Operator
else:
    AnyOperator = Union[tuple(operators().values())]  # noqa: UP007 - made from what was found

Id = Annotated[
    str,
    option("Id", "Stable name of the route; without one its place in the list, from 1.", examples=["battery-to-plc"],
           pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$"),
]  # fmt: skip
SourceId = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
Address = Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]


class RouteEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One route: what comes from `from` goes through `transform` to `to`."""

    id: Id | msgspec.UnsetType = msgspec.UNSET
    name: Annotated[str, option("Name", "What people call it.", max_length=200)] = ""
    from_: Annotated[
        Address | Annotated[list[Address], msgspec.Meta(min_length=1, max_length=256)],
        option("From", "Address, pattern (* one segment, ** any number) or a list of them.",
               examples=["bt.*.voltage"]),
    ] = msgspec.field(name="from")  # fmt: skip
    to: Annotated[
        Address | Annotated[list[Address], msgspec.Meta(min_length=1, max_length=64)],
        option("To", "Address or list; {1} is what the first wildcard matched; calc.… is a calculated point.",
               examples=["plc.MAIN.aBattery.{1}.fVoltage"]),
    ]  # fmt: skip
    when: Annotated[
        str,
        option("When", "Condition: only while this expression is true does a sample go on.", max_length=1000,
               examples=["value > 10 and point('plc.MAIN.bEnable')"]),
    ] = ""  # fmt: skip
    schedule: Annotated[
        Schedule | list[Schedule] | msgspec.UnsetType,
        option("Schedule", "When the route carries anything: one schedule or several, any of which is enough."),
    ] = msgspec.UNSET
    transform: Annotated[
        str | list[AnyOperator],
        option("Transform", "Pipeline of operators: as text joined by |, or as a list.",
               examples=["scale(0.001) | round(2)"]),
    ] = ""  # fmt: skip
    bidirectional: Annotated[
        bool,
        option("Both directions", "Changes of the target go back to the source through the inverse pipeline."),
    ] = False
    enabled: Annotated[bool, option("Enabled", "A disabled route is checked but carries nothing.")] = True
    quality: Annotated[
        Quality | Annotated[list[Quality], msgspec.Meta(min_length=1)],
        option("Quality", "Which qualities pass."),
    ] = "good"
    max_rate: Annotated[
        Annotated[float, msgspec.Meta(gt=0, le=1_000_000)] | None,
        option("Highest rate", "Results per second; above it the route is held for 30 s. Default 200, or 100 for each "
               "of its points if that is more.", unit="1/s", advanced=True),
    ] = None  # fmt: skip
    on_error: Annotated[
        Literal["drop", "bad"],
        option("On error", "What a sample that a step fails on becomes: nothing, or a bad value of the calculated "
               "points among the targets."),
    ] = "drop"  # fmt: skip


class RoutingFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The rules of the router."""

    schema: Annotated[str, option("Schema", "Where the schema lies, for editors.")] = msgspec.field(
        name="$schema", default=""
    )
    version: Annotated[Literal[1], option("Version", "Of the file's format.")] = 1
    sources: Annotated[
        dict[SourceId, SourceEntry],
        option("Sources", "What is allowed to a source, by the id of its instance.", examples=[{"bt": {"rate": 800}}]),
    ] = {}
    place: Annotated[
        Place | None, option("Place", "Where the site is: for sunrise and sunset, and for the hour of the day.")
    ] = None
    pipelines: Annotated[
        dict[str, str | list[AnyOperator]],
        option("Pipelines", "Pipelines by name, used in a transform as @name.", examples=[{"mv": "scale(0.001)"}]),
    ] = {}
    tests: Annotated[list[Case], option("Tests", "Cases that `dinrail-router test` runs against the routes.")] = []
    routes: Annotated[list[RouteEntry], option("Routes", "In the order they are run for one sample.")]


def fields_at(pointer: str, content: Any) -> tuple[str, ...]:
    """Names of the fields there are at a JSON pointer of a file, or of a route when it begins with /routes."""
    steps = pointer.split("/")
    if steps[1:2] == ["tests"]:
        inside = {"given": Given, "expect": Expected}.get(steps[3] if len(steps) > 3 else "", Case)
        return inside.__struct_encode_fields__
    if "transform" in steps:
        step = content["transform"][int(steps[-1])]
        return ("op", *operators()[step["op"]].__struct_fields__)
    if "schedule" in steps:
        return Schedule.__struct_encode_fields__
    if steps[1:2] == ["place"]:
        return Place.__struct_encode_fields__
    if steps[1:2] == ["sources"]:
        return SourceEntry.__struct_encode_fields__
    return RouteEntry.__struct_encode_fields__ if pointer else RoutingFile.__struct_encode_fields__


def wrong_step(steps: list[Any]) -> int:
    """Place of the first step of a pipeline in list form that has a mistake in a text."""
    for place, step in enumerate(steps):
        try:
            msgspec.convert(step, type=AnyOperator)
        except TextError:
            return place
    return 0


def routing_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of routing.json."""
    return {"title": "DINrail routes", **config_schema(RoutingFile)}
