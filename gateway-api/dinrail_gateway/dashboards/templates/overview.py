"""The top of a page: where energy flows, what is wrong, how power went."""

from __future__ import annotations

import re

from dinrail.directory import Point
from dinrail_gateway.dashboards.templates.batteries import battery_power, is_battery
from dinrail_gateway.dashboards.templates.items import FLOWS, Item, alarming, bound, titles
from dinrail_gateway.dashboards.templates.tree import Node
from dinrail_gateway.dashboards.templates.words import Language, name_of, title_of

__all__ = ["overview_of"]

MAX_ALARMS = 60
MAX_SERIES = 4
MAX_CHARGES = 12
_GRID = re.compile(r"\b(meter|grid|netz|zähler)\b")
_SUN = re.compile(r"\b(inverter|pv|solar|panel|roof)\b")
_EXPORT = re.compile(r"negativ[e]? (while|when) (taking|import)|positive (while|when) feeding", re.IGNORECASE)


def overview_of(root: Node, points: list[Point], language: Language) -> list[Item]:
    """None of it where there is nothing of the kind."""
    found = []
    pv, grid = _power(points, _SUN, _GRID), _power(points, _GRID)
    batteries = [] if root.children == {} else _batteries(root)
    battery = battery_power(batteries[0]) if len(batteries) == 1 else None
    flows = {name: point for name, point in (("pv", pv), ("grid", grid), ("battery", battery)) if point is not None}
    if len(flows) > 1:
        found += _energy(flows, batteries, language)
    alarms = [point for point in points if alarming(point)][:MAX_ALARMS]
    if alarms:
        named = titles(alarms, language)
        bindings = {
            f"alarm_{number}": bound(point, _alarm_title(point, named)) for number, point in enumerate(alarms, 1)
        }
        found.append(Item("alarms", "Alarme" if language == "de" else "Alarms", bindings, {"problems": False}))
    if len(batteries) > 1:
        found.append(_charges(batteries, language))
    if pv is not None or grid is not None:
        found.append(_course([point for point in (pv, grid, battery) if point is not None], language))
    return found


def _energy(flows: dict[str, Point], batteries: list[Node], language: Language) -> list[Item]:
    """What flows now; with a grid also what has flowed."""
    bindings = {("pv_1" if name == "pv" else name): bound(point) for name, point in flows.items()}
    grid = flows.get("grid")
    options = {"grid_positive": "export"} if grid is not None and _EXPORT.search(grid.description) else {}
    soc = batteries[0].named("soc") if "battery" in flows else None
    charge = {} if soc is None else {"battery_soc": bound(soc)}
    found = [Item("energy_flow", "Energiefluss" if language == "de" else "Energy flow", bindings | charge, options)]
    if grid is not None:
        title = "Energiebilanz" if language == "de" else "Energy balance"
        found.append(Item("energy_balance", title, bindings, dict(options)))
    return found


def _charges(batteries: list[Node], language: Language) -> Item:
    known = [(node, point) for node in batteries if (point := node.named("soc")) is not None][:MAX_CHARGES]
    bindings = {
        f"series_{number}": bound(point, title_of(node.segment, language))
        for number, (node, point) in enumerate(known, 1)
    }
    options = {"range": "24h", "min": 0, "max": 100}
    return Item("chart", title_of("soc", language), bindings, options)


def _course(points: list[Point], language: Language) -> Item:
    named = titles(points, language)
    bindings = {
        f"series_{number}": bound(point, named[point.path]) for number, point in enumerate(points[:MAX_SERIES], 1)
    }
    options = {"range": "24h", "style": "area", "from_zero": True}
    return Item("chart", "Leistung" if language == "de" else "Power", bindings, options)


def _power(points: list[Point], kind: re.Pattern[str], other: re.Pattern[str] | None = None) -> Point | None:
    """The power nearest to the top whose path says what kind it is."""
    found = []
    for point in points:
        names = [name_of(segment) for segment in point.path.split(".")]
        if point.unit not in FLOWS or point.writable or names[-1] != "power":
            continue
        above = " ".join(names[:-1])
        if kind.search(above) and not (other and other.search(above)):
            found.append((len(names), point))
    return min(found, key=lambda each: each[0])[1] if found else None


def _batteries(node: Node) -> list[Node]:
    if is_battery(node):
        return [node]
    return [found for child in node.children.values() for found in _batteries(child)]


def _alarm_title(point: Point, named: dict[str, str]) -> str:
    """`aAlarm.3.bActive` is told by what stands above its last name."""
    parts = point.path.split(".")
    if name_of(parts[-1]) in ("active", "alarm", "error", "fault") and len(parts) > 1:
        above = [part for part in parts[-3:-1] if part]
        return " ".join(name_of(part) for part in above).capitalize()
    return named[point.path]
