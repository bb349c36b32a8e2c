"""Pages proposed for instances: those of the demo, and directories nobody has thought of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinrail.directory import IecType, Point
from dinrail_gateway.dashboards.model import Box, Page, Widget
from dinrail_gateway.dashboards.reading import read_widgets
from dinrail_gateway.dashboards.templates.items import titles
from dinrail_gateway.dashboards.templates.packing import packed
from dinrail_gateway.dashboards.templates.proposal import propose
from dinrail_gateway.dashboards.templates.tables import table_of
from dinrail_gateway.dashboards.templates.words import Language, name_of, title_of
from dinrail_gateway.testing.stage import Stage
from dinrail_gateway.testing.widget_types import Types

DIRECTORIES: dict[str, list[Point]] = {
    instance: msgspec.convert(points, list[Point])
    for instance, points in json.loads((Path(__file__).parent / "directories.json").read_text()).items()
}
TYPES = Types()

_SEGMENTS = st.sampled_from(
    ["a", "b", "1", "2", "3", "10", "soc", "voltage", "current", "power", "cells", "meter", "inverter", "fbRoom",
     "aRoom", "fSetpoint", "fActual", "bActive", "alarms", "temperature", "name", "MAIN", "x%2Ey", "Grüße", "state"]
)  # fmt: skip
_POINTS = st.builds(
    Point,
    path=st.lists(_SEGMENTS, min_size=1, max_size=4).map(".".join),
    type=st.sampled_from(get_args(IecType)),
    unit=st.sampled_from(["", "V", "W", "kWh", "%", "°C", "A", "km/h"]),
    description=st.sampled_from(["", "Leistung · power", "x" * 100, "a, b", "*#_|[x]"]),
    min=st.none() | st.integers(-10, 10).map(float),
    max=st.none() | st.integers(-10, 100).map(float),
    texts=st.dictionaries(st.sampled_from(["", "0", "1", "2"]), st.sampled_from(["off", "on", "y" * 90]), max_size=3),
    writable=st.booleans(),
)
_DIRECTORIES = st.lists(_POINTS, min_size=1, max_size=60, unique_by=lambda point: point.path)


def proposed(instance: str, points: list[Point], **more: Any) -> tuple[Page, dict[str, Widget]]:
    return propose(instance, points, title="Title", language=more.pop("language", "de"), page="page", **more)


def overlapping(boxes: list[Box]) -> list[tuple[Box, Box]]:
    taken: dict[tuple[int, int], Box] = {}
    found = []
    for box in boxes:
        for cell in ((box.x + dx, box.y + dy) for dx in range(box.w) for dy in range(box.h)):
            if cell in taken:
                found.append((taken[cell], box))
            taken[cell] = box
    return found


def phone(widget: Widget) -> Box:
    box = widget.layouts.phone
    assert isinstance(box, Box)
    return box


def judge(instance: str, points: list[Point], widgets: dict[str, Widget]) -> None:
    """What holds for every page that is proposed."""
    assert read_widgets(msgspec.to_builtins(widgets)) == widgets  # the gateway itself takes it
    assert overlapping([widget.layout for widget in widgets.values()]) == []
    assert overlapping([phone(widget) for widget in widgets.values()]) == []
    assert all(box.x + box.w <= 4 for box in map(phone, widgets.values()))
    single = [widget.layout.w for widget in widgets.values() if widget.type in ("value", "gauge", "switch", "light")]
    assert max(single, default=0) <= 3  # a number on half a page is mostly empty
    known = {f"{instance}.{point.path}": point for point in points}
    for widget in widgets.values():
        assert {binding.source for binding in widget.bindings.values()} <= set(known)
        assert {binding.type for binding in widget.bindings.values()} <= set(get_args(IecType))
        assert TYPES.wrong(widget.type, widget.bindings, widget.options) == []
        if widget.type in ("switch", "slider", "setpoint", "select", "button"):
            assert known[widget.bindings["value"].source].writable


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("instance", DIRECTORIES)
def test_a_page_for_every_instance_of_the_demo(instance: str, language: str) -> None:
    _, widgets = proposed(instance, DIRECTORIES[instance], language=language)

    judge(instance, DIRECTORIES[instance], widgets)
    assert len(widgets) > 4


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(points=_DIRECTORIES, language=st.sampled_from(["de", "en"]))
def test_whatever_an_instance_tells_nothing_overlaps_and_everything_is_valid(
    points: list[Point], language: str
) -> None:
    _, widgets = proposed("any", points, language=language)

    judge("any", points, widgets)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    groups=st.lists(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 6)), max_size=12), max_size=5),
    columns=st.sampled_from([4, 8, 12, 16]),
)
def test_places_never_overlap_and_groups_stay_in_order(groups: list[list[tuple[int, int]]], columns: int) -> None:
    found = packed(groups, columns)

    boxes = [box for group in found for box in group]
    assert [len(group) for group in found] == [len(group) for group in groups]
    assert overlapping(boxes) == []
    assert all(box.x + box.w <= columns for box in boxes)
    bottoms = [max(box.y + box.h for box in group) for group in found if group]
    tops = [min(box.y for box in group) for group in found if group]
    assert all(top >= bottom for bottom, top in zip(bottoms, tops[1:], strict=False))


def types_of(widgets: dict[str, Widget]) -> list[str]:
    return [widget.type for widget in widgets.values()]


def test_the_page_of_an_inverter_begins_with_the_flow_of_energy() -> None:
    page, widgets = proposed("inverter_1", DIRECTORIES["inverter_1"])

    flow, balance, alarms, course, heading, *_ = widgets.values()
    assert (page.icon, [flow.type, balance.type, alarms.type, course.type, heading.type]) == (
        "solar", ["energy_flow", "energy_balance", "alarms", "chart", "text"],
    )  # fmt: skip
    for widget in (flow, balance):
        assert {name: binding.source for name, binding in widget.bindings.items()} == {
            "pv_1": "inverter_1.inverter.power", "grid": "inverter_1.meter.power",
        }  # fmt: skip
    assert heading.options == {"text": "## Wechselrichter", "plain": True}
    limit = next(widget for widget in widgets.values() if widget.type == "slider")
    assert (limit.title, limit.options) == ("Leistungsgrenze", {"min": 0, "max": 4600})
    assert [widget.title for widget in widgets.values() if widget.title.startswith("Spannung")] == [
        "Spannung L1", "Spannung L2", "Spannung L3",
    ]  # fmt: skip


def test_the_page_of_a_battery_shows_charge_cells_and_course() -> None:
    page, widgets = proposed("bms_2", DIRECTORIES["bms_2"])

    batteries = [widget for widget in widgets.values() if widget.type == "battery"]
    assert (page.icon, [battery.title for battery in batteries]) == ("battery", ["Links", "Rechts"])
    assert {"soc", "voltage", "current", "power", "temperature", "cell_1", "cell_16"} <= batteries[0].bindings.keys()


def test_the_page_of_a_plc_has_its_rooms_side_by_side() -> None:
    _, widgets = proposed("plc_keller", DIRECTORIES["plc_keller"], texts={"MAIN.fbHeating.aRoom.2.sName": "Küche"})

    rooms = [widget for widget in widgets.values() if widget.type == "setpoint"]
    assert [room.title for room in rooms] == [f"Raum {number}" for number in range(1, 7)]
    assert all(set(room.bindings) == {"value", "actual"} for room in rooms)
    assert {"switch", "slider", "battery", "alarms", "bar", "chart", "table", "light"} <= set(types_of(widgets))
    valve = next(widget for widget in widgets.values() if widget.title == "Ventil")
    assert [binding.label for binding in valve.bindings.values()] == [f"Raum {number}" for number in range(1, 7)]


def test_a_name_the_plc_tells_is_the_name() -> None:
    points = [
        Point(f"aRoom.{number}.{name}", kind, unit, writable=name == "fSetpoint")
        for number in (1, 2)
        for name, kind, unit in (("sName", "STRING", ""), ("fSetpoint", "REAL", "°C"), ("fActual", "REAL", "°C"))
    ]

    _, widgets = proposed("plc", points, texts={"aRoom.1.sName": "Küche", "aRoom.2.sName": " "})

    assert [widget.title for widget in widgets.values() if widget.type == "setpoint"] == ["Küche", "Raum 2"]


def test_thousands_of_points_make_a_page_that_can_be_used() -> None:
    points = [Point(f"MAIN.fbA{number}.fValue{value}", "REAL", "V") for number in range(300) for value in range(10)]

    _, widgets = proposed("plc", points)

    *_, last = widgets.values()
    shown = {binding.source for widget in widgets.values() for binding in widget.bindings.values()}
    assert 100 < len(widgets) < 200
    assert last.options["text"] == f"{3000 - len(shown)} weitere Punkte: siehe Punkte."
    assert overlapping([widget.layout for widget in widgets.values()]) == []


@pytest.mark.parametrize(
    ("segment", "description", "german", "english"),
    [
        ("fSetpoint", "", "Sollwert", "Setpoint"),
        ("power_limit", "Leistungsgrenze · power limit", "Leistungsgrenze", "Power limit"),
        ("nTicks", "Counts every cycle", "Counts every cycle", "Counts every cycle"),
        ("nHeartbeat", "Counts every cycle", "Lebenszeichen", "Heartbeat"),
        ("charge_current_limit", "", "Ladestrom höchstens", "Charge current limit"),
        ("charge_flavour", "", "Charge flavour", "Charge flavour"),
        ("GVL_House", "", "Haus", "House"),
        ("l1", "", "L1", "L1"),
        ("load_15", "Mean of the last 15 minutes", "Last über 15 min", "Load over 15 min"),
        ("available", "Can be had without swapping", "Verfügbar", "Available"),
        ("aShutter", "", "Rollladen", "Shutter"),
        ("some%2Ething", "", "Some.thing", "Some.thing"),
        ("bAny", "A text that is longer than anybody wants to read above a value", "Any", "Any"),
    ],
)
def test_titles_are_those_of_people(segment: str, description: str, german: str, english: str) -> None:
    assert (title_of(segment, "de", description), title_of(segment, "en", description)) == (german, english)


def test_what_says_nothing_alone_says_of_what_it_is() -> None:
    points = [Point(f"pack.temperatures.{name}", "REAL", "°C") for name in ("1", "2", "min")]
    points += [Point("plug.power", "BOOL"), Point("plug.energy.today", "REAL", "kWh")]

    languages: tuple[Language, ...] = ("de", "en")
    found = {language: list(titles(points, language).values()) for language in languages}

    assert found == {
        "de": ["Temperatur 1", "Temperatur 2", "Niedrigste Temperatur", "Schalter", "Energie heute"],
        "en": ["Temperature 1", "Temperature 2", "Lowest temperature", "Switch", "Energy today"],
    }


def test_long_lists_are_two_tables_side_by_side() -> None:
    few, many = (table_of([Point(f"a{n}", "STRING") for n in range(count)], {f"a{n}": "A" for n in range(count)}, "D")
                 for count in (7, 9))  # fmt: skip

    assert [(table.title, table.rows) for table in few] == [("D", 7)]
    assert [(table.title, table.rows) for table in many] == [("D 1", 5), ("D 2", 4)]


def test_prefixes_of_plc_programs_are_no_part_of_a_name() -> None:
    segments = ("fbBattery", "stOutdoor", "aRoom", "nCycles", "bEnable", "soc", "state", "ePriority", "tRun")
    assert [name_of(segment) for segment in segments] == [
        "battery", "outdoor", "room", "cycles", "enable", "soc", "state", "priority", "run",
    ]  # fmt: skip


async def test_the_page_of_an_instance_is_proposed_and_saved_by_whoever_likes_it(stage: Stage) -> None:
    await stage.add("inverter_1", {"endpoints": [{"kind": "tcp", "host": "meter.local"}]}, title="Dach")
    async with stage.puppet("inverter_1") as inverter:
        none = await stage.http.post("/api/pages/from-instance", json={"instance": "inverter_1"})
        await inverter.directory(*DIRECTORIES["inverter_1"])
        async with stage.browser() as browser:
            await browser.ask(subscribe=["inverter_1.**"])
            await browser.sample("inverter_1.inverter.power")
        proposal = await stage.http.post("/api/pages/from-instance", json={"instance": "inverter_1", "language": "de"})

    found = proposal.json()
    assert (none.status_code, none.json()["error"]["key"]) == (409, "instance_without_points")
    assert (found["id"], found["page"]["title"], len(found["widgets"])) == ("inverter_1", "Dach", 28)
    assert (await stage.http.get("/api/widgets")).json() == {"rev": 1, "widgets": {}}
    body = {"rev": 1, "page": found["page"], "widgets": found["widgets"]}
    saved = await stage.http.put(f"/api/pages/{found['id']}/content", json=body)
    assert (saved.status_code, saved.json()["widgets"]) == (200, found["widgets"])
    again = (await stage.http.post("/api/pages/from-instance", json={"instance": "inverter_1"})).json()
    assert again["id"] == "inverter_1_2"
    assert not set(again["widgets"]) & set(found["widgets"])


async def test_a_page_is_proposed_for_instances_there_are(stage: Stage) -> None:
    answer = await stage.http.post("/api/pages/from-instance", json={"instance": "nothing"})

    assert (answer.status_code, answer.json()["error"]["key"]) == (404, "unknown_instance")
    refused = await (await stage.someone("operator")).post("/api/pages/from-instance", json={"instance": "nothing"})
    assert refused.status_code == 403
