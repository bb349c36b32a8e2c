"""What becomes of one point, and the pieces a proposed page is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from dinrail.directory import INTEGER_RANGES, Point
from dinrail_gateway.dashboards.templates.words import Language, name_of, title_of

__all__ = [
    "ACTUAL",
    "WANTED",
    "Bound",
    "Group",
    "Item",
    "alarming",
    "bound",
    "decimals_of",
    "item_of",
    "kind_of",
    "pair_of",
    "titles",
]

Kind = Literal["alarm", "switch", "light", "select", "slider", "setpoint", "gauge", "flow", "value", "state", "detail"]

ACTUAL = ("actual", "position", "measured", "ist", "istwert", "value")
WANTED = ("setpoint", "target", "soll", "sollwert", "wanted")
FLOWS = frozenset({"W", "kW", "VA"})
PLAIN_UNITS = frozenset(
    {"V", "A", "Hz", "°C", "kWh", "Wh", "m³", "bar", "l/min", "W/m²", "m/s", "lx", "ppm", "K", "J", "degC"}
)
COUNTED = frozenset({"kWh", "Wh", "MWh", "J", "m³", "h", "min", "s", "ms"})
DECIMALS = {
    "W": 0,
    "VA": 0,
    "kW": 2,
    "V": 2,
    "A": 1,
    "Hz": 2,
    "°C": 1,
    "degC": 1,
    "K": 1,
    "%": 0,
    "kWh": 1,
    "W/m²": 0,
    "m/s": 1,
}
DETAILS = frozenset({"serial", "firmware", "name", "heartbeat", "moves", "cycles", "count", "number", "uptime", "rssi"})
_FIRST = frozenset({"min", "max"})
_BEHIND = frozenset({"average", "delta", "total", "today"})
_ALARM = re.compile(r"\b(alarms?|errors?|faults?|störung|warnings?|leak|overtemperature|tripped|failure|smoke)\b")
_QUIET_ALARM = re.compile(r"\b(level|texts|raw|raised|acknowledge|priority|text|count|last)\b")


class Bound(msgspec.Struct, frozen=True):
    """A point as a widget is bound to it; `path` is relative to the instance."""

    path: str
    type: str
    label: str = ""


class Item(msgspec.Struct):
    """One widget without a place."""

    type: str
    title: str
    bindings: dict[str, Bound] = {}
    options: dict[str, Any] = {}
    rows: int = 0
    """How much a list has to show."""


class Group(msgspec.Struct):
    """Widgets under one heading."""

    title: str
    items: list[Item] = []
    late: bool = False
    """Belongs to the end of the page."""


def bound(point: Point, label: str = "") -> Bound:
    """A binding."""
    return Bound(point.path, point.type, label[:200])


def alarming(point: Point) -> bool:
    """Whether a point tells that something is wrong."""
    names = [name_of(segment) for segment in point.path.split(".")]
    if point.writable or _QUIET_ALARM.search(names[-1]):
        return False
    if point.type == "BOOL":
        return any(_ALARM.search(name) for name in names)
    return point.type in ("STRING", "WSTRING") and bool(_ALARM.fullmatch(names[-1]))


def kind_of(point: Point) -> Kind:
    """What shows or changes it best."""
    if alarming(point):
        return "alarm"
    if point.type == "BOOL":
        return "switch" if point.writable else "light"
    if point.texts:
        return "select" if point.writable else "state"
    if point.type not in INTEGER_RANGES and point.type not in ("REAL", "LREAL"):
        return "detail"
    return _control(point) if point.writable else _shown(point)


def _control(point: Point) -> Kind:
    return "slider" if _ranged(point) else "setpoint"


def _shown(point: Point) -> Kind:
    real = point.type in ("REAL", "LREAL")
    if point.unit in FLOWS:
        return "flow"
    if point.unit == "%" or (_ranged(point) and point.unit and point.unit not in COUNTED):
        return "gauge"
    if name_of(point.path.rsplit(".", 1)[-1]) in DETAILS:
        return "detail"
    return "value" if real or point.unit in PLAIN_UNITS else "detail"


def item_of(point: Point, title: str) -> Item:
    """A widget for one point; what has none of its own is a row of a table."""
    kind = kind_of(point)
    types = {"flow": "sparkline", "state": "value"}
    found = Item(types.get(kind, kind), title, {"value": bound(point)})
    if kind == "gauge":
        found.options = _range(point) or {"min": 0, "max": 100}
    elif kind in ("slider", "setpoint"):
        found.options = _range(point)
    elif kind == "flow":
        found.options = {"range": "24h", "style": "area"}
    return found


def pair_of(points: Iterable[Point], title: str) -> tuple[Item, set[str]] | None:
    """A wanted value together with the measured one beside it, and the paths of both."""
    named = {name_of(point.path.rsplit(".", 1)[-1]): point for point in points}
    wanted = next(
        (named[name] for name in WANTED if name in named and kind_of(named[name]) in ("slider", "setpoint")), None
    )
    actual = next((named[name] for name in ACTUAL if name in named and not named[name].writable), None)
    if wanted is None or actual is None or actual.unit != wanted.unit:
        return None
    item = Item("setpoint", title, {"value": bound(wanted), "actual": bound(actual)}, _range(wanted))
    if wanted.unit == "°C":
        item.options["step"] = 0.5
    return item, {wanted.path, actual.path}


def decimals_of(points: Iterable[Bound], units: Mapping[str, str]) -> dict[str, Any]:
    """As many as a person reads; none for units that differ or that nobody knows. `units` by path."""
    found = {units.get(each.path, "") for each in points}
    unit = found.pop() if len(found) == 1 else ""
    return {"decimals": DECIMALS[unit]} if unit in DECIMALS else {}


def titles(points: list[Point], language: Language) -> dict[str, str]:
    """A title for each path; those that would be called the same also say where they are."""
    own = {point.path: _title(point, language) for point in points}
    # A description that fits several is none.
    said = list(own.values())
    own = {
        point.path: title_of(_last(point), language) if said.count(own[point.path]) > 1 and point.description else title
        for point, title in zip(points, said, strict=True)
    }
    said = list(own.values())
    found = {}
    for point in points:
        title = own[point.path]
        above = point.path.split(".")[-2:-1]
        if said.count(title) > 1 and above:
            title = f"{title_of(above[0], language)} {title}"
        found[point.path] = title
    return found


def _title(point: Point, language: Language) -> str:
    """What says nothing alone stands behind what it is about: `temperatures.1`, `temperatures.min`."""
    *above, last = point.path.split(".")
    name = name_of(last)
    if point.type == "BOOL" and name == "power":
        return title_of("switch", language)
    if above and not point.description and (last.isdecimal() or name in _FIRST | _BEHIND):
        thing, which = title_of(above[-1].removesuffix("s"), language), title_of(last, language)
        if name in _FIRST:
            return f"{which} {thing if language == 'de' else thing.lower()}"
        return f"{thing} {which[:1].lower()}{which[1:]}"
    return title_of(last, language, point.description)


def _last(point: Point) -> str:
    return point.path.rsplit(".", 1)[-1]


def _ranged(point: Point) -> bool:
    return point.min is not None and point.max is not None and point.min < point.max


def _range(point: Point) -> dict[str, Any]:
    if not _ranged(point):
        return {}
    return {"min": _figure(point.min), "max": _figure(point.max)}


def _figure(value: float | None) -> float | int | None:
    return int(value) if isinstance(value, float) and value.is_integer() else value
